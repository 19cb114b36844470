import type PQueue from 'p-queue';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { HerForm, PlanMode } from '../../../schemas/layers.ts';
import type { ChatMessage, Scene } from '../../../schemas/scene.ts';
import type { LanguageModel } from '../../llm/language-model.ts';
import { countTokens, promptTokens } from '../../llm/tokens.ts';
import { type Answer, keyOf } from './call-log.ts';
import type { Run } from './run.ts';

/** One question to a model. All of it counts for whether the answer is known already. */
export type LabCall = {
  /** What it is for, in a word: `actor`, `judge`, `next-speaker`. Counted and shown by it. */
  purpose: string;
  messages: ChatMessage[];
  /** Start of the reply, written for the model. Default ''. */
  prefill?: string;
  stops?: string[];
  temperature: number;
  maxTokens: number;
  /** Several answers to one question are told apart by this; it is the seed where the model takes one. Default 0. */
  sample?: number;
  /** Another model of the same server, as a persona names it. */
  model?: string;
  /** What the built-in model plays by; every call of a character has it. */
  scene?: Scene;
  form?: HerForm;
  plan?: PlanMode;
};

/** `text` begins with the prefill where the model took it. */
export type LabAnswer = Answer & { isKnown: boolean };

/** A model as the lab asks it: answers are kept in the run's folder, and none is paid for twice. */
export type LabModel = {
  readonly name: string;
  /** Whether it is a language model; the built-in one is none. */
  readonly isReal: boolean;
  /**
   * Rejects with a `model-*` code, with `aborted`, or with `model-budget` when the run's tokens are spent. A run has a signal of its own.
   */
  complete(call: LabCall, signal?: AbortSignal): Promise<LabAnswer>;
};

export type LabModelOptions = {
  /** Tells models of one name at two addresses apart; part of what an answer depends on. */
  address: string;
  isReal: boolean;
  /** What bounds the calls under way at once; one for all models of a run. */
  queue: PQueue;
  signal: AbortSignal;
  /** Told of every answer; `isKnown`: it was paid for before. */
  onAnswer?(call: LabCall, answer: LabAnswer): void;
  /** Tokens that the run may cost in all, prompts and replies together, every model's and earlier tries' too; then nothing more is asked. */
  maxTokens?: number;
};

/** Asks a language model within a run. An answer without a word is one, too: its text is ''. */
export function labModel(model: LanguageModel, run: Run, options: LabModelOptions): LabModel {
  const { address, isReal, queue, signal, onAnswer, maxTokens = Number.POSITIVE_INFINITY } = options;
  /** The same question asked twice at once is asked once. */
  const underWay = new Map<string, Promise<LabAnswer>>();

  const paid = async (key: string, call: LabCall): Promise<LabAnswer> => {
    if (signal.aborted) throw new SoliloquyError('aborted', 'The run was ended.');
    if (run.calls.tokens >= maxTokens)
      throw new SoliloquyError(
        'model-budget',
        `The run's ${maxTokens} tokens are spent. Run the same command with a greater --max-tokens: it goes on from here.`,
      );
    const answer = await generate(model, call, signal);
    await run.calls.add({ key, purpose: call.purpose, ...answer });
    return { ...answer, isKnown: false };
  };
  return {
    name: model.name,
    isReal,
    async complete(call) {
      const { scene, ...question } = call;
      // The built-in model reads the scene alone, the others the messages alone.
      const key = keyOf([address, model.name, question, isReal ? null : (scene ?? null)]);
      const known = run.calls.find(key);
      const joined = underWay.get(key);
      const asked =
        known !== undefined
          ? Promise.resolve({ ...known, isKnown: true })
          : joined
            ? joined.then((answer) => ({ ...answer, isKnown: true }))
            : queue.add(() => paid(key, call));
      if (known === undefined && !joined) underWay.set(key, asked);
      try {
        const answer = await asked;
        onAnswer?.(call, answer);
        return answer;
      } finally {
        if (underWay.get(key) === asked) underWay.delete(key);
      }
    },
  };
}

/** A model outside of any run: every question is paid for, and ends with the signal that it is asked with. */
export const unrecorded = (model: LanguageModel): LabModel => ({
  name: model.name,
  isReal: true,
  complete: async (call, signal = new AbortController().signal) => ({
    ...(await generate(model, call, signal)),
    isKnown: false,
  }),
});

async function generate(model: LanguageModel, call: LabCall, signal: AbortSignal): Promise<Answer> {
  const { messages, prefill = '', stops = [], temperature, maxTokens, sample = 0, scene } = call;
  const prompt = {
    messages,
    marks: [],
    prefill,
    stops,
    form: call.form ?? 'canonical',
    plan: call.plan ?? 'off',
  };
  let text = '';
  let reasoning = '';
  let usage: { promptTokens: number; completionTokens: number } | undefined;
  const request = {
    prompt,
    temperature,
    maxTokens,
    seed: sample,
    priority: 'npc' as const,
    ...(scene && { scene }),
    ...(call.model !== undefined && { model: call.model }),
  };
  try {
    for await (const chunk of model.generate(request, signal)) {
      if (chunk.kind === 'text') text += chunk.text;
      else if (chunk.kind === 'reasoning') reasoning += chunk.text;
      else if (chunk.kind === 'prefilled') text = prefill + text;
      else if (chunk.kind === 'usage') usage = chunk;
    }
  } catch (error) {
    // Filtered, or thought away: it was paid for, and asking again would bring the same.
    if (!(error instanceof SoliloquyError && error.code === 'model-empty')) throw error;
    text = '';
  }
  if (signal.aborted) throw new SoliloquyError('aborted', 'The run was ended.');
  return {
    text,
    reasoning,
    promptTokens: usage?.promptTokens || promptTokens(prompt),
    completionTokens: usage?.completionTokens || countTokens(text + reasoning),
  };
}
