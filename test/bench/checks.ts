import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import type { RecordedLine } from '../../server/lab/checks/recorded-turn.ts';
import { PlayReport } from '../../server/lab/checks/report.ts';
import { type Random, randomFrom } from '../../server/llm/builtin/random.ts';
import { SENTENCES } from '../lab/seeded-texts.ts';
import { ravenmoor } from '../llm/ravenmoor.ts';
import { heap } from './heap.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import type { Sizes } from './sizes.ts';

const NPCS = 50;
/** Turns of each NPC before its first one comes again: more than any check looks back. */
const OWN_TURNS = 60;

/** What checking recorded turns costs, read as JSON lines, beside reading the same lines alone. */
export async function checksSection({ checks }: Sizes): Promise<Section> {
  const rows = recordedRows();
  const against = 'reading the JSON alone';
  const rounds = await alternate(checks, {
    ours: () => {
      const report = new PlayReport();
      return measured(rows, checks.turns, (recorded) => report.add(recorded));
    },
    [against]: () => measured(rows, checks.turns, () => {}),
  });
  return {
    name: 'checks',
    title: 'Checks',
    how: `All checks over ${(checks.turns * checks.runs).toLocaleString('en')} recorded turns of ${NPCS} NPCs, each with its plan, its text as it was written and the turns before it, in ${checks.runs} stretches, read from JSON lines and counted per NPC, beside reading the same lines alone. The heap is all that is in use at the end of a stretch, the lines that are read included.`,
    rows: [
      rowOf(rounds, 'rate', { what: 'turns', unit: '1/s', better: 'more', against }),
      rowOf(rounds, 'cost', { what: 'one turn', unit: 'µs', better: 'less', against }),
      rowOf(rounds, 'heap', { what: 'heap in use', unit: 'MiB', better: 'less', against }),
    ],
  };
}

async function measured(
  rows: readonly string[],
  turns: number,
  take: (recorded: RecordedLine) => void,
): Promise<Figures> {
  const start = performance.now();
  let done = 0;
  for (let at = 0; done < turns; at = (at + 1) % rows.length) {
    const recorded = JSON.parse(rows[at]!) as RecordedLine;
    take(recorded);
    if (recorded.line.kind === 'turn') done += 1;
  }
  const ms = performance.now() - start;
  return { rate: (done / ms) * 1000, cost: (ms * 1000) / done, heap: (await heap()) / 1024 };
}

/** What players said and NPCs answered, as the record has it. */
function recordedRows(): string[] {
  const random = randomFrom('bench');
  const rows: string[] = [];
  for (let turn = 0; turn < OWN_TURNS; turn += 1)
    for (let npc = 0; npc < NPCS; npc += 1) {
      const say = lineOf(`s${turn}-${npc}`, npc, 'say', [spanOf(0, 'speech', pick(random, SPEECH))]);
      const spans = reply(random);
      const raw = spans
        .map(({ layer, text }) => (layer === 'speech' ? text : `<${layer}>${text}</${layer}>`))
        .join('');
      const answer = lineOf(`t${turn}-${npc}`, npc, 'turn', spans);
      rows.push(
        JSON.stringify({ instance: 'bench', line: say }),
        JSON.stringify({ instance: 'bench', line: answer, raw, plan: 'full', language: 'English' }),
      );
    }
  return rows;
}

const lineOf = (id: string, npc: number, kind: 'say' | 'turn', spans: Span[]): Line => ({
  id,
  seq: 1,
  kind,
  from: kind === 'turn' ? `npc:npc-${npc}` : 'player:s1',
  name: kind === 'turn' ? `Mara ${npc}` : 'Ash',
  whisper: false,
  location: 'inn',
  spans,
  npcs: [`npc-${npc}`],
  players: ['client:ash'],
  at: 0,
  time: 'Day 1, 08:00',
});

const spanOf = (span: number, layer: Span['layer'], text: string): Span => ({ span, layer, text });
const EXAMPLES = ravenmoor.flatMap(({ persona }) => persona.examples);
const SPEECH = EXAMPLES.map(({ say }) => say);
const ACTIONS = EXAMPLES.flatMap(({ action }) => action ?? []);
const THOUGHTS = EXAMPLES.flatMap(({ thought }) => thought ?? []);

function reply(random: Random): Span[] {
  const parts = random
    .shuffle<[Span['layer'], string]>([
      ['role_thinking', pick(random, THOUGHTS)],
      ['role_action', pick(random, ACTIONS)],
      ['speech', `${pick(random, SPEECH)} ${pick(random, SPEECH)}`],
    ])
    .slice(0, 2 + Math.floor(random.next() * 2));
  const plan = ['system_thinking', pick(random, SENTENCES.plan)] as const;
  return [plan, ...parts].map(([layer, text], span) => spanOf(span, layer, text));
}

const pick = (random: Random, list: readonly string[]): string => random.pick(list)!;
