import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { frameOf } from '../../server/rooms/outbox.ts';
import type { Play } from './token-script.ts';
import { field, isSay } from './wire.ts';

/** The least that any server of token streams must do: on `say`, the same frames with the same text to every socket. */
export type Relay = { url: string; sockets: ReadonlySet<WebSocket>; close(): Promise<void> };

export async function startRelay(play: Play): Promise<Relay> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  let turns = 0;
  const broadcast = (frame: Uint8Array) => {
    for (const socket of server.clients) socket.send(frame);
  };
  const answer = async (npc: string, ref: string) => {
    turns += 1;
    const turn = `bare-${turns}`;
    broadcast(frameOf('turn.start', { turn, npc, ref }));
    for await (const { layer, text } of play(npc))
      if (layer) broadcast(frameOf('turn.delta', { turn, span: 2, layer, text }));
  };
  server.on('connection', (socket) => {
    socket.on('message', (frame: Buffer) => {
      if (isSay(frame)) void answer(field(frame, 'npc') ?? '', field(frame, 'ref') ?? '');
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets: server.clients,
    close: async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
