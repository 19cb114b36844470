import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import type { Readable } from 'node:stream';
import { Client } from '@colyseus/sdk';
import { expect, onTestFinished, test } from 'vitest';
import { DESIGNER, GAME, Player, speechOf } from './game.ts';
import { writeWorld } from './worlds.ts';

const STUDIO = `
import { createServer } from 'node:http';
import { Room, Server, WebSocketTransport } from 'colyseus';
import { createSoliloquy, readConfig } from 'soliloquy';

class Lobby extends Room {
  messages = { ping: () => 'pong' };
}
const log = { info() {}, warn() {}, error: console.error, debug() {} };
const model = {
  name: 'studio',
  async *generate({ scene }) {
    yield { kind: 'text', text: 'Greetings from ' + scene.persona.name + '.' };
  },
};
const config = readConfig({ WORLD: process.argv[2], DATA_DIR: process.argv[3] }, {});
const soliloquy = await createSoliloquy({
  config,
  tokens: { designer: ${JSON.stringify(DESIGNER)}, game: ${JSON.stringify(GAME)} },
  authenticate: (token) => ({ role: 'player', player: token ?? 'guest' }),
  log,
  model,
});
const http = createServer();
const server = new Server({ transport: new WebSocketTransport({ server: http }), greet: false, gracefullyShutdown: false });
server.define('lobby', Lobby);
server.define('world', soliloquy.WorldRoom).filterBy(['world', 'instance']);
await server.listen(0, '127.0.0.1');
console.log('port ' + http.address().port);
process.on('SIGTERM', async () => {
  await server.gracefullyShutdown(false);
  await soliloquy.close();
  process.exit(0);
});
`;

test('a studio puts the world room into its own Colyseus server, from the built package on plain Node', async () => {
  build();
  const world = await writeWorld();
  const studio = path.join(world, '..', 'studio');
  await mkdir(path.join(studio, 'node_modules'), { recursive: true });
  await symlink(path.resolve('.'), path.join(studio, 'node_modules', 'soliloquy'), 'dir');
  await symlink(path.resolve('node_modules/colyseus'), path.join(studio, 'node_modules', 'colyseus'), 'dir');
  await writeFile(path.join(studio, 'server.mjs'), STUDIO);
  const child = spawn(process.execPath, ['server.mjs', world, path.join(studio, 'data')], {
    cwd: studio,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${await portOf(child.stdout)}`;

  const player = await Player.join(url, { name: 'Ash' });
  const turn = await player.talk({ npc: 'mara', text: 'Hello.' });
  const lobby = await new Client(url).joinOrCreate('lobby');

  expect(speechOf(turn)).toBe('Greetings from Mara.');
  expect(await lobby.request('ping' as never)).toBe('pong');
  await lobby.leave();
  await player.leave();
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
}, 60_000);

test('the packed package installs into an empty project, checks a world there, and is imported', async () => {
  build();
  const studio = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-studio-'));
  onTestFinished(() => rm(studio, { recursive: true, force: true }));
  const inStudio = (program: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: studio, encoding: 'utf8' });
    expect(status, stdout + stderr).toBe(0);
    return stdout;
  };
  const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', studio], {
    encoding: 'utf8',
  });
  expect(packed.status, packed.stderr).toBe(0);
  const tarball = packed.stdout.trim().split('\n').at(-1)!;
  await writeFile(path.join(studio, 'package.json'), '{ "name": "studio", "private": true }');

  inStudio('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', tarball);
  expect(inStudio('npx', 'soliloquy', 'new', 'my-world')).toContain('npx soliloquy serve --world my-world\n');

  expect(inStudio('npx', 'soliloquy', 'validate', 'my-world')).toMatch(/all well/);
  const script = "console.log(Object.keys(await import('soliloquy')).join(' '))";
  expect(inStudio(process.execPath, '--input-type=module', '-e', script)).toMatch(/createSoliloquy .*serve/);
  const { dependencies } = JSON.parse(await readFile(path.join(studio, 'package.json'), 'utf8'));
  expect(Object.keys(dependencies)).toEqual(['soliloquy']);
}, 180_000);

/** What `npm pack` does first; once, since both tests read it. */
function build(): void {
  isBuilt ||= spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { encoding: 'utf8' }).stdout === '';
  expect(isBuilt).toBe(true);
}
let isBuilt = false;

/** The studio's own packages print lines of their own first. */
async function portOf(output: Readable): Promise<string> {
  for await (const line of readline.createInterface({ input: output }))
    if (line.startsWith('port ')) return line.slice(5);
  throw new Error('the studio ended before it listened');
}
