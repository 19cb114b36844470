import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { expect } from 'vitest';
import { HerRecord } from '../../schemas/lab/her-record.ts';
import { HER_ROWS } from '../../schemas/lab/training.ts';
import type { Layer } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { samplesOf } from '../../server/lab/data/record-samples.ts';
import { SPLITS } from '../../server/lab/data/split.ts';
import { freshFile } from '../store/records.ts';
import { exported, happens, imported, record, replies, says, spans } from './played.ts';

const LAYERS: Layer[] = ['system_thinking', 'role_thinking', 'role_action', 'speech'];
const PLACES = ['tavern', 'yard'];

type Step = {
  who: 'mara' | 'tom' | 'ash' | 'environment';
  layers: Layer[];
  hearsToo: boolean;
  place: number;
  isWhisper: boolean;
  gap: number;
  /** Whether it takes the place of the line before, where that is one's own turn. */
  isTake: boolean;
};
const step: fc.Arbitrary<Step> = fc.record({
  who: fc.constantFrom('mara', 'tom', 'ash', 'environment'),
  layers: fc.array(fc.constantFrom(...LAYERS), { minLength: 1, maxLength: 4 }),
  hearsToo: fc.boolean(),
  place: fc.constantFrom(0, 0, 0, 1),
  isWhisper: fc.constantFrom(false, false, false, true),
  gap: fc.constantFrom(1, 1, 1, 1, 20),
  isTake: fc.boolean(),
});

/** Each text tells its layer, whose it is and its line: `plan-mara-3`. */
function linesOf(steps: readonly Step[]): Line[] {
  let at = 1_700_000_000_000;
  const lines: Line[] = [];
  for (const [index, { who, layers, hearsToo, place, isWhisper, gap, isTake }] of steps.entries()) {
    const seq = index + 1;
    at += gap * 60_000;
    const text = (layer: Layer) => `${layer.replace('_', '')}-${who}-${seq}`;
    const own = { location: PLACES[place]!, at, whisper: isWhisper };
    if (who === 'environment') lines.push({ ...happens(seq, text('role_action')), ...own, whisper: false });
    else if (who === 'ash') lines.push(says(seq, text('speech'), { ...own, to: 'npc:mara' }));
    else {
      const last = lines.at(-1);
      const takes = isTake && last?.kind === 'turn' && last.from === `npc:${who}`;
      lines.push(
        replies(seq, spans(...layers.map((layer): [Layer, string] => [layer, text(layer)])), {
          ...own,
          from: `npc:${who}`,
          name: who === 'mara' ? 'Mara' : 'Tom',
          npcs: hearsToo ? ['mara', 'tom'] : [who],
          ...(takes && {
            replaces: last.id,
            location: last.location,
            npcs: last.npcs,
            whisper: last.whisper,
          }),
        }),
      );
    }
  }
  return lines;
}

type Row = { trace_id: string; messages: { role: string; content: string }[] };

property.prop([fc.array(step, { minLength: 6, maxLength: 25 })], { numRuns: 20, seed: 3 })(
  'no plan in a history, nothing unheard and no other’s thought in a sample, no conversation in two parts',
  async (steps) => {
    const file = freshFile();
    const lines = linesOf(steps);
    const { store } = await record(file, lines);
    const { rows, text, out } = await exported(file, { validation: 0.3, test: 0.3, keepsNames: true });
    await store.close();

    const samples = [...(await rows<Row>('sft_multi_turn')), ...(await rows<Row>('sft_single_turn'))];
    const expectLawful = (slug: string, messages: readonly { content: string }[]) => {
      const heard = new Set(
        lines.flatMap(({ npcs, seq, from }) => (npcs.includes(slug) || from === `npc:${slug}` ? [seq] : [])),
      );
      const history = messages
        .slice(0, -1)
        .map(({ content }) => content)
        .join('\n');
      const last = messages.at(-1)!.content;
      expect(history).not.toContain('systemthinking-');
      expect(`${history}\n${last}`).not.toMatch(new RegExp(`(system|role)thinking-(?!${slug})`));
      for (const [, seq] of `${history}\n${last}`.matchAll(/-(?:mara|tom|ash|environment)-(\d+)/g))
        expect(heard).toContain(Number(seq));
    };
    for (const { trace_id, messages } of samples)
      expectLawful(/_Tom(_turn_\d+)?$/.test(trace_id) ? 'tom' : 'mara', messages);
    const full = await rows<HerRecord>('her_full');
    for (const one of full) {
      HerRecord.parse(one);
      for (const { without_think } of one.conversation[0]!.dialogues)
        expect(without_think).not.toMatch(/thinking-/);
    }
    for (const [kind, schema] of Object.entries(HER_ROWS))
      for (const row of await rows(kind)) schema.parse(row);

    const parts = await Promise.all(
      SPLITS.map(async (split) => {
        const kinds = ['her_full', ...Object.keys(HER_ROWS)];
        const all = await Promise.all(kinds.map((kind) => text(`${kind}/${split}.jsonl`)));
        return new Set([...all.join('').matchAll(/testworld_main\/\w+?_\d+_0/g)].map(([id]) => id));
      }),
    );
    const ids = parts.flatMap((part) => [...part]);
    expect(new Set(ids).size).toBe(ids.length);

    const back = await Promise.all(
      SPLITS.map((split) => imported(path.join(out, `her_full/${split}.jsonl`))),
    );
    expect(back.flat()).toEqual(full);
    for (const one of back.flat())
      for (const [name, messages] of Object.entries(samplesOf(one))) {
        expect(['Mara', 'Tom']).toContain(name);
        // Who only planned has none.
        if (messages.length > 0) expectLawful(name.toLowerCase(), messages);
      }
    await rm(out, { recursive: true });
  },
  60_000,
);
