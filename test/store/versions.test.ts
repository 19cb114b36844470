import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { MIGRATIONS } from '../../server/store/migrations.ts';
import { freshFile, open, SUMMARY } from './records.ts';

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
  const of = { world: 'w', persona: 'mara' };
  const file = (hash: string, name = hash) => ({ ...of, hash, body: { name } });

  test('count up with each file that differs from the one last seen', async () => {
    const store = await open('file::memory:', { now: () => 7 });

    const versions = [];
    for (const hash of ['a', 'a', 'b', 'a']) versions.push((await store.takePersonaFile(file(hash))).version);

    expect(versions).toEqual([1, 1, 2, 3]);
    expect((await store.personaVersions('w', 'mara')).map(({ version, hash }) => [version, hash])).toEqual([
      [3, 'a'],
      [2, 'b'],
      [1, 'a'],
    ]);
  });

  test('tell who saved them and why, and belong to one world', async () => {
    const store = await open('file::memory:', { now: () => 7 });
    await store.takePersonaFile(file('a'));
    await store.savePersonaVersion({ ...file('b'), author: 'kim', note: 'colder' });

    expect(await store.personaVersion('w', 'mara', 2)).toEqual({
      version: 2,
      hash: 'b',
      author: 'kim',
      note: 'colder',
      name: null,
      body: { name: 'b' },
      createdAt: 7,
    });
    expect(await store.personaVersion('w', 'mara', 3)).toBeNull();
    expect(await store.personaVersions('elsewhere', 'mara')).toEqual([]);
  });

  test('of the console stay live over the file that was seen before them', async () => {
    const store = await open();
    await store.takePersonaFile(file('a'));
    await store.savePersonaVersion({ ...file('of the console'), author: 'kim' });

    const after = await store.takePersonaFile(file('a'));
    const edited = await store.takePersonaFile(file('b'));

    expect(after).toMatchObject({ version: 2, author: 'kim', body: { name: 'of the console' } });
    expect(edited).toMatchObject({ version: 3, author: 'file', body: { name: 'b' } });
  });

  test('are not made by a file that says what is live', async () => {
    const store = await open();
    await store.takePersonaFile(file('a'));
    await store.savePersonaVersion({ ...file('x', 'Mara the Cold'), author: 'kim' });

    const written = await store.takePersonaFile(file('b', 'Mara the Cold'));
    const before = await store.takePersonaFile(file('a'));

    expect(written).toMatchObject({ version: 2, author: 'kim' });
    expect(before).toMatchObject({ version: 3, author: 'file' });
  });

  test('can be called something, and nothing again', async () => {
    const store = await open();
    await store.takePersonaFile(file('a'));
    const nameOf = async () => (await store.personaVersions('w', 'mara'))[0]!.name;

    expect(await store.namePersonaVersion('w', 'mara', 1, 'Before the fire')).toBe(true);
    expect(await nameOf()).toBe('Before the fire');
    expect(await store.namePersonaVersion('w', 'mara', 1, null)).toBe(true);
    expect(await nameOf()).toBeNull();
    expect(await store.namePersonaVersion('w', 'mara', 2, 'None')).toBe(false);
  });

  test('of a store of before the console could save are kept, and their files are known', async () => {
    const url = `file:${freshFile()}`;
    const { '0001-record': record, '0002-spending': spending } = MIGRATIONS;
    const old = await openDatabase(url, { '0001-record': record!, '0002-spending': spending! });
    for (const [version, hash] of ['a', 'b'].entries())
      await sql`insert into personas (world, persona, version, hash, author, body, created_at)
        values ('w', 'mara', ${version + 1}, ${hash}, 'file', ${JSON.stringify({ name: hash })}, 7)`.execute(
        old,
      );
    await old.destroy();

    const store = await open(url);
    await store.savePersonaVersion({ ...file('x'), author: 'kim' });
    const seen = await store.takePersonaFile(file('b'));
    await store.close();

    expect(seen).toMatchObject({ version: 3, author: 'kim' });
    const again = await open(url);
    expect((await again.personaVersions('w', 'mara')).map(({ author, name }) => [author, name])).toEqual([
      ['kim', null],
      ['file', null],
      ['file', null],
    ]);
  });
});
