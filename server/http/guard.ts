import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { clientAddress } from './address.ts';

/** A match-making body may hold this many bytes; Colyseus itself sets no limit. */
const MAX_BODY = 16 * 1024;

/**
 * Stands before every request of a listening server: refuses pages of other origins, and bodies that are larger than any
 * honest one. What `first` answers goes no further; it looks after its own origins. To be called once all listeners are on.
 */
export function guardRequests(
  server: Server,
  isAllowed: (request: IncomingMessage) => boolean,
  first: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): void {
  const listeners = server.listeners('request') as ((
    request: IncomingMessage,
    response: ServerResponse,
  ) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (first(request, response)) return;
    if (!isAllowed(request)) {
      return answer(response, 403, 'not-allowed: this origin may not connect; add it to ALLOWED_ORIGINS.');
    }
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) {
      request.resume();
      return answer(response, 413, `payload-too-large: at most ${MAX_BODY} bytes.`);
    }
    // Colyseus believes whatever the client says of its address.
    request.headers['x-real-ip'] = clientAddress(request);
    let received = 0;
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > MAX_BODY) request.destroy();
    });
    // Counting must not start the flow before Colyseus listens: a paused stream keeps what it has.
    request.pause();
    for (const listener of listeners) listener.call(server, request, response);
  });
}

function answer(response: ServerResponse, status: number, error: string): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ code: status, error }));
}
