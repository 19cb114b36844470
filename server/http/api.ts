import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import {
  type AnswerOf,
  type Download,
  type InputOf,
  type Page,
  ROUTES,
  type RouteName,
  type Streamed,
} from '../../schemas/console/routes.ts';
import { problemsOf } from '../../schemas/problems.ts';
import { bodyOf, json, Refusal, refusalOf } from './answer.ts';

/** A file to be kept by whoever asked. */
export type File = { name: string; type: string; bytes: string | Uint8Array };

/** A page of its own, as HTML. It is shown in a frame of the console, and has no rights there. */
export type Markup = { html: string /** Default 200. */; status?: number };

type Run<Answer> =
  Answer extends Streamed<infer Item>
    ? AsyncIterable<Item>
    : Answer extends Download
      ? File
      : Answer extends Page
        ? Markup
        : Answer;

/** What answers an endpoint. Its signal fires when whoever asked has gone. */
export type Handler<Name extends RouteName> = {
  input: z.ZodType<InputOf<Name>, unknown>;
  /** The largest body, in bytes; default 256 KiB. */
  maxBytes?: number;
  run(input: InputOf<Name>, signal: AbortSignal): Run<AnswerOf<Name>> | Promise<Run<AnswerOf<Name>>>;
};

/** The handlers of some endpoints. */
export type Handlers<Name extends RouteName = RouteName> = { [K in Name]: Handler<K> };

const MAX_BYTES = 256 * 1024;
/** Of a stream so much may wait for whoever asked; a model is never made to wait for a reader. */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;

/** Answers a request of somebody who is known to be a designer; `path` is what comes behind `/console/api/`. Throws refusals. */
export type Api = (
  path: string,
  query: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void>;

/** The console's API: finds the endpoint, checks what it is given, writes what it answers. */
export function consoleApi(handlers: Handlers, log: { error(fields: object, message: string): void }): Api {
  const routes = (Object.keys(ROUTES) as RouteName[]).map((name) => ({
    ...ROUTES[name],
    parts: ROUTES[name].path.split('/'),
    handler: handlers[name] as Handler<RouteName>,
  }));
  return async (path, query, request, response) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const parts = path.split('/').map(decoded);
    const found = routes.filter(({ parts: pattern }) => fits(pattern, parts));
    const route = found.find((each) => each.method === method);
    if (!route)
      throw found.length > 0
        ? new Refusal(405, 'not-allowed', `Only ${found.map((each) => each.method).join(', ')} here.`)
        : new Refusal(404, 'not-found', 'The API has nothing of that address.');
    const { handler } = route;
    const isRead = method === 'GET' || method === 'DELETE';
    const given = isRead
      ? Object.fromEntries(new URLSearchParams(query))
      : await bodyOf(request, handler.maxBytes ?? MAX_BYTES);
    if (typeof given !== 'object' || given === null)
      throw new Refusal(400, 'bad-message', 'Expected a JSON object.');
    const input = handler.input.safeParse({ ...given, ...fieldsOf(route.parts, parts) });
    if (!input.success) throw new Refusal(400, 'bad-message', problemsOf(input.error));
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const answer: unknown = await handler.run(input.data, gone.signal);
    if (isStream(answer)) return sendStream(answer, response, log);
    if (isFile(answer)) return sendFile(answer, response);
    if (isMarkup(answer)) return sendMarkup(answer, response);
    json(response, 200, answer);
  };
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, 'bad-message', 'The address is not encoded as addresses are.');
  }
};

const fits = (pattern: string[], parts: string[]): boolean =>
  pattern.length === parts.length &&
  pattern.every((part, index) => (part.startsWith(':') ? parts[index] !== '' : part === parts[index]));

const fieldsOf = (pattern: string[], parts: string[]): Record<string, string> =>
  Object.fromEntries(
    pattern.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), parts[index]!]] : [])),
  );

const isStream = (answer: unknown): answer is AsyncIterable<unknown> =>
  typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer;

const isFile = (answer: unknown): answer is File =>
  typeof answer === 'object' && answer !== null && 'bytes' in answer;

const isMarkup = (answer: unknown): answer is Markup =>
  typeof answer === 'object' && answer !== null && 'html' in answer;

/** A failure in mid-stream is its last line: the status has gone out by then. */
async function sendStream(
  items: AsyncIterable<unknown>,
  response: ServerResponse,
  log: { error(fields: object, message: string): void },
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
  try {
    for await (const item of items) {
      if (response.destroyed) return;
      response.write(`${JSON.stringify(item)}\n`);
      if (response.writableLength > MAX_UNREAD_BYTES) return void response.destroy();
    }
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) log.error({ err: error }, 'a stream of the console broke off');
    const { code, message } = refusal ?? {
      code: 'internal',
      message: 'The server failed; its log says why.',
    };
    response.write(`${JSON.stringify({ kind: 'error', code, message })}\n`);
  }
  response.end();
}

function sendFile({ name, type, bytes }: File, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    // Never drawn by the browser: what players wrote may be in it.
    'content-disposition': `attachment; filename="${name.replaceAll(/[^\w. -]/g, '_')}"`,
  });
  response.end(bytes);
}

/** Neither scripts nor anything of elsewhere, though names in it are escaped already. */
const NO_RIGHTS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

function sendMarkup({ html, status = 200 }: Markup, response: ServerResponse): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': NO_RIGHTS,
  });
  response.end(html);
}
