import { once } from 'node:events';
import { WebSocket } from 'ws';
import { clock } from './measure.ts';
import type { Ask, Report } from './reader.ts';
import { field, isDelta, isStart, sayFrame } from './wire.ts';

/** The process of the clients: joins, speaks and reads on request, so that their work is not counted as the server's. */

const ACK = Buffer.from([10]);

type Listener = {
  socket: WebSocket;
  /** `ref` of each turn that is listened to. */
  refs: Map<string, string>;
  /** Visible characters so far, without white space. */
  seen: number;
  frames: number;
  lastAt: number;
  arrivals: Report['arrivals'];
};

const groups = new Map<string, Listener[]>();
let isKeepingArrivals = false;
let wake = () => {};

async function open(url: string, room: string | undefined, options: object): Promise<WebSocket> {
  let address = url;
  if (room) {
    const response = await fetch(`${url}/matchmake/joinOrCreate/${room}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(options),
    });
    if (!response.ok) throw new Error(`the join was refused: ${await response.text()}`);
    const seat = (await response.json()) as { processId: string; roomId: string; sessionId: string };
    address = `${url.replace('http', 'ws')}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
  }
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await once(socket, room ? 'message' : 'open');
  if (room) socket.send(ACK);
  return socket;
}

function listen(socket: WebSocket): Listener {
  const listener: Listener = { socket, refs: new Map(), seen: 0, frames: 0, lastAt: 0, arrivals: [] };
  socket.on('message', (frame: Buffer) => {
    const isStarting = isStart(frame);
    if (!isStarting && !isDelta(frame)) return;
    const at = clock();
    const turn = field(frame, 'turn') ?? '';
    if (isStarting) {
      const ref = field(frame, 'ref');
      if (ref !== undefined) listener.refs.set(turn, ref);
      return;
    }
    const ref = listener.refs.get(turn);
    if (ref === undefined) return;
    const length = (field(frame, 'text') ?? '').replaceAll(/\s/g, '').length;
    listener.seen += length;
    listener.frames += 1;
    listener.lastAt = at;
    if (isKeepingArrivals) listener.arrivals.push({ ref, at, length });
    wake();
  });
  return listener;
}

async function answer(ask: Ask): Promise<unknown> {
  const group = groups.get(ask.group) ?? [];
  switch (ask.kind) {
    case 'clock':
      return clock();
    case 'join':
      for (let index = 0; index < ask.count; index += 1) {
        const options = { name: `Guest ${index}`, ...ask.options };
        group.push(listen(await open(ask.url, ask.room, options)));
      }
      groups.set(ask.group, group);
      return undefined;
    case 'say':
      isKeepingArrivals = ask.keepsArrivals;
      for (const listener of group) {
        listener.refs.clear();
        Object.assign(listener, { seen: 0, frames: 0, arrivals: [] });
      }
      return ask.says.map(({ npc, ref }, index) => {
        const at = clock();
        group[index % group.length]!.socket.send(sayFrame({ text: 'Tell me of the storm.', npc, ref }));
        return at;
      });
    case 'read': {
      while (group.some(({ seen }) => seen < ask.seen)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return group.map(({ frames, lastAt, arrivals }): Report => ({ frames, lastAt, arrivals }));
    }
    case 'leave':
      groups.delete(ask.group);
      await Promise.all(
        group.map(({ socket }) => {
          const closed = once(socket, 'close');
          // Code 12 leaves a Colyseus room for good; a bare socket is simply closed.
          if (ask.isRoom) socket.send(Buffer.from([12]));
          else socket.close();
          return closed;
        }),
      );
      return undefined;
  }
}

process.on('message', ({ id, ask }: { id: number; ask: Ask }) => {
  answer(ask).then(
    (value) => process.send!({ id, value }),
    (error: unknown) => process.send!({ id, error: String(error) }),
  );
});
process.on('disconnect', () => process.exit());
