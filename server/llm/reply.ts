import { z } from 'zod';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Deadline } from './deadline.ts';
import type { Chunk } from './language-model.ts';

const Text = z.string().nullish().catch(undefined);
/** A string nearly everywhere; some gateways wrap it. */
const Reasoning = z
  .union([
    z.string(),
    z.object({ text: Text, content: Text }).transform(({ text, content }) => text ?? content),
  ])
  .nullish()
  .catch(undefined);

/** One part of a streamed completion of either interface, read leniently: servers add fields and send nulls. */
const Part = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: Text, reasoning_content: Reasoning, reasoning: Reasoning })
          .nullish()
          .catch(undefined),
        text: Text,
        finish_reason: Text,
      }),
    )
    .nullish()
    .catch(undefined),
  usage: z
    .object({
      prompt_tokens: z.number(),
      completion_tokens: z.number(),
      prompt_tokens_details: z.object({ cached_tokens: z.number() }).nullish().catch(undefined),
    })
    .nullish()
    .catch(undefined),
});

/** Once a reply is whole, its usage may follow within this time; nobody waits longer for it. */
const AFTERMATH_MS = 1000;

export type ReplyOptions = {
  /** Yielded as `prefilled` before the first text; an exact echo of it is removed. '' when none was sent. */
  prefill: string;
  /** The reply is cut here: some servers do not keep to the tokens they are given. */
  maxChars: number;
  deadline: Deadline;
  betweenTokensTimeoutMs: number;
  /** From the first token to the end: who trickles may not hold a place for hours. */
  replyTimeoutMs: number;
  /** Whether the stream said that it has ended; a stream that merely stops was cut. */
  isMarkedDone(): boolean;
};

/** How a whole reply ended; `text` may be empty. */
export type Ending = { text: string; finish: string };

/** Reads streamed parts as chunks; usage comes last. Throws a plain error when the stream broke off. */
export async function* readReply(
  parts: AsyncIterable<unknown>,
  options: ReplyOptions,
): AsyncGenerator<Chunk, Ending> {
  const { prefill, maxChars, deadline, betweenTokensTimeoutMs, replyTimeoutMs, isMarkedDone } = options;
  const opening = withoutEcho(prefill);
  const whole = wholeCharacters();
  let chars = 0;
  let text = '';
  let finish: string | undefined;
  let usage: z.infer<typeof Part>['usage'];
  let isPrefillDue = prefill !== '';
  let until = Number.POSITIVE_INFINITY;
  try {
    for await (const part of parts) {
      const read = Part.safeParse(part);
      if (!read.success) throw new Error('it sent something that is not part of a completion');
      const choice = read.data.choices?.[0];
      usage = read.data.usage ?? usage;
      const reasoning = choice?.delta?.reasoning_content || choice?.delta?.reasoning || '';
      const content = choice?.delta?.content || choice?.text || '';
      if (reasoning !== '' || content !== '') {
        deadline.stop();
        until = Math.min(until, performance.now() + replyTimeoutMs);
        if (performance.now() > until) throw tooSlow(replyTimeoutMs);
        if (isPrefillDue) yield { kind: 'prefilled' };
        isPrefillDue = false;
        if (reasoning !== '') yield { kind: 'reasoning', text: reasoning.slice(0, maxChars - chars) };
        chars += reasoning.length;
        const visible = whole(opening.push(content.slice(0, Math.max(0, maxChars - chars))));
        chars += content.length;
        text += visible;
        if (visible !== '') yield { kind: 'text', text: visible };
        if (chars >= maxChars) finish ??= 'length';
        if (finish) break;
        deadline.start(betweenTokensTimeoutMs);
      }
      if (choice?.finish_reason && !finish) {
        finish = choice.finish_reason;
        deadline.start(Math.min(AFTERMATH_MS, betweenTokensTimeoutMs));
      }
    }
  } catch (error) {
    if (!finish) throw error;
  }
  const rest = opening.end();
  text += rest;
  if (rest !== '') yield { kind: 'text', text: rest };
  if (usage) {
    const {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      prompt_tokens_details: details,
    } = usage;
    yield {
      kind: 'usage',
      promptTokens,
      completionTokens,
      ...(details && { cachedTokens: details.cached_tokens }),
    };
  }
  if (!finish && !isMarkedDone()) throw new Error('the reply was cut off');
  return { text, finish: finish ?? 'stop' };
}

const tooSlow = (replyTimeoutMs: number): SoliloquyError =>
  new SoliloquyError(
    'model-timeout',
    `The language model's reply was not whole after ${replyTimeoutMs} ms: raise LLM_TIMEOUT_MS or use a faster one.`,
  );

/** Removes `echo` from the start of a text that arrives in pieces, and holds back only what may still be it. */
function withoutEcho(echo: string) {
  let held: string | undefined = echo === '' ? undefined : '';
  return {
    push(piece: string): string {
      if (held === undefined) return piece;
      held += piece;
      if (held.length < echo.length && echo.startsWith(held)) return '';
      const text = held.startsWith(echo) ? held.slice(echo.length) : held;
      held = undefined;
      return text;
    },
    end(): string {
      const text = held ?? '';
      held = undefined;
      return text;
    },
  };
}

/** Servers may cut a character into two halves of a surrogate pair: the first waits for the second. */
function wholeCharacters(): (piece: string) => string {
  let half = '';
  return (piece) => {
    const text = half + piece;
    half = /[\uD800-\uDBFF]$/.test(text) ? text.slice(-1) : '';
    return half === '' ? text : text.slice(0, -1);
  };
}
