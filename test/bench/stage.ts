import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { type Game, startGame } from '../game.ts';
import { persona, type WorldInput } from '../worlds.ts';
import { type Play, playing } from './token-script.ts';

/** NPC ids of a stage: `npc-0`, `npc-1`, … */
export const npcId = (index: number): string => `npc-${index}`;

type StageOptions = {
  npcs: number;
  model: LanguageModel;
  locations?: WorldInput['locations'];
  locationOf?(index: number): string;
};

/** The whole server on a world of plain NPCs; its record is a file in the working directory, where a real one would be. */
export async function startStage({
  npcs,
  model,
  locations,
  locationOf = () => 'tavern',
}: StageOptions): Promise<Game> {
  await mkdir('data', { recursive: true });
  const dataDir = await mkdtemp(path.join('data', 'bench-'));
  const personas = Object.fromEntries(
    Array.from({ length: npcs }, (_, index) => [
      npcId(index),
      persona(`Guard ${index}`, { location: locationOf(index) }),
    ]),
  );
  const game = await startGame({ model, dataDir, personas, ...(locations && { world: { locations } }) });
  const dispose = game[Symbol.asyncDispose].bind(game);
  game[Symbol.asyncDispose] = async () => {
    await dispose();
    await rm(dataDir, { recursive: true, force: true });
  };
  return game;
}

/** A language model, and a relay's play, that can be told between runs what to play. */
export function director(): Director {
  const directed: Director = {
    now: async function* () {},
    play: (npc) => directed.now(npc),
    model: playing((npc) => directed.now(npc)),
  };
  return directed;
}

type Director = { model: LanguageModel; play: Play; now: Play };
