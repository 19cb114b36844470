import { expect } from 'vitest';
import type { LabRun } from '../../schemas/console/lab.ts';
import { type consoleOf, Refused } from '../console-api.ts';
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

/** A baseline of Mara's two moments. */
export const BASELINE = { name: 'before', kind: 'regression' as const, npcs: ['mara'], samples: 1 };

/** A game with a golden scene, whose lab asks a model that leaks as soon as Mara's prompt says LEAKS; the first that players hear leaks, too. */
export async function studio(): Promise<Game> {
  const actor = await answering(({ system }) => (system.includes('LEAKS') ? LEAK : GOOD));
  const game = await startGame({
    model: scripted('As an AI language model I cannot say.', 'There is a room, and soup.'),
    personas: { mara: persona('Mara') },
    config: { LLM_BASE_URL: actor.baseUrl, LLM_MODEL: 'actor-1', LLM_API: 'chat', LLM_PREFILL: 'off' },
  });
  await writeScenes(game.dir, { one: SCENE });
  return game;
}

type Console = Awaited<ReturnType<typeof consoleOf>>;

/** A run as the console lists it. */
export const runOf = async ({ ask }: Console, name: string): Promise<LabRun | undefined> =>
  (await ask('lab.runs', {})).runs.find((run) => run.name === name);

/** The run, once it is not under way any more. */
export async function untilFinished(console: Console, name: string): Promise<LabRun> {
  await expect
    .poll(async () => (await runOf(console, name))?.status, { timeout: 60_000, interval: 100 })
    .not.toBe('running');
  return (await runOf(console, name))!;
}

/** What the server said where it did not do as asked; undefined where it did. */
export const refusedBy = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error: unknown) => (error instanceof Refused ? error.answer.message : error),
  );
