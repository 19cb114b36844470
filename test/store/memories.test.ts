import { expect, test } from 'vitest';
import type { KeptMemory } from '../../server/store/store.ts';
import { freshFile, open, said } from './records.ts';

const instance = 'w/main';
const branch = 'main';
const whose = { instance, branch, npc: 'mara' };

const memory = (seq: number, text: string, fields: Partial<KeptMemory> = {}): KeptMemory => ({
  seq,
  id: `m${seq}`,
  npc: 'mara',
  kind: 'episode',
  text,
  importance: 5,
  at: seq,
  time: 'Day 1, 08:00',
  witnesses: [],
  source: { by: 'extraction', lines: [] },
  ...fields,
});

const idsOf = (memories: readonly KeptMemory[]) => memories.map(({ id }) => id);

async function opened(url?: string) {
  const store = await open(url);
  await store.openInstance('w', 'main');
  return store;
}

test('memories are read as they stand: the newest of each id, and none that is gone', async () => {
  const file = `file:${freshFile()}`;
  const store = await opened(file);
  await store.commit({
    instance,
    branch,
    lines: [],
    memories: [
      memory(1, 'Ash lost a key.', { about: 'player:ash' }),
      memory(2, 'The bell rang.', { importance: 9 }),
      memory(3, 'Tom owes two coins.', { about: 'npc:tom', kind: 'fact' }),
      memory(4, 'Ash lost a silver key.', { id: 'm1', about: 'player:ash' }),
      memory(5, '-', { id: 'm2', isGone: true }),
      memory(6, 'Not hers.', { npc: 'tom' }),
    ],
  });
  await store.close();
  const again = await open(file);
  const { seq } = await again.openInstance('w', 'main');

  expect(seq).toBe(6);
  expect(idsOf(await again.memories({ ...whose, limit: 10 }))).toEqual(['m1', 'm3']);
  expect(await again.memories({ ...whose, about: 'player:ash', limit: 10 })).toEqual([
    memory(4, 'Ash lost a silver key.', { id: 'm1', about: 'player:ash' }),
  ]);
  expect(idsOf(await again.memories({ ...whose, kind: 'fact', limit: 10 }))).toEqual(['m3']);
  expect(await again.memory({ instance, branch, id: 'm2' })).toBeNull();
  const counts = await again.countMemories(whose);
  expect(counts).toHaveLength(2);
  expect(counts).toEqual(
    expect.arrayContaining([
      { about: 'player:ash', kind: 'episode', count: 1 },
      { about: 'npc:tom', kind: 'fact', count: 1 },
    ]),
  );
});

test('extraction and models take the place of nothing hand-made or newer, and write nothing twice', async () => {
  const store = await opened();
  const keep = (...memories: KeptMemory[]) => store.commit({ instance, branch, lines: [], memories });
  const read = async (id: string) => (await store.memory({ instance, branch, id }))?.text;
  const made = (by: 'designer' | 'model') => ({ source: { by, lines: [] } });

  await keep(memory(1, 'By hand.', { id: 'a', ...made('designer') }), memory(2, 'Old.', { id: 'b', at: 5 }));
  await keep(
    memory(3, 'By a model.', { id: 'a', at: 9, ...made('model') }),
    memory(4, 'Older.', { id: 'b', at: 4 }),
    memory(5, 'Old.', { id: 'b', at: 6 }),
    memory(6, 'Gone by hand.', { id: 'c', isGone: true, ...made('designer') }),
    memory(7, 'Told again.', { id: 'c' }),
    memory(8, 'Nothing.', { id: 'd', isGone: true }),
  );

  expect(await read('a')).toBe('By hand.');
  expect(await read('b')).toBe('Old.');
  expect(await read('c')).toBeUndefined();
  await keep(
    memory(9, 'Newer.', { id: 'b' }),
    memory(10, 'By hand again.', { id: 'a', ...made('designer') }),
  );
  expect(await read('b')).toBe('Newer.');
  expect(await read('a')).toBe('By hand again.');
});

test('memories are found by a line that they were made of', async () => {
  const store = await opened();
  const of = (...lines: string[]) => ({ source: { by: 'extraction' as const, lines } });
  await store.commit({
    instance,
    branch,
    lines: [],
    memories: [
      memory(1, 'One.', of('l_1')),
      memory(2, 'Both.', of('l_1', 'l-2')),
      memory(3, 'Else.', of('lx1')),
    ],
  });

  expect(idsOf(await store.memories({ ...whose, line: 'l_1', limit: 9 }))).toEqual(['m2', 'm1']);
  expect(idsOf(await store.memories({ ...whose, line: 'l-2', after: 1, limit: 9 }))).toEqual(['m2']);
});

test('a search finds words in any form, in one NPC of one instance alone, rare words first', async () => {
  const store = await opened();
  await store.openInstance('w', 'other');
  const texts = ['The keys were lost.', 'A dog was lost.', 'A cat was lost.', 'Nothing of note.'];
  const memories = texts.map((text, index) => memory(index + 1, text));
  await store.commit({ instance, branch, lines: [], memories });
  await store.commit({
    instance: 'w/other',
    branch,
    lines: [],
    memories: [memory(1, 'Lost keys elsewhere.')],
  });

  const found = await store.searchMemories({ ...whose, words: ['lost', 'key'], limit: 3 });

  expect(found.map(({ text }) => text)).toEqual([
    'The keys were lost.',
    'A cat was lost.',
    'A dog was lost.',
  ]);
  expect(found[0]!.relevance).toBeGreaterThan(found[1]!.relevance);
  expect(await store.searchMemories({ ...whose, words: ['"', ') OR owner:*'], limit: 3 })).toEqual([]);
});

test.each([["o'neill"], ['o’neill'], ['cafe\u0301'], ['हिन्दी'], ['say"so"']])(
  'the word %s is found as it was written, and nothing else that shares a part of it',
  async (word) => {
    const store = await opened();
    const texts = [`They spoke of ${word} at dawn.`, `${word.slice(1)} was not meant.`, 'Nobody was meant.'];
    await store.commit({
      instance,
      branch,
      lines: [],
      memories: texts.map((each, at) => memory(at + 1, each)),
    });

    const found = await store.searchMemories({ ...whose, words: [word], limit: 1 });

    expect(found.map(({ text }) => text)).toEqual([texts[0]]);
  },
);

test('what was replaced, and what another branch remembers, takes no place of what stands', async () => {
  const store = await opened();
  await store.commit({
    instance,
    branch,
    lines: [],
    memories: [memory(1, 'Long ago, before the flood came, a ferry went over the mere.')],
  });
  await store.saveSlot(instance, branch, 1, 'early');
  const summaries = Array.from({ length: 30 }, (_, at) =>
    memory(at + 2, `Ferry, ferry ${at}.`, { id: 'summary', kind: 'summary', at }),
  );
  const others = Array.from({ length: 30 }, (_, at) => memory(at + 32, 'Ferry, ferry.', { npc: 'mara' }));
  await store.commit({ instance, branch, lines: [], memories: summaries });
  const search = { ...whose, words: ['ferry'], limit: 1 };
  const early = async (where: string) =>
    await store.searchMemories({ ...search, branch: where, except: 'summary' });
  expect(idsOf(await early(branch))).toEqual(['m1']);
  await store.commit({ instance, branch, lines: [], memories: others });
  const loaded = await store.loadSlot(instance, 'early');

  expect(idsOf(await early(loaded.branch))).toEqual(['m1']);
  expect(idsOf(await store.searchMemories({ ...search, limit: 40 }))).toHaveLength(32);
});

test('of memories that fit alike, one about whoever asks comes first, and how well they fit is told', async () => {
  const store = await opened();
  await store.commit({
    instance,
    branch,
    lines: [],
    memories: [
      memory(1, 'Ash lost a key.', { about: 'player:ash' }),
      ...Array.from({ length: 9 }, (_, at) => memory(at + 2, 'Tom lost a key.', { about: 'npc:tom' })),
    ],
  });
  const search = { ...whose, words: ['key'], limit: 2 };

  const found = await store.searchMemories({ ...search, asker: 'player:ash' });
  const [own, other] = found.map(({ relevance }) => relevance);

  expect(idsOf(found)).toEqual(['m1', 'm10']);
  expect(own).toBeCloseTo(other!, 10);
  expect(idsOf(await store.searchMemories(search))).toEqual(['m10', 'm9']);
});

test('a loaded game knows what was remembered at its save, and the other branch keeps the rest', async () => {
  const store = await opened();
  await store.commit({ instance, branch, lines: [said(1)], memories: [memory(2, 'Before the save.')] });
  await store.saveSlot(instance, branch, 2, 'inn');
  await store.commit({
    instance,
    branch,
    lines: [],
    memories: [memory(3, 'After the save.'), memory(4, 'Before the save, told anew.', { id: 'm2' })],
    bonds: [
      {
        seq: 5,
        npc: 'mara',
        other: 'player:ash',
        bond: { trust: 0.5, affinity: 0.1, familiarity: 0.2 },
        by: 'lexicon',
        reason: 'kind words',
        at: 1,
        time: '',
      },
    ],
  });
  const loaded = await store.loadSlot(instance, 'inn');
  const there = { ...whose, branch: loaded.branch };

  expect(loaded.seq).toBe(2);
  expect((await store.memories({ ...there, limit: 9 })).map(({ text }) => text)).toEqual([
    'Before the save.',
  ]);
  expect(await store.searchMemories({ ...there, words: ['after', 'anew'], limit: 9 })).toEqual([]);
  expect(await store.standingBonds({ ...there, here: [] })).toEqual([]);
  expect(idsOf(await store.memories({ ...whose, limit: 9 }))).toEqual(['m2', 'm3']);
  expect(await store.standingBonds({ ...whose, here: [] })).toMatchObject([
    { other: 'player:ash', bond: { trust: 0.5 } },
  ]);
  expect(await store.bonds({ ...whose, others: ['player:ash'], limit: 5 })).toHaveLength(1);
  expect(await store.bonds({ ...there, others: ['player:ash'], limit: 5 })).toEqual([]);
});

test('of each pair the last change holds', async () => {
  const store = await opened();
  const change = (seq: number, other: string, trust: number) => ({
    seq,
    npc: 'mara',
    other,
    bond: { trust, affinity: 0, familiarity: 0 },
    by: 'lexicon' as const,
    reason: '',
    at: seq,
    time: '',
  });
  await store.commit({
    instance,
    branch,
    lines: [],
    bonds: [
      change(1, 'npc:tom', 0.1),
      change(2, 'player:ash', 0.2),
      change(3, 'npc:tom', -0.4),
      change(4, 'player:session:gone', 0.3),
      change(5, 'player:session:here', 0.4),
    ],
  });

  const bonds = await store.standingBonds({ ...whose, here: ['player:session:here'] });

  expect(bonds.map(({ other, bond }) => [other, bond.trust])).toEqual([
    ['player:ash', 0.2],
    ['npc:tom', -0.4],
    ['player:session:here', 0.4],
  ]);
  const changes = async (others: string[], limit: number) =>
    (await store.bonds({ ...whose, others, limit })).map(({ seq }) => seq);
  expect(await changes(['npc:tom'], 9)).toEqual([3, 1]);
  expect(await changes(['npc:tom', 'player:ash', 'npc:nobody'], 1)).toEqual([3, 2]);
  expect(await changes([], 9)).toEqual([]);
});
