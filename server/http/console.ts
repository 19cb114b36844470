import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ConsoleSession } from '../../schemas/console/server.ts';
import { clientAddress } from './address.ts';
import { bodyOf, json, Refusal, refusalOf, refuse } from './answer.ts';
import type { Api } from './api.ts';
import { ConsoleFiles, type Encoding } from './console-files.ts';
import { isByHand, isSameOrigin } from './origin.ts';
import type { Sessions } from './session.ts';

/** What the console's routes are built of. */
export type ConsoleParts = {
  sessions: Sessions;
  /** Whether a token is a designer's. */
  isDesigner(token: string): Promise<boolean>;
  /** Takes one try of an address; false when it has had as many as it may. */
  mayTry(address: string): boolean;
  /** Whether it has had them all. */
  isSpent(address: string): boolean;
  /** What answers below `/console/api/`. */
  api: Api;
  log: { error(fields: object, message: string): void };
  files?: ConsoleFiles;
};

const MAX_BODY = 4 * 1024;
const NOT_BUILT = `The console is not built yet. Run \`npm run build\` in Soliloquy's folder, then load this page again.\n`;

const SignIn = z.strictObject({
  token: z.string().min(1).max(512),
  /** The address that Soliloquy has in the browser, behind a proxy perhaps `/npc/`: the cookie goes nowhere else. */
  path: z
    .string()
    .regex(/^\/(?:[\w.~%-]+\/)*$/)
    .max(200),
});
const SignOut = SignIn.omit({ token: true });

/** No script but ours, nothing of other sites, in nobody's frame. Mantine writes its variables into a style of that nonce. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

const SAFE = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Answers requests for `/console` and below; false for any other. They do not go through Colyseus' router, which lets
 * pages of every origin read what it answers.
 */
export function consoleRoutes(parts: ConsoleParts) {
  const files = parts.files ?? new ConsoleFiles();
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const [path = '', query] = (request.url ?? '').split('?');
    if (path !== '/console' && !path.startsWith('/console/')) return false;
    for (const [name, value] of Object.entries(SAFE)) response.setHeader(name, value);
    void route(path.slice('/console'.length), query, request, response).catch((error: unknown) => {
      const refusal = refusalOf(error);
      if (!refusal) parts.log.error({ err: error }, 'the console could not answer');
      if (response.headersSent) return response.destroy();
      return refuse(response, refusal);
    });
    return true;
  };

  async function route(
    path: string,
    query: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    if (method === 'GET' && path === '') {
      // Relative, so that it holds behind a prefix, too; there the page's own addresses begin.
      return response.writeHead(302, { location: `console/${query ? `?${query}` : ''}` }).end();
    }
    if (method === 'GET' && path === '/') return sendPage(response);
    if (method === 'GET' && path.startsWith('/assets/')) return sendAsset(path.slice(8), request, response);
    const headers = new Headers(request.headers as Record<string, string>);
    if (!isSameOrigin(headers) && !(method === 'GET' && isByHand(headers)))
      throw new Refusal(403, 'not-allowed', 'Only pages of this server may ask this.');
    if (path === '/session') {
      if (method === 'GET')
        return json(response, 200, {
          isSignedIn: parts.sessions.isSignedIn(headers),
        } satisfies ConsoleSession);
      if (method === 'POST') return signIn(request, response, headers);
      if (method === 'DELETE') return signOut(request, response, headers);
    }
    if (path.startsWith('/api/')) {
      await assertDesigner(request, headers);
      return parts.api(path.slice('/api/'.length), query, request, response);
    }
    throw new Refusal(404, 'not-found', 'There is nothing here; the console is at /console.');
  }

  /** A browser comes with its cookie, a program of one's own with the token. Throws the refusal of who has neither. */
  async function assertDesigner(request: IncomingMessage, headers: Headers): Promise<void> {
    if (parts.sessions.isSignedIn(headers)) return;
    const token = /^Bearer (.{1,512})$/.exec(headers.get('authorization') ?? '')?.[1];
    if (token === undefined) throw new Refusal(401, 'bad-token', 'Sign in first.');
    const address = clientAddress(request);
    if (!parts.isSpent(address)) {
      if (await parts.isDesigner(token)) return;
      parts.mayTry(address);
      throw new Refusal(401, 'bad-token', "This is not the server's designer token.");
    }
    throw new Refusal(429, 'too-many-tries', 'Too many tries from this address; wait a minute.');
  }

  async function sendPage(response: ServerResponse) {
    const page = await files.page();
    const nonce = randomBytes(12).toString('base64url');
    response.setHeader('content-security-policy', policy(nonce));
    response.setHeader('cache-control', 'no-store');
    if (page === undefined)
      return response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' }).end(NOT_BUILT);
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(page.replace('%NONCE%', nonce));
  }

  async function sendAsset(name: string, request: IncomingMessage, response: ServerResponse) {
    const asset = await files.asset(name);
    if (!asset) throw new Refusal(404, 'not-found', 'The console has no such file; load its page again.');
    const accepted = String(request.headers['accept-encoding'] ?? '');
    const encoding: Encoding = /\bbr\b/.test(accepted)
      ? 'br'
      : /\bgzip\b/.test(accepted)
        ? 'gzip'
        : 'identity';
    const bytes = asset.bytes[encoding];
    response.writeHead(200, {
      'content-type': asset.type,
      'content-length': bytes.length,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    });
    response.end(bytes);
  }

  async function signIn(request: IncomingMessage, response: ServerResponse, headers: Headers) {
    const { token, path } = parsed(SignIn, await bodyOf(request, MAX_BODY));
    if (!parts.mayTry(clientAddress(request)))
      throw new Refusal(429, 'too-many-tries', 'Too many tries from this address; wait a minute.');
    if (!(await parts.isDesigner(token)))
      throw new Refusal(401, 'bad-token', "This is not the server's designer token.");
    response.setHeader('set-cookie', parts.sessions.start({ path, isSecure: isSecure(request, headers) }));
    return json(response, 200, { isSignedIn: true } satisfies ConsoleSession);
  }

  async function signOut(request: IncomingMessage, response: ServerResponse, headers: Headers) {
    const { path } = parsed(SignOut, await bodyOf(request, MAX_BODY));
    response.setHeader('set-cookie', parts.sessions.end({ path, isSecure: isSecure(request, headers) }));
    return json(response, 200, { isSignedIn: false } satisfies ConsoleSession);
  }
}

/** The browser's own word counts: it names the page's origin with what it posts. */
const isSecure = (request: IncomingMessage, headers: Headers): boolean =>
  'encrypted' in request.socket ||
  headers.get('x-forwarded-proto') === 'https' ||
  (headers.get('origin')?.startsWith('https:') ?? false);

function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal(400, 'bad-message', 'Expected JSON as the console sends it.');
  return result.data;
}
