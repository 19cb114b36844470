import type OpenAI from 'openai';
import { APIError } from 'openai';
import type { ChatMessage, Prompt } from '../../schemas/scene.ts';
import { toChatML } from '../her/chatml.ts';
import type { GenerateRequest } from './language-model.ts';

/** What OpenAI-compatible servers and models differ in: some refuse it. */
export type Parameter = 'prefill' | 'usage' | 'max_tokens' | 'temperature' | 'stop' | 'seed';

type Sampling = { model: string; temperature: number; maxTokens: number };
type ChatBody = OpenAI.ChatCompletionCreateParamsStreaming & {
  /** vLLM's and SGLang's way to have the last assistant message continued. */
  continue_final_message?: boolean;
  add_generation_prompt?: boolean;
};

/** OpenAI takes no more stop sequences than this; others follow it. */
const MAX_STOPS = 4;

/** A chat's messages as they go out: its prefill, where it is sent, is the last one. */
export const sentMessages = ({ messages, prefill }: Prompt, isPrefilled: boolean): ChatMessage[] =>
  isPrefilled ? [...messages, { role: 'assistant', content: prefill }] : messages;

/** The body of a chat completion, without what was `refused`. */
export function chatBody(
  { prompt, seed }: GenerateRequest,
  sampling: Sampling,
  refused: ReadonlySet<Parameter>,
): ChatBody {
  const isPrefilled = prompt.prefill !== '' && !refused.has('prefill');
  return {
    ...common(prompt.stops, seed, sampling, refused),
    ...(refused.has('max_tokens')
      ? { max_completion_tokens: sampling.maxTokens }
      : { max_tokens: sampling.maxTokens }),
    messages: sentMessages(prompt, isPrefilled),
    ...(isPrefilled && { continue_final_message: true, add_generation_prompt: false }),
  };
}

/** The body of a text completion in ChatML: its prefill is part of the prompt, so no server can refuse it. */
export function completionBody(
  { prompt, seed }: GenerateRequest,
  sampling: Sampling,
  refused: ReadonlySet<Parameter>,
): OpenAI.CompletionCreateParamsStreaming {
  return {
    ...common(prompt.stops, seed, sampling, refused),
    max_tokens: sampling.maxTokens,
    prompt: toChatML(prompt),
  };
}

const common = (
  stops: string[],
  seed: number | undefined,
  { model, temperature }: Sampling,
  refused: ReadonlySet<Parameter>,
) => ({
  model,
  stream: true as const,
  ...(!refused.has('usage') && { stream_options: { include_usage: true } }),
  ...(!refused.has('temperature') && { temperature }),
  ...(!refused.has('stop') && stops.length > 0 && { stop: stops.slice(0, MAX_STOPS) }),
  ...(!refused.has('seed') && seed !== undefined && { seed }),
});

/** How servers name what they refuse. */
const NAMES: [Parameter, RegExp][] = [
  [
    'prefill',
    /continue_final_message|add_generation_prompt|prefill|(last|final) (message|role)|assistant message/i,
  ],
  ['usage', /stream_options|include_usage/i],
  ['max_tokens', /use\W{0,3}max_completion_tokens/i],
  ['temperature', /temperature/i],
  ['stop', /\bstop\b/i],
  ['seed', /\bseed\b/i],
];

/**
 * What to leave out after a refusal: what the server names or, where it names nothing, what servers most often do not
 * know. Undefined when the refusal is about something else.
 */
export function refusedBy(error: unknown, sent: ReadonlySet<Parameter>): Parameter | undefined {
  if (!(error instanceof APIError) || error.status === undefined) return undefined;
  const isRefusal = error.status === 400 || error.status === 422;
  // llama.cpp answers 500 to a prefill that its template cannot take.
  if (!isRefusal && error.status !== 500) return undefined;
  const text = `${error.param ?? ''} ${error.message}`;
  const named = NAMES.find(([parameter, pattern]) => sent.has(parameter) && pattern.test(text))?.[0];
  if (named || !isRefusal) return named;
  return (['prefill', 'usage'] as const).find((parameter) => sent.has(parameter));
}
