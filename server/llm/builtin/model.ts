import { setTimeout as wait } from 'node:timers/promises';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../language-model.ts';
import { replyTo } from './reply.ts';

const NAME = 'built-in';
const OPEN = '<system_thinking>';
const CLOSE = '</system_thinking>';

export type BuiltinOptions = {
  /** The same seed and talk give the same reply; a request's own seed wins. Default 0. */
  seed?: number;
  /** Pause before each word, in milliseconds, so that a person sees the reply grow; 0 for none. Default 12. */
  chunkDelayMs?: number;
  /** Waits, and throws when the signal fires. */
  delay?: (ms: number, signal: AbortSignal) => Promise<void>;
};

/**
 * The language model that is always there: no download, no network, deterministic for a seed. It answers from the
 * persona's example lines, lore and what was said in the talk, word by word, in HER's form. It is no large language
 * model and never claims to be one. Throws `aborted` when the signal fires.
 *
 * @example
 * const model = builtinModel({ seed: 7, chunkDelayMs: 0 });
 */
export function builtinModel(options: BuiltinOptions = {}): LanguageModel {
  const { seed, chunkDelayMs, delay } = { seed: 0, chunkDelayMs: 12, delay: waitFor, ...options };
  return {
    name: NAME,
    async *generate(request, signal): AsyncGenerator<Chunk, void, undefined> {
      stopIf(signal);
      yield { kind: 'model', model: NAME };
      if (request.prompt.prefill !== '') yield { kind: 'prefilled' };
      for (const text of words(write(request, seed))) {
        if (chunkDelayMs > 0) await paused(delay, chunkDelayMs, signal);
        stopIf(signal);
        yield { kind: 'text', text };
      }
    },
  };
}

/** The whole reply, without what the prefill already holds. */
function write({ prompt, scene, seed: own }: GenerateRequest, seed: number): string {
  if (!scene) throw new SoliloquyError('model-refused', 'The built-in model plays characters alone.');
  const isPlanned = prompt.prefill.includes(CLOSE);
  const { plan, turn } = replyTo(scene, isPlanned ? 'off' : prompt.plan, own ?? seed);
  if (plan === '') return prompt.prefill !== '' && !isPlanned ? `${CLOSE}${turn}` : turn;
  return `${prompt.prefill === '' ? OPEN : ''}${plan}${CLOSE}${scene.persona.name}: ${turn}`;
}

/** Tags and words, each with the spaces behind it. */
const words = (text: string): string[] => text.match(/<\/?\w+>|[^\s<]+\s*|\s+|</g) ?? [];

const waitFor = async (ms: number, signal: AbortSignal): Promise<void> => {
  await wait(ms, undefined, { signal });
};

async function paused(
  delay: (ms: number, signal: AbortSignal) => Promise<void>,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await delay(ms, signal);
  } catch (cause) {
    throw signal.aborted ? new SoliloquyError('aborted', 'The turn was stopped.', { cause }) : cause;
  }
}

function stopIf(signal: AbortSignal): void {
  if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.');
}
