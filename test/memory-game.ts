import type { LanguageModel } from '../server/llm/language-model.ts';
import { type GameOptions, startGame } from './game.ts';
import { promptOf, scripted } from './scripted.ts';

/** A game whose clock is driven by hand. */
export async function clocked(options: GameOptions = {}) {
  let now = Date.UTC(2030, 0, 1);
  const game = await startGame({ model: scripted('I see.'), ...options, now: () => now });
  const open = () => [...game.server.soliloquy.instances][0]!;
  return {
    game,
    instance: open,
    later: (ms: number) => {
      now += ms;
    },
    /** Has what is due put into memories. */
    settle: async () => {
      open().tick();
      await open().background.onIdle();
    },
    memories: (npc = 'mara') => {
      const { record, parts } = open();
      return parts.store.memories({ instance: record.id, branch: record.branch, npc, limit: 100 });
    },
    [Symbol.asyncDispose]: () => game[Symbol.asyncDispose](),
  };
}

/** Puts talks into memories by a script; what is appraised besides moves nothing. */
export function remembering(...scripts: string[]) {
  const memories = scripted(...scripts);
  const appraisals = scripted(
    JSON.stringify({ trust: 0, affinity: 0, mood: null, intensity: 0, reason: 'They talked.' }),
  );
  const generate: LanguageModel['generate'] = (request, signal) =>
    (promptOf(request).startsWith('You judge') ? appraisals : memories).generate(request, signal);
  return { ...memories, generate, requests: memories.requests };
}

export const textsOf = (memories: readonly { text: string; kind: string }[], kind: string) =>
  memories.filter((memory) => memory.kind === kind).map(({ text }) => text);
