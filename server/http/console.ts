import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ConsoleRefusal, ConsoleServer, ConsoleSession } from '../../schemas/console.ts';
import { clientAddress } from './address.ts';
import { ConsoleFiles, type Encoding } from './console-files.ts';
import { isSameOrigin } from './origin.ts';
import type { Sessions } from './session.ts';

/** What the console's routes are built of. */
export type ConsoleParts = {
  sessions: Sessions;
  /** Whether a token is a designer's. */
  isDesigner(token: string): Promise<boolean>;
  /** Takes one try of an address; false when it has had as many as it may. */
  mayTry(address: string): boolean;
  server(): ConsoleServer;
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
      if (!(error instanceof Refusal)) parts.log.error({ err: error }, 'the console could not answer');
      if (response.headersSent) return response.destroy();
      const { status, code, message } = error instanceof Refusal ? error : FAILED;
      return json(response, status, { code, message } satisfies ConsoleRefusal);
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
    if (!isSameOrigin(headers))
      throw new Refusal(403, 'not-allowed', 'Only pages of this server may ask this.');
    if (path === '/session') {
      if (method === 'GET')
        return json(response, 200, {
          isSignedIn: parts.sessions.isSignedIn(headers),
        } satisfies ConsoleSession);
      if (method === 'POST') return signIn(request, response, headers);
      if (method === 'DELETE') return signOut(request, response, headers);
    }
    if (path === '/server' && method === 'GET') {
      if (!parts.sessions.isSignedIn(headers)) throw new Refusal(401, 'bad-token', 'Sign in first.');
      return json(response, 200, parts.server());
    }
    throw new Refusal(404, 'not-found', 'There is nothing here; the console is at /console.');
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
    const { token, path } = await bodyOf(request, SignIn);
    if (!parts.mayTry(clientAddress(request)))
      throw new Refusal(429, 'too-many-tries', 'Too many tries from this address; wait a minute.');
    if (!(await parts.isDesigner(token)))
      throw new Refusal(401, 'bad-token', "This is not the server's designer token.");
    response.setHeader('set-cookie', parts.sessions.start({ path, isSecure: isSecure(request, headers) }));
    return json(response, 200, { isSignedIn: true } satisfies ConsoleSession);
  }

  async function signOut(request: IncomingMessage, response: ServerResponse, headers: Headers) {
    const { path } = await bodyOf(request, SignOut);
    response.setHeader('set-cookie', parts.sessions.end({ path, isSecure: isSecure(request, headers) }));
    return json(response, 200, { isSignedIn: false } satisfies ConsoleSession);
  }
}

/** Why a request is not answered as asked. */
class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const FAILED = { status: 500, code: 'internal', message: 'The server failed; its log says why.' };

/** The browser's own word counts: it names the page's origin with what it posts. */
const isSecure = (request: IncomingMessage, headers: Headers): boolean =>
  'encrypted' in request.socket ||
  headers.get('x-forwarded-proto') === 'https' ||
  (headers.get('origin')?.startsWith('https:') ?? false);

async function bodyOf<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const bad = new Refusal(400, 'bad-message', 'Expected JSON as the console sends it.');
  // A form of another site cannot send this type.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw bad;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw new Refusal(413, 'payload-too-large', `At most ${MAX_BODY} bytes.`);
    chunks.push(chunk);
  }
  try {
    return schema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch {
    throw bad;
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
