import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { MIGRATIONS } from '../../server/store/migrations.ts';
import type { TraceSummary } from '../../server/store/store.ts';
import { freshFile, open, SUMMARY } from './records.ts';

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

test('turns of before they were listed are listed with what was said, to whom, and in whose place', async () => {
  const url = `file:${freshFile()}`;
  const steps = Object.entries(MIGRATIONS).filter(([name]) => name < '0004');
  const old = await openDatabase(url, Object.fromEntries(steps));
  const spans = [
    { span: 0, layer: 'system_thinking', text: 'Hide it.' },
    { span: 1, layer: 'role_action', text: 'nods' },
    { span: 2, layer: 'speech', text: 'Aye, the mill.' },
  ];
  await sql`insert into instances values ('w/main', 'w', 'main', 'main', 1)`.execute(old);
  await sql`insert into branches values ('w/main', 'main', null, null, null, 1)`.execute(old);
  for (const [index, turn] of ['a', 'b', 'c'].entries()) {
    const body = JSON.stringify({
      status: 'complete',
      line: `line-${turn}`,
      raw: '…',
      spans: turn === 'c' ? [] : spans,
    });
    await sql`insert into lines (instance, branch, seq, id, kind, "from", name, "to", whisper, spans, npcs, players, turn, replaces, at, time)
      values ('w/main', 'main', ${index + 1}, ${`line-${turn}`}, 'turn', 'npc:mara', 'Mara', 'player:x', 0, '[]', '[]', '[]', ${turn},
        ${turn === 'b' ? 'line-a' : null}, 1, '')`.execute(old);
    await sql`insert into traces values (${turn}, 'w/main', 'main', 'mara', ${index}, ${body})`.execute(old);
  }
  await old.destroy();

  const store = await open(url);

  const said = { excerpt: 'nods Aye, the mill.', words: 4, to: 'player:x' };
  expect(await store.traces('w/main')).toMatchObject([
    { turn: 'c', excerpt: '', words: 0 },
    { turn: 'b', replaces: 'a', ...said },
    { turn: 'a', ...said },
  ]);
  expect((await store.traces('w/main', { text: 'hide it' })).map(({ turn }) => turn)).toEqual(['b', 'a']);
  expect(await store.relatedTurns(['a'])).toEqual(new Set(['a', 'b']));
});
