import { z } from 'zod';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { ChatMessage } from '../../schemas/scene.ts';
import type { LanguageModel } from './language-model.ts';

/** A question that is no character's turn: what is asked, and the JSON that answers it. */
export type Question<T> = {
  system: string;
  user: string;
  schema: z.ZodType<T>;
  /** Longest answer. Default 400. */
  maxTokens?: number;
  /** Longest wait for the whole answer, in milliseconds. Default 30,000. */
  timeoutMs?: number;
};

/** More text than this is no answer. */
const MAX_CHARS = 20_000;

/**
 * Asks a model for JSON, behind the turns of NPCs, and checks it; one that does not fit is asked for once more, with what was
 * wrong. Throws `model-empty` when that does not fit either, `model-timeout` when its time is up, another `model-*` when the model
 * fails, `given-up` when a player's turn took its place (see `gated`), `aborted` by the signal.
 */
export async function ask<T>(model: LanguageModel, question: Question<T>, signal: AbortSignal): Promise<T> {
  const { system, user, schema } = question;
  const messages: ChatMessage[] = [
    { role: 'system', content: system },
    { role: 'user', content: user },
  ];
  const first = await answerTo(model, messages, question, signal);
  const read = readJson(first, schema);
  if (read.success) return read.data;
  const again: ChatMessage[] = [
    ...messages,
    { role: 'assistant', content: first || '(nothing)' },
    { role: 'user', content: `That does not fit: ${read.problem}. Answer again, with the JSON alone.` },
  ];
  const second = readJson(await answerTo(model, again, question, signal), schema);
  if (second.success) return second.data;
  throw new SoliloquyError('model-empty', `The model was asked for JSON twice; ${second.problem}.`);
}

async function answerTo(
  model: LanguageModel,
  messages: ChatMessage[],
  { maxTokens = 400, timeoutMs = 30_000 }: Question<unknown>,
  signal: AbortSignal,
): Promise<string> {
  const prompt = {
    messages,
    marks: [],
    prefill: '',
    stops: [],
    form: 'canonical' as const,
    plan: 'off' as const,
  };
  const limit = AbortSignal.timeout(timeoutMs);
  const bounded = AbortSignal.any([signal, limit]);
  let text = '';
  try {
    for await (const chunk of model.generate(
      { prompt, maxTokens, temperature: 0.2, priority: 'npc' },
      bounded,
    )) {
      if (chunk.kind === 'text') text += chunk.text;
      if (text.length > MAX_CHARS) break;
    }
    if (bounded.aborted) throw new SoliloquyError('aborted', 'The question was dropped.');
  } catch (cause) {
    if (!limit.aborted || signal.aborted) throw cause;
    throw new SoliloquyError(
      'model-timeout',
      `The language model did not answer a question within ${timeoutMs} ms: use a faster one, or set LLM_BACKGROUND to off.`,
      { cause },
    );
  }
  return text;
}

type Read<T> = { success: true; data: T } | { success: false; problem: string };

/** The JSON object within an answer, whatever stands around it. */
function readJson<T>(answer: string, schema: z.ZodType<T>): Read<T> {
  const body = answer.replace(/^[\s\S]*<\/(?:think|system_thinking)>/, '');
  const json = body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);
  if (json === '') return { success: false, problem: 'no JSON object stands in the answer' };
  try {
    const checked = schema.safeParse(JSON.parse(json));
    if (checked.success) return { success: true, data: checked.data };
    return { success: false, problem: z.prettifyError(checked.error).replaceAll(/\s+/g, ' ').slice(0, 400) };
  } catch (error) {
    return { success: false, problem: `it is no JSON (${(error as Error).message.slice(0, 120)})` };
  }
}
