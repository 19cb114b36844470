import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { sharedBrowser } from '../browser/chromium.ts';
import { startGame } from '../game.ts';
import { buildProject } from './dotnet.ts';

const PLUGIN = fileURLToPath(new URL('../../plugin-unity', import.meta.url));
const JSLIB = readFileSync(`${PLUGIN}/Runtime/Plugins/WebGL/SoliloquySocket.jslib`, 'utf8');
const STAND_IN = readFileSync(new URL('webgl-page.js', import.meta.url), 'utf8');

type Hands = {
  open(url: string): number;
  state(handle: number): number;
  send(handle: number, bytes: Uint8Array | number[]): void;
  take(handle: number): number[] | null;
  close(handle: number): void;
  free(handle: number): void;
  growHeap(): void;
  noise(length: number): Uint8Array;
  isNoise(bytes: number[], length: number): boolean;
};
declare const hands: Hands;
declare const soliloquySockets: { all: Record<number, unknown>; mostUnreadBytes: number };

/** Answers each frame with the same frame; what a test wants else, it does with the server's side of the socket. */
async function startEcho() {
  const server = createServer();
  const sockets = new WebSocketServer({ server, maxPayload: 32 << 20 });
  const accepted: WebSocket[] = [];
  sockets.on('connection', (socket) => {
    accepted.push(socket);
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of accepted) socket.terminate();
    sockets.close();
    server.close();
    await once(server, 'close');
  };
  const { port } = server.address() as AddressInfo;
  return { url: `ws://127.0.0.1:${port}`, port, accepted, close };
}

let page: Page;
let echo: Awaited<ReturnType<typeof startEcho>>;

beforeAll(async () => {
  echo = await startEcho();
  page = await (await sharedBrowser()).newPage();
  await page.addScriptTag({ content: STAND_IN });
  await page.addScriptTag({ content: JSLIB });
});
afterAll(() => echo.close());

const open = (url: string) => page.evaluate((address) => hands.open(address), url);
const untilState = (handle: number, state: number) =>
  page.waitForFunction(([which, wanted]) => hands.state(which!) === wanted, [handle, state] as const);
const untilFrame = async (handle: number): Promise<number[]> => {
  const found = await page.waitForFunction((which) => hands.take(which), handle);
  return (await found.jsonValue())!;
};
const opened = async () => {
  const handle = await open(echo.url);
  await untilState(handle, 1);
  return { handle, server: echo.accepted.at(-1)! };
};

test('frames arrive whole, in order and byte for byte, also after the heap has grown', async () => {
  const { handle } = await opened();
  await page.evaluate((which) => {
    hands.send(which, [0, 255, 128, 1]);
    hands.send(which, hands.noise(70_000));
    hands.growHeap();
    hands.send(which, hands.noise(8_000_000));
  }, handle);

  expect(await untilFrame(handle)).toEqual([0, 255, 128, 1]);
  for (const length of [70_000, 8_000_000]) {
    const isSame = await page.waitForFunction(
      ([which, wanted]) => {
        const frame = hands.take(which!);
        return frame && { isSame: hands.isNoise(frame, wanted!) };
      },
      [handle, length] as const,
    );
    expect(await isSame.jsonValue()).toEqual({ isSame: true });
  }
  await page.evaluate((which) => hands.free(which), handle);
});

test("the server's close code is told, and what came before it can still be taken", async () => {
  const { handle, server } = await opened();
  server.send(Buffer.from([7]));
  server.close(4002);

  await untilState(handle, 4002);
  expect(await untilFrame(handle)).toEqual([7]);
  expect(await page.evaluate((which) => hands.take(which), handle)).toBeNull();
});

test('a line that is cut closes with 1006, and one closed from here with 1000', async () => {
  const cut = await opened();
  cut.server.terminate();
  await untilState(cut.handle, 1006);

  const closed = await opened();
  const atServer = once(closed.server, 'close');
  await page.evaluate((which) => hands.close(which), closed.handle);
  expect((await atServer)[0]).toBe(1000);
  await untilState(closed.handle, 1000);
});

test('a socket closed or freed while it connects never opens', async () => {
  const [closed, freed] = await page.evaluate((url) => {
    const both = [hands.open(url), hands.open(url)];
    hands.close(both[0]!);
    hands.free(both[1]!);
    return both;
  }, echo.url);

  await untilState(closed!, 1006);
  await untilState(freed!, 1006);
  expect(await page.evaluate((which) => which! in soliloquySockets.all, freed)).toBe(false);
});

test('two sockets keep apart', async () => {
  const [one, two] = [await opened(), await opened()];
  two.server.send(Buffer.from([2]));
  one.server.send(Buffer.from([1]));

  expect(await untilFrame(one.handle)).toEqual([1]);
  expect(await untilFrame(two.handle)).toEqual([2]);
  await page.evaluate((which) => hands.free(which), one.handle);
  expect(await page.evaluate((which) => hands.state(which), two.handle)).toBe(1);
});

test('an address that is none is refused at once, and one where nobody listens soon', async () => {
  expect(await open('ht tp://?')).toBe(0);
  const dead = await startEcho();
  await dead.close();
  await untilState(await open(dead.url), 1006);
});

test('a game that leaves too much unread is cut off', async () => {
  const { handle, server } = await opened();
  await page.evaluate(() => {
    soliloquySockets.mostUnreadBytes = 1000;
  });
  const atServer = once(server, 'close');
  server.send(Buffer.alloc(600));
  server.send(Buffer.alloc(600));

  await atServer;
  await untilState(handle, 1006);
  expect(await page.evaluate((which) => hands.take(which), handle)).toBeNull();
});

test('the real server lets it into a world', async () => {
  await page.evaluate(() => {
    soliloquySockets.mostUnreadBytes = 1 << 25;
  });
  await using game = await startGame();
  const answer = await fetch(`${game.url}/matchmake/joinOrCreate/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ protocol: 1, name: 'Ash' }),
  });
  const seat = (await answer.json()) as { sessionId: string; processId: string; roomId: string };
  const address = game.url.replace('http', 'ws');
  const handle = await open(`${address}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`);

  const handshake = await untilFrame(handle);
  await page.evaluate((which) => hands.send(which, [10]), handle);
  const state = await untilFrame(handle);
  await page.evaluate((which) => hands.free(which), handle);

  // Colyseus' codes: JOIN_ROOM with how the state is laid out, then ROOM_STATE.
  expect([handshake[0], state[0]]).toEqual([10, 14]);
  expect(Buffer.from(state).toString('latin1')).toContain('Testworld');
});

test('the plugin compiles for a WebGL player, where there are no threads and no sockets of .NET', async () => {
  const project = fileURLToPath(new URL('ui', import.meta.url));
  const { code, output } = await buildProject(project, [
    '-p:DefineConstants=UNITY_WEBGL',
    '-p:Variant=webgl',
  ]);
  expect(code, output).toBe(0);
}, 120_000);
