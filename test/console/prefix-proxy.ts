import http, { type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

/** A proxy as people put before a server: takes a path prefix off, and names its own address as the host. */
export async function prefixProxy(prefix: string, target: string) {
  const { hostname, port } = new URL(target);
  const pathOf = ({ url = '' }: IncomingMessage) =>
    url.startsWith(`${prefix}/`) ? url.slice(prefix.length) : '/not-found';
  const server = http.createServer((request, response) => {
    const { method, headers } = request;
    const passed = http.request({ hostname, port, method, headers, path: pathOf(request) }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  server.on('upgrade', (request, socket, head) => {
    const passed = connect(Number(port), hostname, () => {
      const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
      passed.write(`GET ${pathOf(request)} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      passed.write(head);
      passed.pipe(socket).pipe(passed);
    });
    for (const end of [passed, socket]) end.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
