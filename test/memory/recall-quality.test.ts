import { expect, test } from 'vitest';
import { MemorySettings } from '../../schemas/memory-settings.ts';
import { type Candidate, rank, soughtWords } from '../../server/memory/recall.ts';
import type { KeptMemory, Store } from '../../server/store/store.ts';
import { open } from '../store/records.ts';
import { ASKED_AT, generated, type Question } from './generated.ts';

const MEMORIES = 5_000;
const QUESTIONS = 200;
const whose = { instance: 'w/main', branch: 'main', npc: 'mara', except: 'summary' as const };
const now = { at: ASKED_AT, time: 'Day 400, 08:00' };
/** What recall@5 must be at least, by scorer; a little below what it was when this was written. */
const FLOORS = { 'full text': 0.7, recency: 0, importance: 0, 'all together': 0.96 };

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
  const found = { 'full text': 0, recency: 0, importance: 0, 'all together': 0 };
  const missed: string[] = [];
  for (const question of questions) {
    const all = await candidates(store, question);
    const isAmong = (ids: readonly string[]) => Number(ids.slice(0, 5).includes(question.answer));
    const byWords = [...all].sort((a, b) => b.lexical - a.lexical);
    const by = (settings: typeof weights) =>
      rank(all, question.text, now, question.about, settings).map(({ memory }) => memory.id);
    found['full text'] += isAmong(byWords.map(({ id }) => id));
    found.recency += isAmong(by(only('recency')));
    found.importance += isAmong(by(only('importance')));
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
  for (const [scorer, share] of shares)
    expect(share, `${scorer}\n${missed.slice(0, 20).join('\n')}`).toBeGreaterThanOrEqual(
      FLOORS[scorer as keyof typeof FLOORS],
    );
});
