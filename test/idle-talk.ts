import { setImmediate as nextRound } from 'node:timers/promises';
import type { Instance } from '../server/world/instance.ts';
import { type Game, type GameOptions, startGame } from './game.ts';

/** A game whose clock stands still until it is told to go on, so that NPCs talk among themselves only when a test says so. */
export type TalkGame = Game & {
  instance: Instance;
  /** Goes on by some seconds, then looks once at what NPCs might begin. */
  pass(seconds: number): Promise<void>;
  /** Resolves once nobody speaks and nothing is being done to the world. */
  quiet(): Promise<void>;
  /** Who said what to whom, since the world began. */
  said(): Promise<string[]>;
};

export async function startTalkGame(options: GameOptions): Promise<TalkGame> {
  let now = Date.UTC(2026, 0, 5);
  const game = await startGame({ now: () => now, random: () => 0.5, ...options });
  const [instance] = game.server.soliloquy.instances as Set<Instance>;
  const quiet = async () => {
    const isQuiet = async () => {
      await instance!.change(() => {});
      return ![...instance!.npcs.values()].some(({ queue }) => queue.turn);
    };
    // Looked at twice, since the end of a turn may have somebody else begin one.
    while (!((await isQuiet()) && (await isQuiet()))) await nextRound();
  };
  return Object.assign(game, {
    instance: instance!,
    quiet,
    pass: async (seconds: number) => {
      now += seconds * 1000;
      instance!.tick();
      await instance!.change(() => {});
    },
    said: async () =>
      (await instance!.record.linesOf({}, 200))
        .filter(({ kind }) => kind !== 'event')
        .map(
          ({ from, to, spans, status }) =>
            `${from} > ${to ?? 'all'}: ${spans.map(({ text }) => text).join(' ')}${status === 'interrupted' ? ' …' : ''}`,
        ),
  });
}
