import { describe, expect, test } from 'vitest';
import { open, SUMMARY } from './records.ts';

const at = { instance: 'w/main', branch: 'main' };

describe('traces', () => {
  test('come newest first, by NPC where asked', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    for (const [turn, npc, startedAt] of [
      ['a', 'mara', 1],
      ['b', 'tom', 2],
      ['c', 'mara', 3],
    ] as const) {
      await store.commit({ ...at, lines: [], trace: { turn, npc, startedAt, body: turn, summary: SUMMARY } });
    }

    const turns = async (filter?: object) =>
      (await store.traces('w/main', filter)).map((trace) => trace.turn);

    expect(await turns()).toEqual(['c', 'b', 'a']);
    expect(await turns({ npc: 'mara' })).toEqual(['c', 'a']);
    expect(await turns({ limit: 1 })).toEqual(['c']);
    expect(await store.trace('none')).toBeNull();
  });

  test('are kept up to a number per instance, and the oldest go first', async () => {
    const store = await open('file::memory:', { keepTraces: 3 });
    await store.openInstance('w', 'main');
    await store.openInstance('w', 'other');
    await store.commit({
      instance: 'w/other',
      branch: 'main',
      lines: [],
      trace: { turn: 'o', npc: 'mara', startedAt: 0, body: 0, summary: SUMMARY },
    });

    for (const startedAt of [1, 2, 3, 4, 5]) {
      await store.commit({
        ...at,
        lines: [],
        trace: { turn: `t${startedAt}`, npc: 'mara', startedAt, body: 0, summary: SUMMARY },
      });
    }

    expect((await store.traces('w/main')).map((trace) => trace.turn)).toEqual(['t5', 't4', 't3']);
    expect(await store.traces('w/other')).toHaveLength(1);
  });
});

describe('persona versions', () => {
  const saved = (hash: string, author = 'file') => ({
    world: 'w',
    persona: 'mara',
    hash,
    author,
    body: { name: hash },
  });

  test('count up when the persona changed and stay when it did not', async () => {
    const store = await open('file::memory:', { now: () => 7 });

    const versions = [];
    for (const hash of ['a', 'a', 'b', 'a']) versions.push(await store.savePersonaVersion(saved(hash)));

    expect(versions).toEqual([1, 1, 2, 3]);
    expect((await store.personaVersions('w', 'mara')).map(({ version, hash }) => [version, hash])).toEqual([
      [3, 'a'],
      [2, 'b'],
      [1, 'a'],
    ]);
  });

  test('tell who saved them and why, and belong to one world', async () => {
    const store = await open('file::memory:', { now: () => 7 });
    await store.savePersonaVersion(saved('a'));
    await store.savePersonaVersion({ ...saved('b', 'kim'), note: 'colder' });

    expect(await store.newestPersona('w', 'mara')).toEqual({
      version: 2,
      hash: 'b',
      author: 'kim',
      note: 'colder',
      body: { name: 'b' },
      createdAt: 7,
    });
    expect(await store.newestPersona('elsewhere', 'mara')).toBeNull();
  });
});
