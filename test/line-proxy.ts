import net from 'node:net';

/** A TCP line between a client and a server that can be cut, as networks do it. */
export type LineProxy = {
  url: string;
  /** Ends every connection at once, without a closing handshake. */
  cut(): void;
  /** Whether new connections are let through; they are cut at once otherwise. */
  isOpen: boolean;
  /** Whether what the server writes is lost on its way, as in a network that has died and nobody has noticed. */
  isDeaf: boolean;
  close(): Promise<void>;
};

/** Listens on a free port and passes everything on to `port`. */
export async function startProxy(port: number): Promise<LineProxy> {
  const sockets = new Set<net.Socket>();
  const proxy = { isOpen: true, isDeaf: false } as LineProxy;
  const server = net.createServer((client) => {
    if (!proxy.isOpen) return client.destroy();
    const upstream = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('data', (bytes) => {
        if (socket === client || !proxy.isDeaf) other.write(bytes);
      });
      socket.on('end', () => other.end());
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  proxy.url = `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  proxy.cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  proxy.close = async () => {
    proxy.cut();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return proxy;
}
