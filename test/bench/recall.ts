import MiniSearch from 'minisearch';
import { MemorySettings } from '../../schemas/memory-settings.ts';
import { soughtWords } from '../../server/memory/recall.ts';
import { formsOf, stem, termsOf } from '../../server/memory/words.ts';
import { type KeptMemory, openStore, type Store } from '../../server/store/store.ts';
import type { Instance } from '../../server/world/instance.ts';
import type { Npc } from '../../server/world/npc.ts';
import { type CacheStats, Recall } from '../../server/world/recall.ts';
import { Vectors } from '../../server/world/vectors.ts';
import { ASKED_AT, generated, type Question } from '../memory/generated.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import type { Sizes } from './sizes.ts';

const WHOSE = { instance: 'w/main', branch: 'main', npc: 'mara' };
const MARA = { id: 'mara' } as Npc;
const BATCH = 2_000;
const LIMIT = 40;

type Answer = (question: Question) => unknown;

/** What recalling costs over few and many memories of one NPC, beside a scan of all, SQLite's full text alone, and MiniSearch. */
export async function recallSection(sizes: Sizes): Promise<Section> {
  const rows: Section['rows'] = [];
  for (const size of sizes.recall.memories) {
    const { memories } = generated(size, 0);
    const { questions } = generated(5_000, sizes.recall.questions, 2);
    const store = await filled(memories);
    const recall = recallOver(store);
    const index = indexOf(memories);
    const terms = memories.map(({ text }) => text);
    const scan: Answer = ({ text }) => scanned(terms, text);
    const rounds = await alternate(sizes.recall, {
      ours: () =>
        timed(questions, async ({ text, about }) => {
          // As after each memory that was written: nothing is at hand.
          recall.changed([MARA.id]);
          await recall.scored(MARA, text, about);
        }),
      'a plain scan': () => timed(questions, scan),
      'FTS5 alone': () =>
        timed(questions, ({ text }) =>
          store.searchMemories({ ...WHOSE, words: soughtWords(text), limit: LIMIT }),
        ),
      MiniSearch: () => timed(questions, ({ text }) => index.search(text).slice(0, LIMIT)),
    });
    const what = `${size.toLocaleString('en')} memories: one recall`;
    for (const against of ['a plain scan', 'FTS5 alone', 'MiniSearch'] as const)
      rows.push(rowOf(rounds, 'ms', { what, unit: 'ms', better: 'less', against }));
    const talks = await alternate(
      { runs: 1, warmUps: 0 },
      {
        ours: () => atHand(store, questions, 5),
        'nothing written': () => atHand(store, questions, Number.POSITIVE_INFINITY),
      },
    );
    for (const figure of ['recalls', 'meanings'])
      rows.push(
        rowOf(talks, figure, {
          what: `${size.toLocaleString('en')} memories: ${figure} at hand`,
          unit: '%',
          better: 'more',
          against: 'nothing written',
        }),
      );
    await store.close();
  }
  return {
    name: 'recall',
    title: 'Recall',
    how: `What an NPC recalls for one question (full text, newest, most important, scored), nothing at hand, in ${sizes.recall.runs} runs, beside a scan over all texts in memory that counts words, one FTS5 query, and MiniSearch, whose index stands in memory. At hand: of what a talk of ${3 * sizes.recall.questions} turns asks for, each question put three times and a memory written after every fifth, what the caches of recall and of meanings had, once, beside the same talk in which nothing is written.`,
    rows,
  };
}

async function timed(questions: readonly Question[], answer: Answer): Promise<Figures> {
  const start = performance.now();
  for (const question of questions) await answer(question);
  return { ms: (performance.now() - start) / questions.length };
}

async function filled(memories: readonly KeptMemory[]): Promise<Store> {
  const store = await openStore('file::memory:');
  await store.openInstance('w', 'main');
  for (let from = 0; from < memories.length; from += BATCH) {
    const batch = memories
      .slice(from, from + BATCH)
      .map((memory) => ({ ...memory, source: { ...memory.source, by: 'game' as const } }));
    await store.commit({ instance: WHOSE.instance, branch: WHOSE.branch, lines: [], memories: batch });
  }
  return store;
}

/** Recall over a store, with as much of an instance as it looks at. */
const recallOver = (
  store: Store,
  vectors: Pick<Vectors, 'alike'> = { alike: async () => new Map() },
): Recall =>
  new Recall({
    record: { id: WHOSE.instance, branch: WHOSE.branch },
    parts: { store, now: () => ASKED_AT },
    clock: { text: 'Day 400, 08:00' },
    world: { memory: MemorySettings.parse({}) },
    memories: { vectors },
  } as unknown as Instance);

function scanned(texts: readonly string[], question: string): { text: string; count: number }[] {
  const wanted = termsOf(question).map((term) => formsOf(term).map(stem));
  return texts
    .map((text) => {
      const own = new Set(termsOf(text).map(stem));
      return { text, count: wanted.filter((forms) => forms.some((form) => own.has(form))).length };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, LIMIT);
}

function indexOf(memories: readonly KeptMemory[]): MiniSearch {
  const index = new MiniSearch({ fields: ['text'], processTerm: (term) => stem(term.toLowerCase()) });
  index.addAll(memories.map(({ id, text }) => ({ id, text })));
  return index;
}

/** How much of what a talk asks for is at hand, in percent, where a memory is written after every so many turns. */
async function atHand(store: Store, questions: readonly Question[], every: number): Promise<Figures> {
  const vectors = new Vectors({
    record: { id: WHOSE.instance, branch: WHOSE.branch },
    parts: {
      store,
      now: () => ASKED_AT,
      embedder: { name: 'none', embed: async () => [Float32Array.of(1)] },
    },
    background: {},
  } as unknown as Instance);
  const recall = recallOver(store, vectors);
  let turn = 0;
  for (const { text, about } of questions)
    for (let time = 0; time < 3; time += 1) {
      await recall.scored(MARA, text, about);
      turn += 1;
      if (turn % every > 0) continue;
      recall.changed([MARA.id]);
      vectors.changed([{ npc: MARA.id, id: `written ${turn}` }]);
    }
  return { recalls: shareOf(recall.cacheStats), meanings: shareOf(vectors.cacheStats) };
}

const shareOf = ({ hits, misses }: CacheStats): number => (100 * hits) / (hits + misses);
