import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { addCardCommands } from '../server/cards-command.ts';
import { placeholder } from '../server/persona/cards/placeholder.ts';
import { pictureOnly, readChunks } from '../server/persona/cards/png.ts';
import { readCard } from '../server/persona/cards/read-card.ts';
import { writeCard } from '../server/persona/cards/write-card.ts';
import { loadContent } from '../server/persona/content.ts';
import { soliloquy } from './command-line.ts';
import { CARD } from './console/exchange-files.ts';
import { risu } from './persona/cards/exports.ts';
import { json } from './persona/cards/files.ts';
import { writeWorld } from './worlds.ts';

const filesOf = async (dir: string) => (await readdir(dir, { recursive: true })).toSorted();

/** Runs a command within this process, as the command line would. What it refuses is thrown. */
async function command(...args: string[]): Promise<string> {
  const told = vi.spyOn(console, 'log').mockReturnValue();
  try {
    const program = new Command().exitOverride();
    addCardCommands(program, (run) => run());
    for (const each of program.commands) each.exitOverride().configureOutput({ writeErr: () => {} });
    await program.parseAsync(args, { from: 'user' });
    return told.mock.calls.map(([line]) => `${line}\n`).join('');
  } finally {
    told.mockRestore();
  }
}

/** A world, and a folder beside it where the commands run. */
async function place(files: Record<string, Buffer | string> = {}) {
  const dir = await writeWorld({
    lore: { bell: { title: 'The bell', keys: ['bell'], text: 'It rings.', knownBy: ['mara'] } },
  });
  const above = path.dirname(dir);
  for (const [name, bytes] of Object.entries(files)) await writeFile(path.join(above, name), bytes);
  return {
    dir,
    above,
    run: (...args: string[]) => soliloquy(above, [...args, '--world', path.basename(dir)]),
    command: (...args: string[]) => command(...args, '--world', dir),
    [Symbol.asyncDispose]: () => rm(above, { recursive: true, force: true }),
  };
}

test('a card is brought in with its lorebook, and what became of it is said', async () => {
  await using world = await place({ 'ilse.png': CARD });
  const { dir, run } = world;
  const before = await filesOf(dir);

  const tried = await run('import', 'ilse.png', '--location', 'yard', '--dry-run');
  expect(tried).toMatchObject({ code: 0, stderr: '' });
  expect(tried.stdout).toMatch(/Nothing is written\..*\n {2}\S*personas\/ilse-brandt\.yaml\n/);
  expect(await filesOf(dir)).toEqual(before);
  const ended = await run('import', 'ilse.png', '--location', 'yard');

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(ended.stdout).toMatch(/^ilse\.png: Ilse Brandt, a character card, version 2\n/);
  expect(ended.stdout).toMatch(/Taken as it was\n(.*\n)* {2}personality: how the character is\n/);
  expect(ended.stdout).toMatch(
    /location: yard, as asked\n(.*\n)*\nLeft out\n(.*\n)* {2}creator_notes: .*Best with the storm lorebook\./,
  );
  expect(ended.stdout).toMatch(/lore\/ilse-brandt-the-storm\.yaml\n\nTalk {2}.*--npc ilse-brandt\n$/);
  const { personas, lore } = await loadContent(dir);
  expect(personas.get('ilse-brandt')?.persona).toMatchObject({ name: 'Ilse Brandt', location: 'yard' });
  expect(lore.get('ilse-brandt-the-storm')?.knownBy).toEqual(['ilse-brandt']);
}, 180_000);

test('under another file name and another name a character comes in twice', async () => {
  await using world = await place({ 'mara.json': json({ name: 'Mara', description: 'Another Mara.' }) });
  const { dir, run } = world;
  const before = await filesOf(dir);

  const file = path.join(world.above, 'mara.json');
  expect(await run('import', 'mara.json')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^The world has personas\/mara\.yaml already.*\n.*--as <slug>\n$/),
  });
  await expect(world.command('import', file, '--as', 'young-mara')).rejects.toThrow(
    /young-mara\.yaml:\d+ name: expected a name of its own.*\n.*--name <name>$/,
  );
  expect(await filesOf(dir)).toEqual(before);
  await world.command('import', file, '--as', 'young-mara', '--name', 'Mara the Younger');

  expect((await loadContent(dir)).personas.get('young-mara')?.persona.name).toBe('Mara the Younger');
}, 180_000);

test.each([
  ['no file', 'x.png', undefined, [], /^There is no file \S*x\.png\.$/],
  ['a broken picture', 'x.png', CARD.subarray(0, 300), [], /cut off/],
  ['a picture without a card', 'x.png', placeholder('x'), [], /holds no character card/],
  ['deep JSON', 'x.json', Buffer.from('['.repeat(100_000)), [], /64 deep/],
  ['a huge file', 'x.png', Buffer.alloc(17 * 1024 * 1024), [], /larger than 16 MiB/],
  ['another encoding', 'x.json', Buffer.from('{"name":"Ren\xe9"}', 'latin1'), [], /not text in UTF-8/],
  [
    'a place that there is not',
    'x.json',
    json(risu),
    ['--location', 'yrd'],
    /^--location: .*did you mean "yard"/,
  ],
  ['a bad slug', 'x.json', json(risu), ['--as', '../x'], /expected a slug/],
  ['a bad name', 'x.json', json(risu), ['--name', 'a: b'], /expected a name without colons/],
])(
  '%s is refused with what to do, and nothing is written',
  async (_, name, bytes, args, reason) => {
    await using world = await place(bytes && { [name]: bytes });
    const before = await filesOf(world.dir);

    await expect(world.command('import', path.join(world.above, name), ...args)).rejects.toThrow(reason);

    expect(await filesOf(world.dir)).toEqual(before);
  },
  60_000,
);

test('what a card says in a terminal’s own language is left out', async () => {
  await using world = await place({
    'x.json': json({
      name: 'Eve',
      description: 'Kind.',
      creator_notes: '\u001b]0;owned\u0007\u001b[2J\u202e',
    }),
  });

  const told = await world.command('import', path.join(world.above, 'x.json'), '--dry-run');

  expect(told).toContain('creator_notes: ');
  expect(told).not.toMatch(/[^\P{C}\n]/u);
});

test('a character goes out as a card in a picture, as JSON and as YAML, and comes back as it was', async () => {
  await using world = await place({ 'face.png': placeholder('Somebody') });
  const { dir, above, run } = world;
  const { personas, lore } = await loadContent(dir);
  const { id, ...entry } = lore.get('bell')!;
  const mara = { slug: 'mara', persona: personas.get('mara')!.persona, lore: [{ id, entry }] };
  const written = (name: string) => readFile(path.join(above, name));

  expect(await run('export', 'mara', '--to', 'mara.png')).toEqual({
    code: 0,
    stdout: 'mara.png: Mara, secrets included.\n',
    stderr: '',
  });
  for (const args of [
    ['mara.json'],
    ['mara.yaml'],
    ['mara.v2.json', '--form', 'v2', '--lore', 'none'],
    ['face.png', '--picture', path.join(above, 'face.png'), '--force'],
  ])
    await world.command('export', 'mara', '--to', path.join(above, args[0]!), ...args.slice(1));

  for (const name of ['mara.png', 'mara.json', 'face.png'])
    expect(readCard(await written(name), 'x', { location: 'x' })).toMatchObject({ form: 'v3', ...mara });
  expect(parse(String(await written('mara.yaml')))).toMatchObject({ name: 'Mara' });
  expect(JSON.parse(String(await written('mara.v2.json')))).toEqual(writeCard({ ...mara, lore: [] }, 'v2'));
  expect(pictureOnly(readChunks(await written('face.png')))).toEqual(readChunks(placeholder('Somebody')));
}, 180_000);

test.each([
  ['nobody of that name', ['mra', '--to', 'x.png'], /did you mean "mara"/],
  ['a kind of file that there is not', ['mara', '--to', 'x.gif'], /\.png, \.json or \.yaml/],
  ['a picture for JSON', ['mara', '--to', 'x.json', '--picture', 'y.png'], /holds no picture/],
  ['a form for YAML', ['mara', '--to', 'x.yaml', '--form', 'v2'], /are for cards/],
  ['a picture that is none', ['mara', '--to', 'x.png', '--picture', 'there.json'], /PNG/],
  ['a file that is there', ['mara', '--to', 'there.json'], /there\.json is there already.*--force/],
  ['a folder that there is not', ['mara', '--to', 'no/x.json'], /cannot be written \(ENOENT\)/],
])(
  '%s: nothing goes out, and it is said what to do',
  async (_, args, reason) => {
    await using world = await place({ 'there.json': '{}' });
    const before = await filesOf(world.above);

    const inPlace = args.map((arg) => (/\.\w+$/.test(arg) ? path.join(world.above, arg) : arg));
    await expect(world.command('export', ...inPlace)).rejects.toThrow(reason);

    expect(await filesOf(world.above)).toEqual(before);
  },
  60_000,
);

test('a character that came in by the command line is exported as the files have it now', async () => {
  await using world = await place({ 'mirel.json': json(risu) });
  const { dir, above } = world;
  await world.command('import', path.join(above, 'mirel.json'), '--as', 'mirel');
  const file = path.join(dir, 'personas/mirel.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^mood: .*$/m, 'mood: hopeful'));

  await world.command('export', 'mirel', '--to', path.join(above, 'out.json'));

  const out = readCard(await readFile(path.join(above, 'out.json')), 'out.json', { location: 'x' });
  expect(out.persona).toEqual((await loadContent(dir)).personas.get('mirel')!.persona);
}, 180_000);
