import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { LARGE, SLOW, SMALL, shoot, startDemo } from './demo.ts';

test('one walks up to Mara, talks by keyboard, and has her open the cellar, which the other player sees, and talks on when the server is back', {
  timeout: SLOW,
}, async () => {
  await using folder = await temporaryFolder();
  const port = await freePort();
  await using ash = await startDemo(LARGE, `http://127.0.0.1:${port}`, 'Ash');

  await ash.until(/^card: .*No server answers.*npm start/);
  await shoot(ash, 'demo-no-server-1280x720');
  await using game = await startGame({
    dir: 'worlds/ravenmoor',
    dataDir: folder.path,
    config: { PORT: port },
  });
  await ash.until(/^connected$/);
  await ash.until(/^card: $/);
  await shoot(ash, 'demo-room-1280x720');

  await ash.page.keyboard.down('d');
  await ash.until(/^near: mara$/);
  await ash.page.keyboard.up('d');
  await ash.page.keyboard.press('e');
  await ash.until(/^talks to mara$/);
  await ash.page.keyboard.type('What happened here two nights ago?');
  await ash.page.keyboard.press('Enter');
  await ash.until(/^said: What happened here two nights ago\?$/);
  await ash.until(/^answers: mara/);
  await shoot(ash, 'demo-talk-1280x720');
  const spoken = await ash.until(/^panel revealed: .{20}/);
  await shoot(ash, 'demo-answer-1280x720');
  await ash.page.keyboard.press('Escape');
  await ash.until(/^talks to nobody$/);

  await using wolf = await startDemo(SMALL, game.url, 'Wolf');
  await wolf.until(/^connected$/);
  await wolf.until(/^others: Ash$/);
  await ash.until(/^others: Wolf$/);
  await wolf.page.keyboard.down('ArrowLeft');
  await wolf.until(/^near: tam$/);
  await wolf.page.keyboard.up('ArrowLeft');
  await shoot(wolf, 'demo-room-640x360');
  await wolf.page.keyboard.press('e');
  await wolf.until(/^talks to tam$/);
  await wolf.page.keyboard.type('Who are you?');
  await wolf.page.keyboard.press('Enter');
  await wolf.until(/^answers: tam/);
  await shoot(wolf, 'demo-talk-640x360');

  await ash.page.keyboard.press('e');
  await ash.until(/^talks to mara$/);
  await ash.page.keyboard.type('Please open the cellar door for me.');
  await ash.page.keyboard.press('Enter');
  await Promise.all([ash.until(/^door swung: 100%$/), wolf.until(/^door swung: 100%$/)]);
  await shoot(ash, 'demo-door-1280x720');
  await ash.until(/^panel revealed: .{10}/);
  await ash.page.keyboard.type('Is the cellar door open?');
  await ash.page.keyboard.press('Enter');
  await ash.until(/^panel revealed: .*cellar door of The Sunken Bell stands open/);
  await shoot(ash, 'demo-door-spoken-of-1280x720');

  await game.stop();
  await ash.until(/^card: (The lights went out|Nobody opens yet)/);
  await shoot(ash, 'demo-lost-1280x720');
  await using again = await startGame({
    dir: 'worlds/ravenmoor',
    dataDir: folder.path,
    config: { PORT: port },
  });
  await ash.until(/^card: $/);
  await ash.page.keyboard.type('Who are you?');
  await ash.page.keyboard.press('Enter');
  await ash.until(/^said: Who are you\?$/);
  await ash.until(/^panel revealed: .*Mara Venn/);

  expect(again.url).toBe(game.url);
  expect(spoken.length).toBeGreaterThan('panel revealed: '.length + 20);
  // Chromium's own word for a server that is not there, and ours.
  const expected = /^(WARNING: Soliloquy|TypeError: Failed to fetch)/;
  expect([...ash.errors, ...wolf.errors].filter((error) => !expected.test(error))).toEqual([]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'soliloquy-demo-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
