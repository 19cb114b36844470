import { cp, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GAME, startGame } from '../game.ts';
import { holdingModel } from '../holding-model.ts';
import { persona } from '../worlds.ts';
import type { EngineOptions } from './engine.ts';
import { PLUGIN, TEST_PROJECT } from './pack.ts';
import { runTests, type TestRun } from './run-tests.ts';

const CROWD = Object.fromEntries(
  Array.from({ length: 100 }, (_, index) => [`npc-${index}`, persona(`Npc ${index}`)]),
);

/** Lets everybody go on when all have come. */
function meetingOf(count: number): () => Promise<boolean> {
  let waiting: (() => void)[] = [];
  return async () => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      if (waiting.length < count) return;
      for (const go of waiting) go();
      waiting = [];
    });
    return true;
  };
}

/** The results of a run in which nothing may go wrong. */
function expectAllWell(run: TestRun): void {
  expect(run).toMatchObject({ errors: [], failure: undefined });
  expect([...run.results.values()]).toEqual([expect.objectContaining({ ok: true, messages: [] })]);
}

/** The crowd in the engine, with what `options` say of its pack. */
async function runCrowd(options: EngineOptions = {}): Promise<TestRun> {
  await using game = await startGame({ model: holdingModel(), personas: CROWD });
  const host = await game.join({ name: 'Host' }, GAME);
  const cheer_all = async () => {
    for (const npc of Object.keys(CROWD)) await host.request('npc.patch', { npc, mood: 'merry' });
    return true;
  };
  const args = [`--server=${game.url}`, '--name=Ash'];
  return await runTests('crowd_test.gd', { ...options, args, control: { cheer_all } });
}

test('a hundred characters are there and follow what changes', async () => {
  expectAllWell(await runCrowd());
}, 60_000);

test('a game runs without the editor’s part of the addon, as an export does', async () => {
  const exported = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  await cp(PLUGIN, exported, { recursive: true });
  await rm(path.join(exported, 'addons/soliloquy/editor'), { recursive: true });
  await rm(path.join(exported, 'addons/soliloquy/plugin.gd'));

  expectAllWell(await runCrowd({ folders: [exported, TEST_PROJECT] }));
  await rm(exported, { recursive: true });
}, 60_000);

test('two engines in one room see and hear each other', async () => {
  await using game = await startGame({ model: holdingModel() });
  const both_are_here = meetingOf(2);

  const runs = await Promise.all(
    ['Ash', 'Bo'].map((name) =>
      runTests('meeting_test.gd', {
        args: [`--server=${game.url}`, `--name=${name}`],
        control: { both_are_here },
      }),
    ),
  );

  for (const run of runs) expectAllWell(run);
}, 60_000);
