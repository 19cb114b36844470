import OpenAI, { APIError } from 'openai';
import { SoliloquyError } from '../../schemas/errors.ts';
import { eventsOf } from './events.ts';

/** The client's own limit must never come first; the largest a timer takes. */
const NO_LIMIT_MS = 2 ** 31 - 1;
/** The client reads what a refusal says as a whole; more than this says nothing. */
const MAX_REFUSAL_BYTES = 64 * 1024;

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
    fetch: async (url, init) => boundedRefusal(await fetch(url, init)),
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

/** A refusal whose body ends, however long the server's is. */
async function boundedRefusal(response: Response): Promise<Response> {
  if (response.ok || !response.body) return response;
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop closes the connection.
  for await (const piece of response.body) {
    pieces.push(piece);
    size += piece.length;
    if (size >= MAX_REFUSAL_BYTES) break;
  }
  const { status, statusText, headers } = response;
  return new Response(Buffer.concat(pieces).subarray(0, MAX_REFUSAL_BYTES), { status, statusText, headers });
}

/**
 * The parts of a streamed answer up to its `[DONE]`, and whether it has said that: a stream that ends with neither that nor
 * a finish reason was cut.
 */
export function partsOf(response: Response): { parts: AsyncIterable<unknown>; isMarkedDone(): boolean } {
  const { headers, body } = response;
  const type = headers.get('content-type') ?? '';
  if (!body || /\b(html|json)\b/i.test(type)) {
    const what = type || 'nothing';
    const message = `The language model's server answered with ${what} instead of a stream: check LLM_BASE_URL, which usually ends in /v1.`;
    throw new SoliloquyError('model-refused', message);
  }
  let isMarkedDone = false;
  async function* read(events: AsyncIterable<string>): AsyncGenerator<unknown, void, undefined> {
    for await (const data of events) {
      isMarkedDone = data.startsWith('[DONE]');
      if (isMarkedDone) return;
      const part: unknown = JSON.parse(data);
      if (isError(part)) throw new APIError(undefined, part.error, undefined, headers);
      yield part;
    }
  }
  return { parts: read(eventsOf(body)), isMarkedDone: () => isMarkedDone };
}

const isError = (part: unknown): part is { error: object } =>
  typeof part === 'object' && part !== null && 'error' in part && Boolean(part.error);
