import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { openStore } from '../../server/store/store.ts';

type Step = { kind: 'tell' | 'tell-again'; word: string } | { kind: 'save' | 'load'; slot: 'a' | 'b' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('tell' as const, 'tell-again' as const),
    word: fc.constantFrom('heron', 'stork', 'crane', 'owl', 'wren'),
  }),
  fc.record({
    kind: fc.constantFrom('save' as const, 'load' as const),
    slot: fc.constantFrom('a' as const, 'b' as const),
  }),
);

/** Of each id what is remembered. */
type Remembered = ReadonlyMap<string, string>;

test.prop([fc.array(step, { maxLength: 25 })], { numRuns: 25 })(
  'whatever is saved, loaded and told in between, a game remembers what was told in it',
  async (steps) => {
    const store = await openStore('file::memory:');
    const instance = 'w/main';
    let { branch, seq } = await store.openInstance('w', 'main');
    let remembered: Remembered = new Map();
    const saves = new Map<string, Remembered>();
    for (const { kind, ...step } of steps) {
      if ('word' in step) {
        seq += 1;
        const id = kind === 'tell' ? `m${seq}-${branch}`.slice(0, 16) : 'again';
        const text = `The ${step.word} came.`;
        const memory = {
          id,
          seq,
          npc: 'mara',
          kind: 'episode' as const,
          text,
          importance: 5,
          at: seq,
          time: '',
          witnesses: [],
          source: { by: 'model' as const, lines: [] },
        };
        await store.commit({ instance, branch, lines: [], memories: [memory] });
        remembered = new Map([...remembered, [id, text]]);
      } else if (kind === 'save') {
        await store.saveSlot(instance, branch, seq, step.slot);
        saves.set(step.slot, remembered);
      } else if (saves.has(step.slot)) {
        ({ branch, seq } = await store.loadSlot(instance, step.slot));
        remembered = saves.get(step.slot)!;
      }
    }
    const whose = { instance, branch, npc: 'mara', limit: 100 };
    const read = (memories: readonly { id: string; text: string }[]) =>
      new Map(memories.map(({ id, text }) => [id, text]));
    const found = await store.searchMemories({ ...whose, words: ['heron', 'owl'] });
    const sought = [...remembered].filter(([, text]) => /heron|owl/.test(text));

    expect(read(await store.memories(whose))).toEqual(remembered);
    expect(read(found)).toEqual(new Map(sought));
    await store.close();
  },
);
