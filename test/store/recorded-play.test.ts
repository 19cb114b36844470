import { expect, test } from 'vitest';
import { openDatabase } from '../../server/store/database.ts';
import { MIGRATIONS } from '../../server/store/migrations.ts';
import { openRecordedPlay } from '../../server/store/recorded-play.ts';
import { openStore } from '../../server/store/store.ts';
import { freshFile, open, said, textOf } from './records.ts';

const MAIN = { id: 'w/main', world: 'w', instance: 'main', branch: 'main' };

async function readOf(file: string, instance = MAIN) {
  const play = await openRecordedPlay(`file:${file}`);
  const texts: string[] = [];
  for await (const { line } of play.lines(instance)) texts.push(textOf(line));
  await play.close();
  return texts;
}

test('a record is read page by page beside the server that writes it, late edits at their places', async () => {
  const file = freshFile();
  const store = await open(`file:${file}`);
  const { id: instance, branch } = await store.openInstance('w', 'main');
  const lines = Array.from({ length: 1_100 }, (_, index) => said(index + 1));
  await store.commit({
    instance,
    branch,
    lines: [
      ...lines,
      said(1_101, 'mended', { kind: 'edit', replaces: 'l3' }),
      said(1_102, '', { kind: 'delete', replaces: 'l700' }),
      said(1_103, 'another', { replaces: 'l3', turn: 't2' }),
      said(1_104, 'the last word', { kind: 'edit', replaces: 'l1103' }),
    ],
  });

  const texts = await readOf(file);

  expect(texts).toHaveLength(1_099);
  expect(texts.slice(0, 4)).toEqual(['line 1', 'line 2', 'the last word', 'line 4']);
  expect(texts).not.toContain('line 700');
  // The one that has the store writes on.
  await store.commit({ instance, branch, lines: [said(1_105)] });
  expect((await readOf(file)).at(-1)).toBe('line 1105');
});

test('what a loaded game has undone is not read', async () => {
  const file = freshFile();
  const store = await open(`file:${file}`);
  const { id: instance, branch } = await store.openInstance('w', 'main');
  await store.commit({ instance, branch, lines: [said(1), said(2)] });
  await store.saveSlot(instance, branch, 2, 'before');
  await store.commit({ instance, branch, lines: [said(3, 'undone')] });
  const loaded = await store.loadSlot(instance, 'before');
  await store.commit({ instance, branch: loaded.branch, lines: [said(3, 'instead', { id: 'm3' })] });

  const play = await openRecordedPlay(`file:${file}`);
  const [found] = await play.instances();
  await play.close();

  expect(found).toEqual({ ...MAIN, branch: loaded.branch });
  expect(await readOf(file, found)).toEqual(['line 1', 'line 2', 'instead']);
});

test('consent is kept with the line', async () => {
  const file = freshFile();
  const store = await openStore(`file:${file}`);
  const { id: instance, branch } = await store.openInstance('w', 'main');
  const lines = [
    said(1, 'yes', { consent: true }),
    said(2, 'no', { consent: false }),
    said(3, 'nobody asked'),
  ];
  await store.commit({ instance, branch, lines });

  expect(await store.lines({ instance, branch })).toEqual(lines);
  await store.close();
});

test('a record of another version is refused, and nothing of it is changed', async () => {
  const url = `file:${freshFile()}`;
  const names = Object.keys(MIGRATIONS);
  const older = Object.fromEntries(names.slice(0, -1).map((name) => [name, MIGRATIONS[name]!]));
  await (await openDatabase(url, older)).destroy();

  await expect(openRecordedPlay(url)).rejects.toThrow(
    /older version of Soliloquy\. Start the server on it once/,
  );

  await (await openDatabase(url, older)).destroy();
  await (await openDatabase(url, { ...MIGRATIONS, '9999-of-tomorrow': { up: async () => {} } })).destroy();
  await expect(openRecordedPlay(url)).rejects.toThrow(/newer version/);
});
