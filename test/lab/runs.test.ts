import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabRequest } from '../../schemas/console/lab.ts';
import { consoleOf } from '../console-api.ts';
import { BASELINE, refusedBy, runOf, studio, untilFinished } from './studio.ts';

test('what a designer saved in the console is measured, before and after', { timeout: 120_000 }, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const { ask, text } = console;

  const { said } = await ask('lab.estimate', BASELINE);
  await ask('lab.start', BASELINE);
  const before = await untilFinished(console, 'before');
  const { persona: mara, live } = await ask('personas.read', { persona: 'mara' });
  await ask('personas.save', {
    persona: 'mara',
    body: { ...mara, profile: 'Mara LEAKS.' },
    base: live.version,
    author: 'Dee',
  });
  await ask('lab.start', { ...BASELINE, name: 'after', against: 'before' });
  const after = await untilFinished(console, 'after');

  expect(said).toMatch(/2 calls/);
  expect(before).toMatchObject({ status: 'finished', isBaseline: true, report: null, isOurs: false });
  expect(after).toMatchObject({
    status: 'finished',
    command: 'eval regression',
    report: { kind: 'regression', isModelJudge: false },
  });
  const page = await text('lab.report', { run: 'after' });
  expect(page).toContain('personas.mara');
  expect(page).toContain('As an AI language model');
});

test('a run that was stopped goes on, and one is under way at a time', { timeout: 120_000 }, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const { ask } = console;
  const long: LabRequest = { name: 'long', kind: 'soak', npcs: [], turns: 40, runs: 3, scenes: false };

  await ask('lab.start', long);
  const meanwhile = await refusedBy(ask('lab.start', BASELINE));
  await expect.poll(async () => (await runOf(console, 'long'))?.progress, { timeout: 30_000 }).toBeTruthy();
  const underWay = await runOf(console, 'long');
  await ask('lab.stop', { run: 'long' });
  const stopped = await runOf(console, 'long');
  const again = await refusedBy(ask('lab.start', long));
  await ask('lab.go-on', { run: 'long' });
  const finished = await untilFinished(console, 'long');

  expect(meanwhile).toMatch(/"long" is under way/);
  expect(underWay).toMatchObject({ status: 'running', isOurs: true, progress: { total: 3 } });
  expect(stopped).toMatchObject({ status: 'stopped', isOurs: false, request: long });
  expect(stopped!.problem).toMatch(/Run the same command again/);
  expect(again).toMatch(/There is a run "long" already/);
  expect(finished).toMatchObject({ status: 'finished', report: { kind: 'soak' } });
  const log = await readFile(path.join(game.dataDir, 'lab/long/log.txt'), 'utf8');
  expect(log).toMatch(/Going on in .*: \d+ answers are there already/);
});

test('recorded turns are measured, and lead to their traces', { timeout: 60_000 }, async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);
  const player = await game.join({ name: 'Ash' });
  const { turn } = await player.talk({ text: 'Well?' });

  // Her greeting is the other turn.
  const { npcs } = await ask('lab.check', { instance: 'main' });

  expect(npcs).toEqual([expect.objectContaining({ npc: 'mara', name: 'Mara', turns: 2, flagged: 1 })]);
  expect(npcs[0]!.found.find(({ check }) => check === 'leak.ai')?.examples[0]).toMatchObject({ turn });
});

test('a run that came to its limit goes on with a higher one', { timeout: 120_000 }, async () => {
  await using game = await studio();
  const console = await consoleOf(game);
  const { ask } = console;

  await ask('lab.start', { ...BASELINE, samples: 50, maxTokens: 10 });
  const limited = await untilFinished(console, 'before');
  await ask('lab.go-on', { run: 'before', maxTokens: 1_000_000 });
  const finished = await untilFinished(console, 'before');

  expect(limited).toMatchObject({ status: 'stopped', problem: expect.stringContaining('--max-tokens') });
  expect(finished).toMatchObject({ status: 'finished', request: { maxTokens: 1_000_000 } });
});
