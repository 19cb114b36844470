import { once } from 'node:events';
import { WebSocket } from 'ws';
import { clock } from './measure.ts';
import type { Ask, Report } from './reader.ts';
import { field, isDelta, isStart, sayFrame } from './wire.ts';

/** The process of the clients: joins, speaks and reads on request, so that their work is not counted as the server's. */

const ACK = Buffer.from([10]);

/** What was heard of one turn. `seen`: visible characters, without white space. */
type Heard = Report & { seen: number };
type Listener = { socket: WebSocket; heard: Map<string, Heard> };

const groups = new Map<string, Listener[]>();
/** The turns that answer what was asked, and by what name: the one who asked is told it, and for the others, too. */
const asked = new Map<string, string>();
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
  const listener: Listener = { socket, heard: new Map() };
  socket.on('message', (frame: Buffer) => {
    const isStarting = isStart(frame);
    if (!isStarting && !isDelta(frame)) return;
    const at = clock();
    const turn = field(frame, 'turn') ?? '';
    if (isStarting) {
      const ref = field(frame, 'ref');
      if (ref !== undefined) asked.set(turn, ref);
      return wake();
    }
    const heard = listener.heard.get(turn) ?? { seen: 0, frames: 0, lastAt: 0, arrivals: [] };
    listener.heard.set(turn, heard);
    const length = (field(frame, 'text') ?? '').replaceAll(/\s/g, '').length;
    heard.seen += length;
    heard.frames += 1;
    heard.lastAt = at;
    if (isKeepingArrivals) heard.arrivals.push({ ref: turn, at, length });
    wake();
  });
  return listener;
}

/** What a client heard of the turns that were asked for, together. */
function reportOf({ heard }: Listener): Heard {
  const all: Heard = { seen: 0, frames: 0, lastAt: 0, arrivals: [] };
  for (const [turn, ref] of asked) {
    const own = heard.get(turn);
    if (!own) continue;
    all.seen += own.seen;
    all.frames += own.frames;
    all.lastAt = Math.max(all.lastAt, own.lastAt);
    for (const arrival of own.arrivals) all.arrivals.push({ ...arrival, ref });
  }
  return all;
}

const seenBy = ({ heard }: Listener): number =>
  [...asked.keys()].reduce((sum, turn) => sum + (heard.get(turn)?.seen ?? 0), 0);

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
      asked.clear();
      for (const { heard } of group) heard.clear();
      return ask.says.map(({ npc, ref }, index) => {
        const at = clock();
        group[index % group.length]!.socket.send(sayFrame({ text: 'Tell me of the storm.', npc, ref }));
        return at;
      });
    case 'read': {
      while (group.some((listener) => seenBy(listener) < ask.seen)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return group.map(reportOf);
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
