import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabRequest, LabSource } from '../../schemas/console/lab.ts';
import { consoleOf } from '../console-api.ts';
import { refusedBy, studio, untilFinished } from './studio.ts';

const MILL =
  'scene,speaker,text\nmill,Orla,Is anybody there at this hour?\nmill,Tamsin,(steps in) Only me.\n';
const REQUEST = {
  name: 'mill',
  kind: 'enhance',
  files: [{ name: 'mill (old).csv', text: MILL }],
  player: 'Player',
  includesWithoutConsent: false,
  keepsNames: false,
} satisfies LabRequest;

const rowsOf = async (dir: string, file: string): Promise<unknown[]> =>
  (await readFile(path.join(dir, file), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((row) => JSON.parse(row));

test('a script that is sent becomes records; a run that came to its limit goes on with the files it has', {
  timeout: 120_000,
}, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const { ask } = console;
  const dir = path.join(game.dataDir, 'lab/mill');

  const { said } = await ask('lab.estimate', REQUEST);
  const estimated = await readdir(path.join(game.dataDir, 'lab'));
  await ask('lab.start', { ...REQUEST, maxTokens: 1 });
  const limited = await untilFinished(console, 'mill');
  await ask('lab.go-on', { run: 'mill', maxTokens: 1_000_000 });
  const finished = await untilFinished(console, 'mill');

  expect(said).toMatch(/1 can be used, 0 cannot/);
  expect(said).toMatch(/plans, forward: \d+ calls/);
  expect(estimated).toEqual([]);
  expect(limited).toMatchObject({ status: 'stopped', problem: expect.stringContaining('--max-tokens') });
  expect(finished).toMatchObject({
    status: 'finished',
    command: 'enhance',
    report: { kind: 'enhance', isModelJudge: false },
    // A list that is asked for again and again holds no books.
    request: { files: ['mill (old).csv'] },
  });
  expect(await readFile(path.join(dir, 'sources/mill (old).csv'), 'utf8')).toBe(MILL);
  expect(await rowsOf(dir, 'records.jsonl')).toHaveLength(1);
  expect(await console.text('lab.report', { run: 'mill' })).toContain('Reverse synthesis');
});

test('files that make no sense are refused by the name they were sent with, and leave nothing behind', {
  timeout: 120_000,
}, async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);
  const start = (...files: (string | LabSource)[]) => refusedBy(ask('lab.start', { ...REQUEST, files }));
  const named = (name: string) => start({ name, text: MILL });

  for (const name of [
    '../mill.csv',
    'a/mill.csv',
    'a\\mill.csv',
    '.mill.csv',
    '--limit=1.csv',
    'mill.exe',
    'mill',
  ])
    expect(await named(name), name).toMatch(/files.*expected the name of a \.json/s);
  expect(await start()).toMatch(/files: expected a file/);
  expect(await start({ name: 'mill.csv', text: MILL }, { name: 'Mill.csv', text: MILL })).toMatch(
    /files: expected files of different names/,
  );
  expect(await start('mill.csv')).toMatch(/^mill\.csv: its text is missing/);
  expect(await start({ name: 'book.json', text: '{"chapters": [' })).toMatch(/^book\.json/m);
  expect(await start({ name: 'mill.csv', text: 'who,what\nOrla,Hm.\n' })).toMatch(/mill\.csv/);

  expect(await readdir(path.join(game.dataDir, 'lab'))).toEqual([]);
});
