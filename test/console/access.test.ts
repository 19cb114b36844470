import { mkdtemp, readdir, rm } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CONSOLE_SESSION } from '../../schemas/console/server.ts';
import { consoleRoutes } from '../../server/http/console.ts';
import { CONSOLE_FILES, ConsoleFiles } from '../../server/http/console-files.ts';
import { Sessions } from '../../server/http/session.ts';
import { authenticateBy, orBySession } from '../../server/rooms/auth.ts';
import { DESIGNER, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { openConsole, say } from './console.ts';
import { prefixProxy } from './prefix-proxy.ts';

const post = (url: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

test('the printed address signs in, and the token leaves the address bar; no script can read the cookie', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game);
  const { page, context, complaints } = opened;

  await page.getByRole('heading', { name: 'Testworld' }).waitFor();

  expect(page.url()).toBe(`${game.url}/console/`);
  await page.goBack();
  expect(page.url()).toBe('about:blank');
  await page.goForward();
  expect(page.url()).not.toContain(DESIGNER);
  expect(await page.evaluate('document.cookie')).toBe('');
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  expect(cookie!.value).not.toContain(DESIGNER);
  expect(complaints).toEqual([]);
});

test('without a session there is a field for the token; a wrong one is said to be wrong; one can sign out', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game, { token: '' });
  const { page } = opened;
  const field = page.getByLabel('Designer token', { exact: true });

  await field.fill('not the token at all');
  await field.press('Enter');
  await page.getByText("This is not the server's designer token.").waitFor();
  await field.fill(DESIGNER);
  await field.press('Enter');
  await page.getByRole('heading', { name: 'Testworld' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();

  await field.waitFor();
  expect(await opened.context.cookies()).toEqual([]);
});

test('guessing the token is slow, by the sign-in and by joining', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const guess = (token: string) => post(`${game.url}/console/session`, { token, path: '/' });
  const join = (token: string) =>
    post(
      `${game.url}/matchmake/joinOrCreate/world`,
      { name: 'Ash' },
      { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.9' },
    );

  const guesses = await Promise.all(Array.from({ length: 12 }, (_, index) => guess(`guess number ${index}`)));
  const joins: number[] = [];
  for (let index = 0; index < 31; index += 1) joins.push((await join(`guess number ${index}`)).status);

  expect(guesses.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(2);
  expect((await guess(DESIGNER)).status).toBe(429);
  expect(joins.filter((status) => status === 401)).toHaveLength(30);
  expect((await join(DESIGNER)).status).toBe(429);
});

test('a page of another origin cannot join as a designer, sign in or read anything, cookie or not', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game);
  await opened.page.getByRole('heading', { name: 'Testworld' }).waitFor();
  const other = http.createServer((_, response) =>
    response.setHeader('content-type', 'text/html').end('<p>hello'),
  );
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  // The same host: its cookies are sent along, whatever the port.
  const page = await opened.context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  const ask = async (url: string, init: object) =>
    page.evaluate(
      async ([address, options]) => {
        const response = await fetch(address, { credentials: 'include', ...options }).catch(() => undefined);
        return response ? [response.status, await response.text()] : ['unreadable'];
      },
      [url, init] as const,
    );
  const json = { 'content-type': 'application/json' };
  const asked = { method: 'POST', body: '{"name":"Mallory"}' };

  const designer = await ask(`${game.url}/matchmake/joinOrCreate/world`, {
    ...asked,
    headers: { ...json, authorization: `Bearer ${CONSOLE_SESSION}` },
  });
  const read = await ask(`${game.url}/console/api/server`, {});
  const opaque = await ask(`${game.url}/console/api/server`, { mode: 'no-cors' });
  const forged = await ask(`${game.url}/console/session`, {
    method: 'POST',
    mode: 'no-cors',
    body: JSON.stringify({ token: DESIGNER, path: '/' }),
  });
  other.close();

  expect(designer).toEqual([401, expect.stringContaining('bad-token')]);
  expect([read, opaque, forged]).toEqual([['unreadable'], ['unreadable'], ['unreadable']]);
  expect([...game.server.soliloquy.instances].flatMap(({ members }) => [...members.values()])).toMatchObject([
    { role: 'designer', name: 'Designer' },
  ]);
});

test('behind a path prefix, and where other origins are not allowed, all of it works', async () => {
  await using game = await startGame({
    model: scripted('Aye.'),
    config: { ALLOWED_ORIGINS: 'https://play.example.com' },
  });
  await using proxy = await prefixProxy('/games/npc', game.url);
  await using opened = await openConsole(proxy, { route: 'talk/mara' });
  const { page } = opened;

  await say(page, 'Good evening.');
  await page.getByText('Aye.').last().waitFor();

  expect(new URL(page.url()).pathname).toBe('/games/npc/console/');
  expect(await opened.context.cookies()).toMatchObject([{ path: '/games/npc/' }]);
  expect(opened.complaints).toEqual([]);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Designer token', { exact: true }).waitFor();
  expect(await opened.context.cookies()).toEqual([]);
});

test('a cookie lasts a month, holds for its token alone, and says nothing of a page without an origin of ours', () => {
  let now = 1_700_000_000_000;
  const sessions = new Sessions(DESIGNER, () => now);
  const cookie = sessions.start({ path: '/npc/', isSecure: true });
  const from = (origin: string, value = cookie) =>
    new Headers({ host: 'npc.example.com', origin, cookie: `a=b; ${value.split(';')[0]}` });
  const ours = 'https://npc.example.com';

  expect(cookie).toMatch(/; Path=\/npc\/; Max-Age=2592000; HttpOnly; SameSite=Strict; Secure$/);
  expect(sessions.isSignedIn(from(ours))).toBe(true);
  expect(sessions.isSignedIn(from('https://evil.example.com'))).toBe(false);
  expect(sessions.isSignedIn(from('null'))).toBe(false);
  expect(sessions.isSignedIn(from(ours, cookie.replace('=', '=z')))).toBe(false);
  expect(new Sessions('another token of 16 signs').isSignedIn(from(ours))).toBe(false);
  now += 31 * 24 * 60 * 60 * 1000;
  expect(sessions.isSignedIn(from(ours))).toBe(false);
});

test('files are sent as what they are, and to be kept', async () => {
  await using game = await startGame({ model: scripted('Yes.') });

  const page = await fetch(`${game.url}/console/`);
  const html = await page.text();
  const [, script] = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)!;
  const [, style] = /href="\.\/(assets\/[^"]+\.css)"/.exec(html)!;
  const sent = await Promise.all([script, style].map((file) => fetch(`${game.url}/console/${file}`)));

  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'; /);
  expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('access-control-allow-origin')).toBeNull();
  expect(html).not.toMatch(/<script(?! type="module" crossorigin src="\.\/assets)/);
  expect(sent.map(({ headers }) => headers.get('content-type'))).toEqual([
    'text/javascript; charset=utf-8',
    'text/css; charset=utf-8',
  ]);
  expect(sent[0]!.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  for (const name of ['nothing.js', '..%2f..%2findex.html', '../../package.json', 'index.html'])
    expect((await fetch(`${game.url}/console/assets/${name}`)).status).toBe(404);
});

test('the whole console, with every page of it, is less than 350 kB to load', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const files = await readdir(path.join(CONSOLE_FILES, 'assets'));

  const addresses = ['', ...files.map((file) => `assets/${file}`)];
  // As browsers ask; Node itself would have gzip over http.
  const headers = { 'accept-encoding': 'gzip, deflate, br' };
  const sent = await Promise.all(
    addresses.map((address) => fetch(`${game.url}/console/${address}`, { headers })),
  );
  const sizes = await Promise.all(
    sent.map(
      async (file) => Number(file.headers.get('content-length')) || (await file.arrayBuffer()).byteLength,
    ),
  );

  expect(files.length).toBeGreaterThan(2);
  expect(sent.slice(1).map((file) => file.headers.get('content-encoding'))).toEqual(files.map(() => 'br'));
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(350_000);
});

test('a game’s page on this origin stays a player’s, in a browser that is signed in', async () => {
  const authenticate = orBySession(authenticateBy({ designer: DESIGNER }), () => true);

  expect(await authenticate(undefined, new Headers())).toEqual({ role: 'player' });
  expect(await authenticate(CONSOLE_SESSION, new Headers())).toEqual({ role: 'designer' });
});

test('where the console was not built, its address says what to do', async () => {
  const empty = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const routes = consoleRoutes({
    sessions: new Sessions(DESIGNER),
    isDesigner: async () => false,
    mayTry: () => true,
    isSpent: () => false,
    api: () => {
      throw new Error('not asked');
    },
    log: console,
    files: new ConsoleFiles(empty),
  });
  const server = http.createServer(routes);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const page = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/console`);

  expect(page.status).toBe(503);
  expect(await page.text()).toMatch(/npm run build/);
  server.closeAllConnections();
  server.close();
  await rm(empty, { recursive: true });
});
