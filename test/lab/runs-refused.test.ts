import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { BASELINE, refusedBy, runOf, studio, untilFinished } from './studio.ts';

test('what cannot be run is refused with a reason, and leaves nothing behind', {
  timeout: 60_000,
}, async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);
  await mkdir(path.join(game.dataDir, 'lab/by-hand'), { recursive: true });
  await writeFile(path.join(game.dataDir, 'lab/by-hand/run.json'), '{ "command": "eval soak" }');
  await mkdir(path.join(game.dataDir, 'lab/no-run'));

  expect(await refusedBy(ask('lab.start', { ...BASELINE, name: '../outside' }))).toMatch(
    /name: expected 1 to 60/,
  );
  expect(await refusedBy(ask('lab.start', { ...BASELINE, against: 'nowhere' }))).toMatch(/no run "nowhere"/);
  expect(await refusedBy(ask('lab.estimate', { ...BASELINE, npcs: ['marra'] }))).toMatch(
    /There is no persona "marra".*There are: mara/,
  );
  // Values are no flags.
  for (const npc of ['--actor-url=http://127.0.0.1:1/v1', '--scenes'])
    expect(await refusedBy(ask('lab.start', { ...BASELINE, npcs: [npc] }))).toMatch(/npcs\.0|npcs\[0\]/);
  expect(await refusedBy(ask('lab.go-on', { run: 'by-hand' }))).toMatch(/begun on a command line/);
  expect(await refusedBy(ask('lab.report' as never, { run: '../../testworld' } as never))).toMatch(
    /no run &quot;..\/..\/testworld&quot;/,
  );
  expect(await refusedBy(ask('lab.stop', { run: 'by-hand' }))).toMatch(/no run "by-hand" under way/);
  const { runs } = await ask('lab.runs', {});
  expect(runs.map(({ name, status }) => [name, status])).toEqual([['by-hand', 'stopped']]);
});

test('a mistake in the world is told of the world’s own file, and the run can be started once it is mended', {
  timeout: 60_000,
}, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const { ask } = console;
  const broken = path.join(game.dir, 'scenes/zz.yaml');
  await writeFile(broken, 'title: A scene that was cut off\n');

  const estimated = await refusedBy(ask('lab.estimate', BASELINE));
  const started = await refusedBy(ask('lab.start', BASELINE));
  const left = await readdir(path.join(game.dataDir, 'lab'));
  await rm(broken);
  await ask('lab.start', BASELINE);

  for (const said of [estimated, started]) expect(said).toMatch(/^scenes\/zz\.yaml:1/m);
  expect(left).toEqual([]);
  expect(await untilFinished(console, 'before')).toMatchObject({ status: 'finished' });
});

test('a log that cannot be written ends neither the game nor the run', { timeout: 60_000 }, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  await console.ask('lab.start', BASELINE);
  await console.ask('lab.stop', { run: 'before' });
  const dir = path.join(game.dataDir, 'lab/before');
  await rm(path.join(dir, 'log.txt'));
  await mkdir(path.join(dir, 'log.txt'));

  await console.ask('lab.go-on', { run: 'before' });

  expect(await untilFinished(console, 'before')).toMatchObject({ status: 'finished' });
});

test('a server that closes while a run is prepared leaves none behind', { timeout: 60_000 }, async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);

  const started = refusedBy(ask('lab.start', BASELINE)).catch(() => {});
  await expect.poll(() => readdir(path.join(game.dataDir, 'lab')).catch(() => [])).toEqual(['before']);
  await game.stop();
  await started;

  expect(await readdir(path.join(game.dataDir, 'lab'))).toEqual([]);
});

test('files of a run that make no sense cost it their part, and the list nothing', async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const write = async (run: string, file: string, text: string) => {
    await mkdir(path.join(game.dataDir, 'lab', run, path.dirname(file)), { recursive: true });
    await writeFile(path.join(game.dataDir, 'lab', run, file), text);
  };
  await write('card', 'run.json', '{ "command": "eval soak" }');
  await write('card', 'set/dataset.json', '{}');
  await write('odd', 'run.json', '{ "command": 5 }');
  await write('progress', 'run.json', '{ "command": "eval soak" }');
  await write('progress', 'progress.json', '{ "progress": { "label": {} }, "pid": "x" }');
  await write('report', 'run.json', '{ "command": "eval soak" }');
  await write('report', 'report.json', '{ "kind": "soak", "metrics": ');

  const { runs } = await console.ask('lab.runs', {});

  expect(runs.map(({ name }) => name).toSorted()).toEqual(['card', 'progress', 'report']);
  for (const run of runs) expect(run).toMatchObject({ status: 'stopped', progress: null, report: null });
  const page = await refusedBy(console.text('lab.report', { run: 'report' }));
  expect(page).toMatch(/<h1>There is no report<\/h1>/);
});

test('a process that is gone works in no run any more', async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const dir = path.join(game.dataDir, 'lab/killed');
  await mkdir(dir, { recursive: true });
  await writeFile(path.join(dir, 'run.json'), '{ "command": "eval soak" }');
  const told = { progress: { label: 'talks', done: 1, total: 3 }, pid: 2 ** 22 + 1 };
  await writeFile(path.join(dir, 'progress.json'), JSON.stringify(told));

  expect(await runOf(console, 'killed')).toMatchObject({ status: 'stopped', progress: { done: 1 } });
  expect(await readFile(path.join(dir, 'run.json'), 'utf8')).toContain('eval soak');
  expect(await readdir(dir)).not.toContain('.lock');
});
