import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabRequest, LabRun } from '../../schemas/console/lab.ts';
import { consoleOf, Refused } from '../console-api.ts';
import { type Game, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { answering, writeScenes } from './lab-run.ts';

const GOOD =
  '<system_thinking>I need to portray Mara kindly.</system_thinking>Mara: There is a room, and soup.';
const LEAK = '<system_thinking>P</system_thinking>Mara: As an AI language model I cannot rent rooms.';
const SCENE = {
  title: 'Meeting',
  location: 'tavern',
  situation: 'It is late.',
  characters: { mara: 'Sell a room.' },
  guests: { Ash: 'A traveller.' },
  lines: [
    { who: 'Ash', text: 'A room?' },
    { who: 'mara', text: 'Good evening.' },
    { who: 'Ash', text: 'And food?' },
    { who: 'mara', text: 'Soup.' },
  ],
};
const BASELINE: LabRequest = { name: 'before', kind: 'regression', npcs: ['mara'], samples: 1 };

/** A game with golden scenes, whose lab asks a model that leaks as soon as Mara's prompt says LEAKS. */
async function studio(): Promise<Game> {
  const actor = await answering(({ system }) => (system.includes('LEAKS') ? LEAK : GOOD));
  const game = await startGame({
    model: scripted('Aye.'),
    personas: { mara: persona('Mara') },
    config: {
      LLM_BASE_URL: actor.baseUrl,
      LLM_MODEL: 'actor-1',
      LLM_API: 'chat',
      LLM_PREFILL: 'off',
    },
  });
  await writeScenes(game.dir, { one: SCENE });
  return game;
}

type Console = Awaited<ReturnType<typeof consoleOf>>;

const runOf = async ({ ask }: Console, name: string): Promise<LabRun | undefined> =>
  (await ask('lab.runs', {})).runs.find((run) => run.name === name);

async function untilFinished(console: Console, name: string): Promise<LabRun> {
  await expect
    .poll(async () => (await runOf(console, name))?.status, { timeout: 60_000, interval: 100 })
    .not.toBe('running');
  return (await runOf(console, name))!;
}

const refusedBy = (asked: Promise<unknown>) =>
  asked.then(
    () => undefined,
    (error: unknown) => (error instanceof Refused ? error.answer.message : error),
  );

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
    /expected one of.*mara|mara/,
  );
  expect(await refusedBy(ask('lab.go-on', { run: 'by-hand' }))).toMatch(/begun on a command line/);
  expect(await refusedBy(ask('lab.report' as never, { run: '../../testworld' } as never))).toMatch(
    /no run "..\/..\/testworld"/,
  );
  expect(await refusedBy(ask('lab.stop', { run: 'by-hand' }))).toMatch(/no run "by-hand" under way/);
  const { runs } = await ask('lab.runs', {});
  expect(runs.map(({ name, status }) => [name, status])).toEqual([['by-hand', 'stopped']]);
});

test('an NPC’s principles say where they are from', async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);
  await mkdir(path.join(game.dir, 'principles'));
  await writeFile(
    path.join(game.dir, 'principles/world.yaml'),
    'without: [Hook]\nprinciples:\n  - { name: No Rhyme, dimension: Overall Quality, level: sentence, polarity: negative, rule: Never rhymes. }\n',
  );

  const { principles, without } = await ask('lab.principles', { npc: 'mara' });

  expect(principles.find(({ name }) => name === 'No Rhyme')).toMatchObject({ from: 'world' });
  expect(principles.find(({ name }) => name === 'Meta Leak')).toMatchObject({ from: 'own' });
  expect(without).toEqual(['Hook']);
});

test('recorded turns are measured, and lead to their traces', { timeout: 60_000 }, async () => {
  await using game = await startGame({
    model: scripted('As an AI language model I cannot say.'),
    personas: { mara: persona('Mara') },
  });
  const { ask } = await consoleOf(game);
  const player = await game.join({ name: 'Ash' });
  const { turn } = await player.talk({ text: 'Well?' });

  // Her greeting is the other turn.
  const { npcs } = await ask('lab.check', { instance: 'main' });

  expect(npcs).toEqual([expect.objectContaining({ npc: 'mara', name: 'Mara', turns: 2, flagged: 1 })]);
  expect(npcs[0]!.found.find(({ check }) => check === 'leak.ai')?.examples[0]).toMatchObject({ turn });
});
