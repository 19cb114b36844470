import {
  type AnswerOf,
  type Download,
  type InputOf,
  type Page,
  ROUTES,
  type RouteName,
  type Streamed,
} from '../../../schemas/console/routes.ts';
import type { ConsoleRefusal, ConsoleSession } from '../../../schemas/console/server.ts';

/** Where Soliloquy is in this browser: `/`, or `/npc/` behind a proxy's prefix. The page itself is at `<base>console/`. */
export const base = location.pathname.replace(/console\/[^/]*$/, '');

/** Why the server did not do as asked. `status` 0: it did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, { code, message, details }: ConsoleRefusal) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const ANSWER_MS = 8000;

/** What is named cannot be asked for by `call`: its answer is no JSON. */
type Plain = {
  [K in RouteName]: AnswerOf<K> extends Streamed<unknown> | Download | Page ? never : K;
}[RouteName];
type Kept = { [K in RouteName]: AnswerOf<K> extends Download ? K : never }[RouteName];
type Flowing = { [K in RouteName]: AnswerOf<K> extends Streamed<unknown> ? K : never }[RouteName];

/** Asks an endpoint; what is large to send needs more than the usual 8 seconds. Throws `ApiError`. */
export const call = <Name extends Plain>(
  name: Name,
  input: InputOf<Name>,
  timeoutMs = ANSWER_MS,
): Promise<AnswerOf<Name>> => {
  const { path, ...init } = asked(name, input);
  return ask<AnswerOf<Name>>(path, { ...init, signal: AbortSignal.timeout(timeoutMs) });
};

/** Asks an endpoint for a file, where a link cannot: with a body, or to show what it refuses. Throws `ApiError`. */
export async function fileOf<Name extends Kept>(name: Name, input: InputOf<Name>): Promise<Blob> {
  const { path, ...init } = asked(name, input);
  const response = await reach(path, { ...init, signal: AbortSignal.timeout(4 * ANSWER_MS) });
  if (!response.ok) throw await refusalOf(response);
  return response.blob();
}

/** Asks an endpoint that answers bit by bit, until the signal fires. Throws `ApiError`. */
export async function* stream<Name extends Flowing>(
  name: Name,
  input: InputOf<Name>,
  signal: AbortSignal,
): AsyncGenerator<AnswerOf<Name> extends Streamed<infer Item> ? Item : never> {
  const { path, ...init } = asked(name, input);
  const response = await reach(path, { ...init, signal });
  if (!response.ok || !response.body) throw await refusalOf(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let held = '';
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (held + (value ?? '')).split('\n');
    held = lines.pop()!;
    for (const line of lines) yield JSON.parse(line);
    if (done) return;
  }
}

/** Where a file is to be had: for a link. */
export const addressOf = <Name extends RouteName>(name: Name, input: InputOf<Name>): string =>
  asked(name, input).path;

export const session = () => ask<ConsoleSession>('session', given('GET'));
export const signIn = (token: string) => ask<ConsoleSession>('session', given('POST', { token, path: base }));
export const signOut = () => ask<ConsoleSession>('session', given('DELETE', { path: base }));

/** The request for an endpoint. */
function asked(name: RouteName, input: object): RequestInit & { path: string } {
  const { method, path } = ROUTES[name];
  const rest: Record<string, unknown> = { ...input };
  const filled = path.replaceAll(/:(\w+)/g, (_, field: string) => {
    const value = String(rest[field]);
    delete rest[field];
    return encodeURIComponent(value);
  });
  if (method === 'POST' || method === 'PUT') return { path: `api/${filled}`, ...given(method, rest) };
  const known = Object.entries(rest).filter(([, value]) => value !== undefined && value !== '');
  const query = new URLSearchParams(known.map(([key, value]) => [key, String(value)]));
  return { path: `api/${filled}${query.size > 0 ? `?${query}` : ''}`, ...given(method) };
}

const given = (method: string, body?: object): RequestInit => ({
  method,
  cache: 'no-store',
  ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await reach(path, { signal: AbortSignal.timeout(ANSWER_MS), ...init });
  if (!response.ok) throw await refusalOf(response);
  const answer: unknown = await response.json().catch(() => undefined);
  if (answer === undefined) throw await refusalOf(response);
  return answer as T;
}

const reach = (path: string, init: RequestInit): Promise<Response> =>
  fetch(path, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, { code: 'unreachable', message: 'The server does not answer.' });
  });

async function refusalOf(response: Response): Promise<ApiError> {
  const refusal = (await response.json().catch(() => undefined)) as Partial<ConsoleRefusal> | undefined;
  return new ApiError(response.status, {
    code: refusal?.code ?? 'internal',
    message: refusal?.message ?? `The server answered with ${response.status}.`,
    details: refusal?.details,
  });
}
