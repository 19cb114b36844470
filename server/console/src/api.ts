import type { ConsoleRefusal, ConsoleServer, ConsoleSession } from '../../../schemas/console.ts';

/** Where Soliloquy is in this browser: `/`, or `/npc/` behind a proxy's prefix. The page itself is at `<base>console/`. */
export const base = location.pathname.replace(/console\/[^/]*$/, '');

/** Why the server did not do as asked. `status` 0: it did not answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, { code, message }: ConsoleRefusal) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function ask<T>(path: string, method: 'GET' | 'POST' | 'DELETE' = 'GET', body?: object): Promise<T> {
  const init: RequestInit = { method, cache: 'no-store', signal: AbortSignal.timeout(8000) };
  if (body)
    Object.assign(init, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(0, { code: 'unreachable', message: 'The server does not answer.' });
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  const refusal = answer as Partial<ConsoleRefusal> | undefined;
  throw new ApiError(response.status, {
    code: refusal?.code ?? 'internal',
    message: refusal?.message ?? `The server answered with ${response.status}.`,
  });
}

export const session = () => ask<ConsoleSession>('session');
export const signIn = (token: string) => ask<ConsoleSession>('session', 'POST', { token, path: base });
export const signOut = () => ask<ConsoleSession>('session', 'DELETE', { path: base });
export const server = () => ask<ConsoleServer>('server');
