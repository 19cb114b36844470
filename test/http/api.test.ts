import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { expect, test } from 'vitest';
import { ROUTES } from '../../schemas/console/routes.ts';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { DESIGNER, GAME, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

test('the guide to the API names every endpoint, and none that there is not', () => {
  const told = [
    ...readFileSync('docs/http-api.md', 'utf8').matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)`/gm),
  ].map(([, endpoint]) => endpoint!);

  expect(told.toSorted()).toEqual(
    Object.values(ROUTES)
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  );
});

test('a script of one’s own comes with the designer token, and with no other', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const ask = (token: string) =>
    fetch(`${game.url}/console/api/server`, { headers: { authorization: `Bearer ${token}` } });

  const mine = await ask(DESIGNER);
  const games = await ask(GAME);

  expect(await mine.json()).toMatchObject({ world: 'testworld', instances: [{ name: 'main' }] });
  expect(mine.headers.get('access-control-allow-origin')).toBeNull();
  expect([games.status, await games.json()]).toEqual([401, expect.objectContaining({ code: 'bad-token' })]);
});

test('guessing the token by the API is slow, and a right one waits with the rest', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const ask = (token: string) =>
    fetch(`${game.url}/console/api/server`, { headers: { authorization: `Bearer ${token}` } });

  const statuses: number[] = [];
  for (let index = 0; index < 12; index += 1) statuses.push((await ask(`guess ${index}`)).status);

  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect((await ask(DESIGNER)).status).toBe(429);
});

test('a page of another origin gets nothing, token or not; what is no endpoint says so', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const authorization = `Bearer ${DESIGNER}`;
  const ask = (path: string, init: RequestInit) => fetch(`${game.url}/console/api/${path}`, init);

  const foreign = await ask('server', { headers: { authorization, origin: 'https://evil.example.com' } });
  const nothing = await ask('nothing', { headers: { authorization } });
  const wrong = await ask('server', { method: 'DELETE', headers: { authorization } });

  expect([foreign.status, nothing.status, wrong.status]).toEqual([403, 404, 405]);
  expect(await wrong.json()).toEqual({ code: 'not-allowed', message: 'Only GET here.' });
});

test('an address that is typed or bookmarked is answered in a browser that is signed in; what else comes from nowhere is not', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const signedIn = await fetch(`${game.url}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: DESIGNER, path: '/' }),
  });
  const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
  // Node's own fetch says of itself how it was called.
  const ask = async (headers: Record<string, string>) => {
    const [response] = (await once(
      http.get(`${game.url}/console/api/lab/runs`, { headers }),
      'response',
    )) as [http.IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  const typed = { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' };

  expect(await ask({ cookie, ...typed })).toBe(200);
  expect(await ask(typed)).toBe(401);
  expect(await ask({ cookie, ...typed, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await ask({ cookie, ...typed, 'sec-fetch-mode': 'cors' })).toBe(403);
});

test('whoever leaves in mid-upload is no failure of the server', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const { port, hostname } = new URL(game.url);
  const socket = net.connect(Number(port), hostname);
  const head = ['POST /console/session HTTP/1.1', 'host: x', 'content-type: application/json'];
  socket.write([...head, 'content-length: 2000', 'expect: 100-continue', '', '{"token":'].join('\r\n'));
  await once(socket, 'data');

  socket.destroy();
  await once(socket, 'close');

  // Whatever is still under way is over then.
  await game.stop();
  expect(game.logged.filter(({ level }) => level === 'error')).toEqual([]);
});

test('a stream that nobody reads is cut, and what makes it is stopped', async () => {
  let told = 0;
  let isOver = false;
  const endless: LanguageModel = {
    name: 'endless',
    async *generate() {
      try {
        for (told = 0; told < 20_000; told += 1)
          yield { kind: 'text', text: '<role_action>nods</role_action>So it goes. '.repeat(50) };
      } finally {
        isOver = true;
      }
    },
  };
  await using game = await startGame({ model: scripted('Aye.'), standIn: endless });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  const { port, hostname } = new URL(game.url);
  const socket = net.connect(Number(port), hostname).pause();
  const head = [
    `POST /console/api/turns/${turn}/rerun HTTP/1.1`,
    'host: x',
    `authorization: Bearer ${DESIGNER}`,
  ];
  const body = JSON.stringify({ model: 'built-in', plan: 'off' });
  const length = `content-length: ${body.length}`;

  socket.write([...head, 'content-type: application/json', length, '', body].join('\r\n'));

  await expect.poll(() => isOver, { timeout: 10_000 }).toBe(true);
  expect(told).toBeLessThan(10_000);
  socket.destroy();
});
