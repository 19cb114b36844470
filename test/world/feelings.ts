import { consoleOf } from '../console-api.ts';
import type { Game } from '../game.ts';

export const MARA = { instance: 'main', npc: 'mara' };
export const MINUTE = 60_000;
export const verdict = (fields: object) =>
  JSON.stringify({ trust: 0, affinity: 0, mood: null, intensity: 0, reason: 'They talked.', ...fields });

export const mainOf = ({ server }: Game) =>
  [...server.soliloquy.instances].find(({ name }) => name === 'main')!;
/** Once all that was said has been appraised. */
export const appraised = (game: Game) => mainOf(game).background.onIdle();
const consoles = new WeakMap<Game, ReturnType<typeof consoleOf>>();
export const bondsOf = async (game: Game, npc = 'mara') => {
  await appraised(game);
  const signedIn = consoles.get(game) ?? consoleOf(game);
  consoles.set(game, signedIn);
  return (await signedIn).ask('npc.bonds', { ...MARA, npc });
};
export const ash = { name: 'Ash', player: 'p1', location: 'tavern' };
