import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Persona } from '../../schemas/persona.ts';
import { LoreEntry, World } from '../../schemas/world.ts';
import { loadContent } from '../../server/persona/content.ts';
import { writeNewWorld } from '../../server/persona/template.ts';

const newFolder = async (name: string) =>
  path.join(await mkdtemp(path.join(os.tmpdir(), 'soliloquy-')), name);

test('a new world is well, and small enough to read', async () => {
  const dir = await newFolder('worlds/my-world');

  await writeNewWorld(dir);

  const { name, world, personas, lore } = await loadContent(dir);
  expect([name, world.title]).toEqual(['my-world', 'My World']);
  expect([Object.keys(world.locations).length, personas.size, lore.size]).toEqual([2, 2, 2]);
  for (const { persona } of personas.values()) {
    expect(persona.secrets.length).toBeGreaterThan(0);
    expect(persona.taboo.length).toBeGreaterThan(0);
    expect(new Set(persona.examples.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(8);
  }
});

test('its files show every field there is', async () => {
  const dir = await newFolder('my-world');

  await writeNewWorld(dir);

  const read = (file: string) => readFile(path.join(dir, file), 'utf8');
  const lore = (await read('lore/kestrel-bridge.yaml')) + (await read('lore/missing-mail.yaml'));
  for (const field of Object.keys(World.shape))
    expect(await read('world.yaml')).toMatch(new RegExp(`^${field}:`, 'm'));
  for (const file of ['personas/hanne.yaml', 'personas/pell.yaml'])
    for (const field of Object.keys(Persona.shape))
      expect(await read(file)).toMatch(new RegExp(`^(# )?${field}:`, 'm'));
  for (const field of Object.keys(LoreEntry.shape)) expect(lore).toMatch(new RegExp(`^${field}:`, 'm'));
});

test('its files name the JSON Schemas that came with them', async () => {
  const dir = await newFolder('my-world');

  await writeNewWorld(dir);

  const files = (await readdir(dir, { recursive: true })).filter((file) => file.endsWith('.yaml'));
  expect(files).toHaveLength(5);
  for (const file of files) {
    const text = await readFile(path.join(dir, file), 'utf8');
    const schema = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1] ?? '';
    const json: unknown = JSON.parse(await readFile(path.resolve(dir, path.dirname(file), schema), 'utf8'));
    expect(json).toMatchObject({ type: 'object', additionalProperties: false });
  }
});

test('a title is taken as it is', async () => {
  const dir = await newFolder('my-world');

  await writeNewWorld(dir, `Bertha's "Inn" # 1`);

  expect((await loadContent(dir)).world.title).toBe(`Bertha's "Inn" # 1`);
});

test('a folder that exists is never touched', async () => {
  const dir = await newFolder('my-world');
  await mkdir(dir);

  await expect(writeNewWorld(dir)).rejects.toMatchObject({
    code: 'bad-content',
    message: expect.stringContaining('is there already'),
  });

  expect(await readdir(dir)).toEqual([]);
});

test('a name or title that cannot be used is refused, and nothing is written', async () => {
  const dir = await newFolder('My World');

  await expect(writeNewWorld(dir)).rejects.toMatchObject({
    code: 'bad-content',
    message: expect.stringContaining('such as my-world; got "My World"'),
  });
  await expect(writeNewWorld(path.join(dir, 'inn'), 'The: Inn')).rejects.toMatchObject({
    code: 'bad-content',
    message: expect.stringContaining('got "The: Inn"'),
  });

  expect(await readdir(path.dirname(dir))).toEqual([]);
});
