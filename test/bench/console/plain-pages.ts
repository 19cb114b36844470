import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** The pages that the console is set beside: `/line` is a heading and nothing else, `/bare` only receives frames. */
export type PlainPages = { url: string; [Symbol.asyncDispose](): Promise<void> };

export async function servePlainPages(): Promise<PlainPages> {
  const pages: Record<string, string> = {
    '/line': '<!doctype html><html lang="en"><title>One line</title><h1>One line</h1></html>',
    '/bare': await readFile(new URL('bare.html', import.meta.url), 'utf8'),
  };
  const server = http.createServer(({ url = '' }, response) => {
    const page = pages[url];
    response.writeHead(page ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
