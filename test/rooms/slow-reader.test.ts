import { once } from 'node:events';
import { matchMaker } from '@colyseus/core';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { type Player, speechOf, startGame } from '../game.ts';

const CHUNK = `${'word '.repeat(52_000)}\n`;
/** More than what the kernel buffers of a socket on one machine, so that the server's own begins to fill. */
const CHUNKS = 32;
/** How much a client may leave unread before it misses deltas: 256 KiB and one more frame. */
const MOST_UNREAD = 256 * 1024 + 2 * CHUNK.length;

/** Takes a seat by hand, so that the socket can be held still. */
async function joinByHand(url: string): Promise<{ socket: WebSocket; sessionId: string }> {
  const response = await fetch(`${url}/matchmake/joinOrCreate/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Sleeper' }),
  });
  const seat = (await response.json()) as { processId: string; roomId: string; sessionId: string };
  const { processId, roomId, sessionId } = seat;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/${processId}/${roomId}?sessionId=${sessionId}`);
  await once(socket, 'message');
  socket.send(Buffer.from([10]));
  return { socket, sessionId };
}

test('a client that stops reading fills no memory and holds up nobody; it is made whole, or cut off in the end', async () => {
  let unread = () => 0;
  let most = 0;
  let player: Player | undefined;
  const deltas = (): number => player!.received.filter(({ type }) => type === 'turn.delta').length;
  const model: LanguageModel = {
    name: 'babbler',
    async *generate() {
      for (let index = 0; index < CHUNKS; index += 1) {
        const before = deltas();
        yield { kind: 'text', text: index === 0 ? `She has much to say.</system_thinking>${CHUNK}` : CHUNK };
        // At the pace of a client that reads, so that only the other one falls behind.
        await player!.until(() => deltas() > before);
        most = Math.max(most, unread());
      }
    },
  };
  await using game = await startGame({ model });
  player = await game.join({ name: 'Ash' });
  const { socket, sessionId } = await joinByHand(game.url);
  await player.until(() => player!.state.players.has(sessionId));
  const room = matchMaker.getLocalRoomById(player.room.roomId)!;
  const served = room.clients.getById(sessionId)!.ref as unknown as WebSocket & { pingCount: number };
  unread = () => {
    // Colyseus cuts who answers no ping for some seconds, which a slow machine takes for this: here it is what is left unread that counts.
    served.pingCount = 0;
    return served.bufferedAmount;
  };
  const sizes: number[] = [];
  const whole = new Promise<void>((resolve) =>
    socket.on('message', (frame: Buffer) => {
      sizes.push(frame.length);
      if (frame.length > CHUNK.length * (CHUNKS - 1)) resolve();
    }),
  );
  socket.pause();

  const end = await player.talk({ npc: 'mara', text: 'Tell me all.' });

  expect(speechOf(end).length).toBeGreaterThan(CHUNK.length * (CHUNKS - 1));
  expect(most).toBeGreaterThan(256 * 1024);
  expect(most).toBeLessThan(MOST_UNREAD);

  socket.resume();
  await whole;
  expect(sizes.length).toBeLessThan(CHUNKS);

  socket.pause();
  await player.talk({ npc: 'mara', text: 'And once more.' });
  await player.talk({ npc: 'mara', text: 'And again.' });
  expect(served.readyState).toBe(WebSocket.CLOSED);
  socket.terminate();
}, 60_000);
