import { setTimeout as delay } from 'node:timers/promises';
import type OpenAI from 'openai';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { SentRequest } from '../../schemas/trace.ts';
import { type Deadline, deadline as deadlineFor } from './deadline.ts';
import { chatBody, completionBody, type Parameter, refusedBy } from './dialect.ts';
import { failureOf, type Server, WHAT } from './failure.ts';
import type { Chunk, GenerateRequest, LanguageModel } from './language-model.ts';
import type { Log } from './log.ts';
import { openaiClient, partsOf } from './openai-client.ts';
import { readReply } from './reply.ts';
import { promptTokens } from './tokens.ts';

export type OpenAIOptions = {
  /** Ends in `/v1`. */
  baseUrl: string;
  apiKey?: string;
  model: string;
  api: 'chat' | 'completions';
  /** Whether a chat's reply is begun for the model; `auto`: until the server refuses. Completions always are. */
  prefill: boolean | 'auto';
  temperature: number;
  maxTokens: number;
  /** Prompt and reply together stay within this many tokens. */
  contextTokens: number;
  /** From the call to its first token, retries included. */
  firstTokenTimeoutMs: number;
  betweenTokensTimeoutMs: number;
  /** From the first token to the reply's end. */
  replyTimeoutMs: number;
  /** Further tries after a transient failure, all before the first token. */
  retries: number;
  /** First wait before a retry, doubled each time. Default 300. */
  backoffMs?: number;
  /** 0 to 1, spreads retries; default `Math.random`. */
  random?(): number;
  log?: Log;
} & Pick<Server, 'what' | 'settings'>;

/** Longer than any token: text beyond `maxTokens` of these is not a reply. */
const MAX_CHARS_PER_TOKEN = 8;
const MIN_REPLY_TOKENS = 64;
const MAX_BACKOFF_MS = 8_000;
/** Who asks for a longer wait is taken as out of service. */
const MAX_RETRY_AFTER_MS = 10_000;

/**
 * Any OpenAI-compatible server, by chat or text completions, streaming. What a server refuses (the prefill, usage,
 * `max_tokens` …) is left out from then on. Throws `model-unreachable`, `model-refused`, `model-timeout`, `model-empty`,
 * `aborted`.
 */
export function openaiModel(options: OpenAIOptions): LanguageModel {
  const { firstTokenTimeoutMs, retries, log } = options;
  const client = openaiClient(options);
  /** By model: what was found to be refused. */
  const known = new Map<string, Set<Parameter>>();

  return {
    name: options.model,
    async *generate(request, signal) {
      const model = request.model ?? options.model;
      if (model !== options.model) yield { kind: 'model', model };
      const refused = new Set(known.get(model) ?? (options.prefill === false ? ['prefill' as const] : []));
      const learn = () => known.set(model, refused);
      const until = performance.now() + firstTokenTimeoutMs;
      const deadline = deadlineFor(signal);
      deadline.start(firstTokenTimeoutMs);
      let hasBegun = false;
      let attempt = 0;
      try {
        for (;;) {
          try {
            if (signal.aborted || deadline.isExpired) throw new Error('no time for another try');
            for await (const chunk of call({ client, options, request, model, refused, learn, deadline })) {
              hasBegun = true;
              yield chunk;
            }
            return;
          } catch (cause) {
            if (signal.aborted) throw new SoliloquyError('aborted', 'The turn was stopped.', { cause });
            // An empty reply is whole, even when its connection stayed open.
            const isWhole = cause instanceof SoliloquyError;
            if (deadline.isExpired && !isWhole) throw timedOut(options, hasBegun);
            const failure = failureOf(cause, { ...options, model });
            if (hasBegun) throw failure.error;
            const parameter = refusedBy(cause, omissible(request, options, refused));
            if (parameter) {
              refused.add(parameter);
              continue;
            }
            const waitMs = failure.retryAfterMs ?? backoff(attempt, options);
            attempt += 1;
            if (!failure.isTransient || attempt > retries || waitMs > MAX_RETRY_AFTER_MS) throw failure.error;
            if (performance.now() + waitMs >= until) throw failure.error;
            log?.warn({ model, attempt, waitMs }, failure.error.message);
            await delay(waitMs, undefined, { signal: deadline.signal }).catch(() => {});
          }
        }
      } finally {
        deadline.close();
      }
    },
  };
}

type Call = {
  client: OpenAI;
  options: OpenAIOptions;
  request: GenerateRequest;
  model: string;
  /** What is left out; `learn` keeps it for later calls. */
  refused: Set<Parameter>;
  learn(): void;
  deadline: Deadline;
};

/** One HTTP call. */
async function* call({
  client,
  options,
  request,
  model,
  refused,
  learn,
  deadline,
}: Call): AsyncGenerator<Chunk> {
  const maxTokens = replyTokens(request, options);
  const sampling = { model, maxTokens, temperature: request.temperature ?? options.temperature };
  const body =
    options.api === 'chat'
      ? chatBody(request, sampling, refused)
      : completionBody(request, sampling, refused);
  const hasPrefill = isPrefilled(request, options, refused);
  request.onSent?.(sentOf(client.baseURL, body, hasPrefill));
  const pending =
    'messages' in body
      ? client.chat.completions.create(body, { signal: deadline.signal })
      : client.completions.create(body, { signal: deadline.signal });
  const { parts, isMarkedDone } = partsOf(await pending.asResponse());
  learn();
  const { text, finish } = yield* readReply(parts, {
    prefill: hasPrefill ? request.prompt.prefill : '',
    maxChars: maxTokens * MAX_CHARS_PER_TOKEN,
    deadline,
    betweenTokensTimeoutMs: options.betweenTokensTimeoutMs,
    replyTimeoutMs: options.replyTimeoutMs,
    isMarkedDone,
  });
  const mayBeIgnored =
    omissible(request, options, refused).has('prefill') && !PLAN_CLOSE.test(request.prompt.prefill);
  if (mayBeIgnored && finish === 'stop' && (!PLAN_CLOSE.test(text) || NATIVE_OPEN.test(text))) {
    // Some servers take the prefill and begin a reply of their own, which would pass for a plan as a whole.
    refused.add('prefill');
    options.log?.warn(
      { model },
      'The language model does not go on from a prefill: from now on none is sent.',
    );
  }
  if (text.trim() !== '') return;
  const reason =
    finish === 'content_filter' ? "its provider's filter removed the reply" : 'the reply was empty';
  throw new SoliloquyError('model-empty', `The ${options.what ?? WHAT} said nothing: ${reason}.`);
}

const PLAN_CLOSE = /<\/\s*(system|think)/i;
/** Reasoning of its own right at the start: it began anew. */
const NATIVE_OPEN = /^\s*<\s*(think|thought)/i;

const isPrefilled = (
  { prompt }: GenerateRequest,
  { api }: OpenAIOptions,
  refused: ReadonlySet<Parameter>,
): boolean => prompt.prefill !== '' && (api === 'completions' || !refused.has('prefill'));

/** What the call has in it that it can do without. */
function omissible(
  request: GenerateRequest,
  options: OpenAIOptions,
  refused: ReadonlySet<Parameter>,
): Set<Parameter> {
  const isChat = options.api === 'chat';
  const all: [Parameter, boolean][] = [
    ['prefill', isChat && options.prefill === 'auto' && isPrefilled(request, options, refused)],
    ['usage', true],
    ['max_tokens', isChat],
    ['temperature', true],
    ['stop', request.prompt.stops.length > 0],
    ['seed', request.seed !== undefined],
  ];
  return new Set(
    all.flatMap(([parameter, isSent]) => (isSent && !refused.has(parameter) ? [parameter] : [])),
  );
}

const backoff = (attempt: number, { backoffMs = 300, random = Math.random }: OpenAIOptions): number =>
  Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** attempt) * (0.5 + random() / 2);

function timedOut(
  { firstTokenTimeoutMs, betweenTokensTimeoutMs, what = WHAT }: OpenAIOptions,
  hasBegun: boolean,
): SoliloquyError {
  const message = hasBegun
    ? `The ${what} stopped in mid-reply for ${betweenTokensTimeoutMs} ms.`
    : `The ${what} gave no first token within ${firstTokenTimeoutMs} ms: raise LLM_TIMEOUT_MS or use a faster one.`;
  return new SoliloquyError('model-timeout', message);
}

function replyTokens({ prompt, maxTokens }: GenerateRequest, options: OpenAIOptions): number {
  const room = options.contextTokens - promptTokens(prompt);
  return Math.max(MIN_REPLY_TOKENS, Math.min(maxTokens ?? options.maxTokens, room));
}

/** What went out, for the trace. */
function sentOf(
  baseUrl: string,
  body: ReturnType<typeof chatBody | typeof completionBody>,
  isPrefilled: boolean,
): SentRequest {
  const field = 'messages' in body ? 'messages' : 'prompt';
  const path = field === 'messages' ? 'chat/completions' : 'completions';
  const rest = Object.fromEntries(Object.entries(body).filter(([key]) => key !== field));
  return { url: `${baseUrl.replace(/\/$/, '')}/${path}`, field, isPrefilled, body: rest };
}
