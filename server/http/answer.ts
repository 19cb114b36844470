import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleRefusal } from '../../schemas/console/server.ts';
import type { ErrorCode } from '../../schemas/errors.ts';
import { SoliloquyError } from '../../schemas/errors.ts';

/** Why a request is not answered as asked; `details` is for the page that asked. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;

  constructor(status: number, code: string, message: string, details?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

const FAILED = {
  details: undefined,
  status: 500,
  code: 'internal',
  message: 'The server failed; its log says why.',
};

const STATUS: Partial<Record<ErrorCode, number>> = {
  'bad-message': 400,
  'bad-content': 422,
  'not-allowed': 403,
  'already-here': 409,
  busy: 429,
  'payload-too-large': 413,
  'bad-store': 503,
};

/** What is known of a failure; undefined for a fault of ours, which is for the log. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof SoliloquyError) || error.code === 'internal') return undefined;
  const { code, message } = error;
  const status = STATUS[code] ?? (code.startsWith('unknown-') ? 404 : 502);
  return new Refusal(status, code, message, 'details' in error ? error.details : undefined);
}

export function refuse(response: ServerResponse, refusal: Refusal | undefined): void {
  const { status, code, message, details } = refusal ?? FAILED;
  const body: ConsoleRefusal = { code, message, ...(details !== undefined && { details }) };
  return json(response, status, body);
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body ?? {}));
}

/** Reads a JSON body of at most so many bytes. Throws the refusal of one that is none, or larger. */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const bad = new Refusal(400, 'bad-message', 'Expected JSON as the console sends it.');
  // A form of another site cannot send this type.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) throw bad;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Refusal(413, 'payload-too-large', `At most ${maxBytes} bytes.`);
      chunks.push(chunk);
    }
  } catch (error) {
    // Whoever leaves in mid-upload reads no answer, and is no failure of ours.
    throw error instanceof Refusal ? error : bad;
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw bad;
  }
}
