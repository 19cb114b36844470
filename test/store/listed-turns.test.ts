import { expect, test } from 'vitest';
import type { TraceSummary } from '../../server/store/store.ts';
import { open, SUMMARY } from './records.ts';

const at = { instance: 'w/main', branch: 'main', lines: [] };

async function storeWith(turns: Record<string, Partial<TraceSummary> & { npc?: string }>) {
  const store = await open();
  await store.openInstance('w', 'main');
  let startedAt = 0;
  for (const [turn, { npc = 'mara', ...fields }] of Object.entries(turns)) {
    startedAt += 1;
    await store.commit({
      ...at,
      trace: { turn, npc, startedAt, body: {}, summary: { ...SUMMARY, ...fields } },
    });
  }
  const found = async (filter: Parameters<typeof store.traces>[1]) =>
    (await store.traces('w/main', filter)).map(({ turn }) => turn);
  return { store, found };
}

test('turns are found by NPC, status, slowness, length and words, all at once', async () => {
  const { found } = await storeWith({
    a: { status: 'failed', text: 'The FERRY sank' },
    b: { firstVisibleMs: 900, queuedMs: 1200, words: 130 },
    c: { npc: 'tom', firstVisibleMs: 100, text: 'ferry 100%_' },
    d: { endMs: 5000 },
  });

  expect(await found({ npc: 'tom' })).toEqual(['c']);
  expect(await found({ status: 'failed' })).toEqual(['a']);
  expect(await found({ slowMs: 2000 })).toEqual(['d', 'b']);
  expect(await found({ words: 100 })).toEqual(['b']);
  expect(await found({ text: 'Ferry' })).toEqual(['c', 'a']);
  expect(await found({ text: '%_' })).toEqual(['c']);
  expect(await found({ text: 'ferry', npc: 'mara' })).toEqual(['a']);
  expect(await found({ turns: ['a', 'd', 'none'] })).toEqual(['d', 'a']);
});

test('the list goes on behind a row, and tells of a turn what is known of it', async () => {
  const { store, found } = await storeWith({
    a: {},
    b: { reason: 'model-timeout: …', promptTokens: 7 },
    c: {},
  });

  expect(await found({ limit: 2 })).toEqual(['c', 'b']);
  expect(await found({ before: { startedAt: 2, turn: 'b' } })).toEqual(['a']);
  expect((await store.traces('w/main', { turns: ['b'] }))[0]).toEqual({
    ...SUMMARY,
    turn: 'b',
    instance: 'w/main',
    npc: 'mara',
    startedAt: 2,
    reason: 'model-timeout: …',
    promptTokens: 7,
  });
});

test('turns with other takes are known', async () => {
  const { store } = await storeWith({ a: {}, b: { replaces: 'a' }, c: {} });

  expect(await store.relatedTurns(['a', 'c'])).toEqual(new Set(['a', 'b']));
  expect(await store.relatedTurns(['b'])).toEqual(new Set(['a', 'b']));
  expect(await store.relatedTurns(['c'])).toEqual(new Set());
});

test('a designer’s last word on a reply counts, each designer’s for themselves', async () => {
  const { store } = await storeWith({ a: {} });
  const word = { instance: 'w/main', npc: 'mara', turn: 'a', reason: '', body: { raw: 'x' } };

  await store.saveRating({ ...word, author: 'Bea', value: 1, at: 1 });
  await store.saveRating({ ...word, author: 'Bea', value: -1, reason: 'Too long.', at: 2 });
  await store.saveRating({ ...word, author: 'Cid', value: 1, at: 3 });
  await store.saveRating({ ...word, author: 'Bea', value: 1, rejected: 'b', at: 4 });
  await store.deleteRating({ instance: 'w/main', turn: 'a', author: 'Cid' });

  expect(await store.ratings('w/main')).toEqual([
    { ...word, author: 'Bea', value: -1, reason: 'Too long.', at: 2 },
    { ...word, author: 'Bea', value: 1, rejected: 'b', at: 4 },
  ]);
  expect(await store.ratings('w/main', ['none'])).toEqual([]);
});
