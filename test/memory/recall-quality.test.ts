import { expect, test } from 'vitest';
import { MemorySettings } from '../../schemas/memory-settings.ts';
import { type Candidate, LEAST_COSINE, rank, soughtWords } from '../../server/memory/recall.ts';
import { nearest } from '../../server/memory/vectors.ts';
import type { KeptMemory, Store } from '../../server/store/store.ts';
import { open } from '../store/records.ts';
import { ASKED_AT, generated, type Question } from './generated.ts';
import { meaningOf } from './meaning.ts';

const MEMORIES = 5_000;
const QUESTIONS = 200;
const whose = { instance: 'w/main', branch: 'main', npc: 'mara', except: 'summary' as const };
const now = { at: ASKED_AT, time: 'Day 400, 08:00' };
/** What recall@5 must be at least, by scorer; a little below what it was when this was written. */
const FLOORS = { 'full text': 0.7, 'all together': 0.96 };

async function filled(memories: KeptMemory[]): Promise<Store> {
  const store = await open();
  await store.openInstance('w', 'main');
  await store.commit({ instance: whose.instance, branch: 'main', lines: [], memories });
  return store;
}

/** As `Recall` gathers them. */
async function candidates(store: Store, { text, about }: Question): Promise<Candidate[]> {
  const [hits, newest, weightiest] = await Promise.all([
    store.searchMemories({ ...whose, words: soughtWords(text), limit: 40, asker: about }),
    store.memories({ ...whose, about, limit: 10 }),
    store.memories({ ...whose, about, order: 'importance', limit: 10 }),
  ]);
  const all = new Map<string, Candidate>();
  for (const memory of [...newest, ...weightiest]) all.set(memory.id, { ...memory, lexical: 0 });
  for (const { relevance, ...memory } of hits) all.set(memory.id, { ...memory, lexical: relevance });
  return [...all.values()];
}

test('of 200 questions over 5,000 memories most find their answer among the first five', async () => {
  const { memories, questions } = generated(MEMORIES, QUESTIONS);
  const store = await filled(memories);
  const weights = MemorySettings.parse({});
  const only = (part: 'relevance' | 'recency' | 'importance') => ({
    ...weights,
    relevance: 0,
    recency: 0,
    importance: 0,
    [part]: 1,
  });
  const byId = new Map(memories.map((memory) => [memory.id, memory]));
  const meanings = new Map(memories.map(({ id, text }) => [id, meaningOf(text)]));
  const found = {
    'full text': 0,
    recency: 0,
    importance: 0,
    'by meaning': 0,
    'all together': 0,
    'with meaning': 0,
  };
  const missed: string[] = [];
  for (const question of questions) {
    const all = await candidates(store, question);
    const isAmong = (ids: readonly string[]) => Number(ids.slice(0, 5).includes(question.answer));
    const byWords = [...all].sort((a, b) => b.lexical - a.lexical);
    const by = (settings: typeof weights, of = all) =>
      rank(of, question.text, now, question.about, settings).map(({ memory }) => memory.id);
    const alike = nearest(meanings, meaningOf(question.text), { least: LEAST_COSINE, limit: 30 });
    const unseen = [...alike.keys()].filter((id) => !all.some((each) => each.id === id));
    const meant = [...all, ...unseen.map((id) => ({ ...byId.get(id)!, lexical: 0 }))].map((memory) => {
      const cosine = alike.get(memory.id);
      return cosine === undefined ? memory : { ...memory, cosine };
    });
    found['full text'] += isAmong(byWords.map(({ id }) => id));
    found.recency += isAmong(by(only('recency')));
    found.importance += isAmong(by(only('importance')));
    found['by meaning'] += isAmong([...alike.keys()]);
    found['with meaning'] += isAmong(by(weights, meant));
    const together = isAmong(by(weights));
    found['all together'] += together;
    if (!together)
      missed.push(`${question.text} → ${memories.find(({ id }) => id === question.answer)!.text}`);
  }
  const shares = Object.entries(found).map(([scorer, count]) => [scorer, count / questions.length] as const);
  process.stdout.write(
    `recall@5: ${shares.map(([scorer, share]) => `${scorer} ${share.toFixed(3)}`).join(', ')}\n`,
  );

  expect(questions).toHaveLength(QUESTIONS);
  for (const [scorer, floor] of Object.entries(FLOORS))
    expect(
      Object.fromEntries(shares)[scorer],
      `${scorer}\n${missed.slice(0, 20).join('\n')}`,
    ).toBeGreaterThanOrEqual(floor);
  // When something was, or how important, tells little; words and meaning each add to the other.
  for (const blind of [found.recency, found.importance]) {
    expect(blind).toBeLessThan(found['full text'] / 2);
    expect(blind).toBeLessThan(found['by meaning'] / 2);
  }
  expect(found['all together']).toBeGreaterThan(found['full text']);
  expect(found['with meaning']).toBeGreaterThan(found['by meaning']);
  expect(found['with meaning']).toBeGreaterThanOrEqual(found['all together']);
});
