import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { main, root, soliloquy, tsx } from './command-line.ts';

async function folder() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

test('a world of one’s own: written, checked, broken, served, talked to in the terminal', async () => {
  await using place = await folder();
  const { dir } = place;

  expect(await soliloquy(dir, ['new', 'my-world'])).toMatchObject({ code: 0 });
  expect((await soliloquy(dir, ['validate', 'my-world'])).stdout).toMatch(/2 personas .* all well/);

  await mkdir(path.join(dir, 'my-world/personas/drafts'));
  expect(await soliloquy(dir, ['validate', 'my-world'])).toMatchObject({
    code: 0,
    stderr: 'my-world/personas/drafts: folders in here are not read; move its files up into personas/\n',
  });
  const file = path.join(dir, 'my-world/personas/hanne.yaml');
  const sound = await readFile(file, 'utf8');
  await writeFile(file, sound.replace('location: toll-house', 'location: tolhouse'));
  for (const command of ['validate', 'serve']) {
    const args =
      command === 'serve' ? ['serve', '--world', 'my-world', '--port', '0'] : [command, 'my-world'];
    const broken = await soliloquy(dir, args);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/hanne\.yaml:\d+ location: expected one of .*did you mean "toll-house"\?/);
    expect(broken.stderr).not.toMatch(/\n\s+at /);
  }
  await writeFile(file, sound);

  await using server = await serving(dir, ['--world', 'my-world']);
  const talk = await soliloquy(
    dir,
    ['chat', '--npc', 'hanne', '--as', 'designer', '--url', server.url],
    'How many people have crossed today?\n',
  );
  expect(talk).toMatchObject({ code: 0, stderr: '' });
  expect(talk.stdout).toContain('Hanne');
  expect(talk.stdout).toMatch(/\{.+\}/);
  const unknown = await soliloquy(dir, ['chat', '--npc', 'nobody', '--url', server.url]);
  expect(unknown).toMatchObject({ code: 1, stderr: 'There is no NPC "nobody". There are: hanne, pell.\n' });
}, 60_000);

test('what is wrong with the settings is said in a sentence each', async () => {
  await using place = await folder();

  const ended = await soliloquy(place.dir, ['serve', '--port', '99999', '--llm-base-url', 'nonsense']);

  expect(ended.code).toBe(1);
  expect(ended.stderr).toMatch(/PORT or --port: .*\(it is "99999"\)/);
  expect(ended.stderr).toMatch(/LLM_BASE_URL or --llm-base-url: /);
  await writeFile(path.join(place.dir, 'file'), '');
  for (const dir of ['file', 'file/data'])
    expect(await soliloquy(place.dir, ['serve', '--data-dir', dir])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^DATA_DIR or --data-dir: .*file.* cannot be used: .*\.\n$/),
    });
  expect((await soliloquy(place.dir, ['serve', '--prot', '1'])).stderr).toMatch(/Did you mean --port\?/);
  expect(await soliloquy(place.dir, ['chat', '--url', 'http://127.0.0.1:9'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('no server answers there. Start one with npm start, or give'),
  });
});

test('every script that needs what is installed sees to it first', async () => {
  const { scripts } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));

  const unready = Object.keys(scripts).filter(
    (name) => scripts[name].startsWith('tsx') && !scripts[`pre${name}`]?.includes('node server/setup.mjs'),
  );

  expect(unready).toEqual([]);
});

test('a port or a data folder that is taken is named, and the server says how to reach it on the one it has', async () => {
  await using place = await folder();
  await using server = await serving(place.dir, ['--data-dir', 'kept here', '--llm-model', 'some-model']);
  const { port } = new URL(server.url);

  expect(server.banner).toMatch(
    /LLM_MODEL is \\"some-model\\", but without LLM_BASE_URL .* the built-in model speaks/,
  );
  expect(server.banner).toContain(`npm run chat -- --npc mara --url ${server.url}\n`);
  expect(server.banner).toContain(`--url ${server.url} --data-dir 'kept here' --as designer\n`);
  const second = await soliloquy(place.dir, ['serve', '--port', port, '--data-dir', 'other']);
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(new RegExp(`^PORT or --port: ${port} is in use, .*\\n$`));
  const beside = await soliloquy(place.dir, ['serve', '--port', '0', '--data-dir', 'kept here']);
  expect(beside.code).toBe(1);
  expect(beside.stderr).toMatch(
    /^The store .*kept here.*soliloquy\.db is in use by process \d+, .*--data-dir.*\n$/,
  );
}, 30_000);

/** A server on a free port, started as a person would; ended with an interrupt. */
async function serving(cwd: string, args: string[]) {
  const child = spawn(process.execPath, [tsx, main, 'serve', '--port', '0', ...args], {
    cwd,
    env: { PATH: process.env.PATH, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url = '';
  let banner = '';
  for await (const line of createInterface({ input: child.stdout })) {
    banner += `${line}\n`;
    url = /listening on (\S+)/.exec(line)?.[1] ?? '';
    if (url) break;
  }
  return {
    url,
    banner,
    async [Symbol.asyncDispose]() {
      child.stdout.resume();
      const ended = once(child, 'exit');
      child.kill('SIGINT');
      expect((await ended)[0]).toBe(0);
    },
  };
}
