import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CompiledQuery, sql } from 'kysely';
import Libsql from 'libsql';
import { expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { segmentQuery } from '../../server/store/lines.ts';
import { MIGRATIONS } from '../../server/store/migrations.ts';
import { openStore } from '../../server/store/store.ts';
import { freshFile, open, said } from './records.ts';

test('a fresh file gets its folder and tables, and opening it again runs no step twice', async () => {
  const file = path.join(path.dirname(freshFile()), 'a', 'b', 'record.db');

  await (await openStore(`file:${file}`)).close();
  const db = await openDatabase(`file://${file}`);
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  await db.destroy();

  expect(existsSync(file)).toBe(true);
  expect(rows.map((row) => row.name)).toEqual(Object.keys(MIGRATIONS));
});

test('a step that fails leaves the file as it was', async () => {
  const url = `file:${freshFile()}`;
  await (await openStore(url)).close();
  const broken = {
    ...MIGRATIONS,
    '0002-broken': {
      up: async (db: Parameters<(typeof MIGRATIONS)[string]['up']>[0]) => {
        await sql`create table half (a text)`.execute(db);
        await sql`this is no statement`.execute(db);
      },
    },
  };

  await expect(openDatabase(url, broken)).rejects.toMatchObject({ code: 'bad-store' });

  const db = await openDatabase(url);
  const { rows } = await sql`select 1 from sqlite_master where name = 'half'`.execute(db);
  await db.destroy();
  expect(rows).toEqual([]);
});

test('a file that a newer version wrote is refused and left alone', async () => {
  const url = `file:${freshFile()}`;
  const newer = { ...MIGRATIONS, '9999-of-tomorrow': { up: async () => {} } };
  await (await openDatabase(url, newer)).destroy();

  await expect(openStore(url)).rejects.toMatchObject({
    code: 'bad-store',
    message: expect.stringMatching(/newer version of Soliloquy \(it has "9999-of-tomorrow"\)\. Update/),
  });
  await (await openDatabase(url, newer)).destroy();
});

test('what is no database, or no place for one, is refused with a sentence', async () => {
  const file = freshFile();
  writeFileSync(file, 'Dear diary. '.repeat(500));
  const folder = path.join(path.dirname(file), 'folder');
  mkdirSync(folder);

  await expect(openStore(`file:${file}`)).rejects.toMatchObject({
    code: 'bad-store',
    message: expect.stringContaining('file is not a database'),
  });
  await expect(openStore(`file:${folder}`)).rejects.toMatchObject({ code: 'bad-store' });
  await expect(openStore(`file:${file}/below/record.db`)).rejects.toMatchObject({ code: 'bad-store' });
  await expect(openStore('postgres://db')).rejects.toMatchObject({
    code: 'bad-store',
    message: expect.stringContaining('file:<path>'),
  });
});

test("another program's database is refused and left alone", async () => {
  const file = freshFile();
  const theirs = new Libsql(file);
  theirs.exec('create table bookmarks (url text)');

  await expect(openStore(`file:${file}`)).rejects.toMatchObject({
    code: 'bad-store',
    message: expect.stringContaining('another program'),
  });

  expect(theirs.prepare('select name from sqlite_master').all([])).toEqual([{ name: 'bookmarks' }]);
  theirs.close();
});

test('SQL cannot change, delete or overwrite a line', async () => {
  const file = freshFile();
  const store = await open(`file:${file}`);
  await store.openInstance('w', 'main');
  await store.commit({ instance: 'w/main', branch: 'main', lines: [said(1, 'first')] });
  const db = new Libsql(file);
  const copy = 'select instance, branch, seq + 1, id, kind, "from", name, "to", whisper, location, spans';

  for (const statement of [
    "update lines set name = 'Nobody'",
    'delete from lines',
    'insert or replace into lines select * from lines',
    `insert or replace into lines ${copy}, npcs, players, player, turn, status, replaces, at, time, consent from lines`,
  ]) {
    expect(() => db.exec(statement), statement).toThrow('lines are append-only');
  }
  db.close();

  expect(await store.lines({ instance: 'w/main', branch: 'main' })).toEqual([said(1, 'first')]);
});

const KEY = 'sqlite_autoindex_lines_1 (instance=? AND branch=? AND seq';
const AUDIENCE = 'SEARCH heard USING PRIMARY KEY (instance=? AND branch=? AND who=? AND seq>? AND seq<?)';
test.each([
  ['perceived by an NPC', { npc: 'mara' }, [AUDIENCE, `SEARCH lines USING INDEX ${KEY}=?)`]],
  ['perceived by a player', { player: 'ash' }, [AUDIENCE, `SEARCH lines USING INDEX ${KEY}=?)`]],
  ['of everyone', {}, [`SEARCH lines USING INDEX ${KEY}>? AND seq<?)`]],
])('the newest lines %s are found through an index, without a scan or a sort', async (_, who, plan) => {
  const db = await openDatabase('file::memory:');
  const query = { instance: 'w/main', branch: 'main', newestFirst: true, ...who };
  const compiled = segmentQuery(db, query, { branch: 'main', after: 0, upTo: 100_000 }, 20).compile();

  const { rows } = await db.executeQuery<{ detail: string }>(
    CompiledQuery.raw(`explain query plan ${compiled.sql}`, [...compiled.parameters]),
  );
  await db.destroy();

  expect(rows.map((row) => row.detail)).toEqual(plan);
});
