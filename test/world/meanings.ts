import type { Embedder } from '../../server/llm/embeddings.ts';
import { consoleOf } from '../console-api.ts';
import { type GameOptions, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

export const MINUTE = 60_000;
export const mara = { instance: 'main', npc: 'mara' };
export const about = 'player:client:ash';
export const SIBLING = 'Ash lost a sibling at the mere.';
export const QUESTION = 'Where is my brother?';

/** A direction for each thing that can be meant. */
export const MEANT = [/sibling|brother/i, /ferry|boat/i, /./];

/** Knows synonyms. Keeps what it was asked; `answer` may fail or wait instead. */
export function synonyms(
  name = 'synonyms',
  answer?: (signal: AbortSignal, texts: readonly string[]) => Promise<void>,
) {
  const asked: string[] = [];
  const embedder: Embedder = {
    name,
    async embed(texts, signal) {
      asked.push(...texts);
      await answer?.(signal, texts);
      return texts.map((text) => {
        const meant = MEANT.findIndex((word) => word.test(text));
        return Float32Array.from(MEANT, (_, index) => (index === meant ? 3 : 0.1));
      });
    },
  };
  return { embedder, asked };
}

/** A game whose clock is driven by hand. */
export async function clocked(options: GameOptions = {}) {
  let now = Date.UTC(2030, 0, 1);
  const model = scripted('I see.');
  const game = await startGame({ model, ...options, now: () => now });
  const instance = [...game.server.soliloquy.instances][0]!;
  const { ask } = await consoleOf(game);
  return {
    game,
    ask,
    model,
    instance,
    later: (ms: number) => {
      now += ms;
    },
    /** Has what is due behind the turns done. */
    settle: async () => {
      instance.tick();
      await instance.background.onIdle();
    },
    add: (text: string) =>
      ask('memories.add', {
        ...mara,
        kind: 'episode',
        text,
        importance: 4,
        about,
        author: 'Dee',
      }),
    [Symbol.asyncDispose]: () => game[Symbol.asyncDispose](),
  };
}
export type Play = Awaited<ReturnType<typeof clocked>>;

export const recall = async ({ ask }: Play, text = QUESTION) =>
  (await ask('memories.recall', { ...mara, text, to: about })).scored;
