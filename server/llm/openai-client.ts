import OpenAI from 'openai';
import { Stream } from 'openai/streaming';
import { SoliloquyError } from '../../schemas/errors.ts';

/** The client's own limit must never come first; the largest a timer takes. */
const NO_LIMIT_MS = 2 ** 31 - 1;

/** A client that neither retries, nor times out, nor prints, nor reads the environment. */
export function openaiClient({ baseUrl, apiKey }: { baseUrl: string; apiKey?: string }): OpenAI {
  const { url, authorization } = withoutCredentials(baseUrl);
  return new OpenAI({
    baseURL: url,
    apiKey: apiKey ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: NO_LIMIT_MS,
    // It would print what the model said.
    logLevel: 'off',
    ...(apiKey === undefined && { defaultHeaders: { Authorization: authorization } }),
  });
}

/** `fetch` refuses an address with a user in it: that is sent as the header it stands for. */
function withoutCredentials(baseUrl: string): { url: string; authorization: string | null } {
  const url = new URL(baseUrl);
  if (url.username === '') return { url: baseUrl, authorization: null };
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url: url.href, authorization: `Basic ${Buffer.from(user).toString('base64')}` };
}

/**
 * The parts of a streamed answer, and whether it has said `[DONE]`, which the client does not tell: a stream that ends
 * with neither that nor a finish reason was cut.
 */
export function partsOf(
  response: Response,
  client: OpenAI,
): { parts: AsyncIterable<unknown>; isMarkedDone(): boolean } {
  const { headers, body } = response;
  const type = headers.get('content-type') ?? '';
  if (!body || /\b(html|json)\b/i.test(type)) {
    const what = type || 'nothing';
    const message = `The language model's server answered with ${what} instead of a stream: check LLM_BASE_URL, which usually ends in /v1.`;
    throw new SoliloquyError('model-refused', message);
  }
  let tail = '';
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, controller) {
      tail = `${tail}${Buffer.from(bytes).toString('latin1')}`.slice(-64);
      controller.enqueue(bytes);
    },
  });
  const watched = new Response(body.pipeThrough(watch), { headers });
  return {
    parts: Stream.fromSSEResponse(watched, new AbortController(), client),
    isMarkedDone: () => /(^|\n)data: ?\[DONE\]/.test(tail),
  };
}
