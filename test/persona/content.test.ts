import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import { loadContent } from '../../server/persona/content.ts';
import { persona, type WorldFiles, writeWorld } from '../worlds.ts';

/** The problems of a world, with paths as seen from its folder. */
async function problemsOf(dir: string): Promise<string[]> {
  const error = await loadContent(dir).then(
    () => expect.unreachable('the world has no problems'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SoliloquyError);
  expect((error as SoliloquyError).code).toBe('bad-content');
  return (error as SoliloquyError).message.split('\n').map((line) => line.replaceAll(`${dir}/`, ''));
}

const problemsIn = async (files: WorldFiles) => problemsOf(await writeWorld(files));

test('a folder is loaded with its personas and lore by their ids', async () => {
  const dir = await writeWorld({
    lore: { fire: { title: 'The fire', keys: ['fire'], text: 'It never goes out.', knownBy: ['mara'] } },
  });

  const content = await loadContent(dir);

  expect(content).toMatchObject({ dir, name: 'testworld', world: { title: 'Testworld', start: 'tavern' } });
  expect([...content.personas.keys()]).toEqual(['mara', 'tom', 'una']);
  expect(content.lore.get('fire')).toMatchObject({ id: 'fire', title: 'The fire', priority: 50 });
  const file = path.join(dir, 'personas/mara.yaml');
  const text = await readFile(file, 'utf8');
  expect(content.personas.get('mara')).toMatchObject({
    persona: { name: 'Mara', mood: 'calm' },
    file,
    text,
    hash: createHash('sha256').update(text).digest('hex'),
  });
});

test('a world without personas or lore folders is a world', async () => {
  const dir = await writeWorld({ personas: {} });
  await rm(path.join(dir, 'personas'), { recursive: true });
  await rm(path.join(dir, 'lore'), { recursive: true });

  const content = await loadContent(dir);

  expect([content.personas.size, content.lore.size]).toEqual([0, 0]);
});

test('places that do not exist are named, with the place that was meant', async () => {
  const problems = await problemsIn({
    world: { start: 'tavren' },
    personas: { mara: persona('Mara', { location: 'cellar' }) },
  });

  expect(problems).toEqual([
    `world.yaml:12 start: expected one of the world's locations (tavern, yard, loft), got "tavren"; did you mean "tavern"?`,
    `personas/mara.yaml:3 location: expected one of the world's locations (tavern, yard, loft), got "cellar"`,
  ]);
});

test('the host of a place is a persona', async () => {
  const problems = await problemsIn({
    world: { locations: { tavern: { name: 'The Tavern', description: 'A fire.', host: 'marra' } } },
    personas: { mara: persona('Mara') },
  });

  expect(problems).toEqual([
    'world.yaml:6 locations.tavern.host: expected one of the persona files (mara), got "marra"; did you mean "mara"?',
  ]);
});

test('a persona that was renamed is told once, before all the places that still name it', async () => {
  const relationships = { tom: 'A regular.' };
  const problems = await problemsIn({
    personas: {
      mara: persona('Mara', { relationships }),
      una: persona('Una', { relationships }),
      tim: persona('Tim'),
    },
  });

  expect(problems).toHaveLength(3);
  expect(problems[0]).toMatch(
    /^personas: there is no tom\.yaml, which 2 places name; if it was renamed or deleted, change them too; did you mean "tim"\?$/,
  );
});

test('relationships and lore name personas that exist', async () => {
  const problems = await problemsIn({
    personas: { mara: persona('Mara', { relationships: { tim: 'A regular.' } }), tom: persona('Tom') },
    lore: { fire: { title: 'The fire', keys: ['fire'], text: 'Warm.', knownBy: ['tom', 'marra'] } },
  });

  expect(problems).toEqual([
    expect.stringMatching(
      /^personas\/mara\.yaml:\d+ relationships\.tim: expected one of the persona files \(mara, tom\), got "tim"; did you mean "tom"\?$/,
    ),
    'lore/fire.yaml:7 knownBy[1]: expected one of the persona files (mara, tom), got "marra"; did you mean "mara"?',
  ]);
});

test('a file with mistakes of its own still counts as the persona that others name', async () => {
  const problems = await problemsIn({
    personas: {
      mara: persona('Mara', { relationships: { tom: 'A regular.' } }),
      tom: persona('Tom', { greeting: [] }),
    },
  });

  expect(problems).toEqual([expect.stringMatching(/^personas\/tom\.yaml:\d+ greeting: /)]);
});

test('two personas of one name, in whatever spelling, are refused', async () => {
  const problems = await problemsIn({ personas: { mara: persona('Mara Vey'), other: persona('MARA  Vey') } });

  expect(problems).toEqual([
    'personas/other.yaml:1 name: expected a name of its own, got "MARA Vey", which is taken by personas/mara.yaml',
  ]);
});

test.each(['Environment', 'narrator', 'USER', 'Player', 'System', 'Assistant'])(
  'a persona cannot be named %s',
  async (name) => {
    const problems = await problemsIn({ personas: { mara: persona(name) } });

    expect(problems).toEqual([
      `personas/mara.yaml:1 name: expected a character's name, got "${name}", which prompts use for others`,
    ]);
  },
);

test('the problems of all files are told at once', async () => {
  const problems = await problemsIn({
    world: { weather: 'x'.repeat(121) },
    personas: { mara: persona('Mara', { motivation: [] }), tom: persona('Tom', { mood: '' }) },
    lore: { fire: { title: '', keys: ['fire'], text: 'Warm.' } },
  });

  expect(problems.map((problem) => problem.replace(/:\d+ (\w+).*/, ' $1'))).toEqual([
    'world.yaml weather',
    'personas/mara.yaml motivation',
    'personas/tom.yaml mood',
    'lore/fire.yaml title',
  ]);
});

test('a missing folder or world.yaml says how to get one', async () => {
  const dir = await writeWorld();
  await rm(path.join(dir, 'world.yaml'));

  expect(await problemsOf(path.join(dir, 'nowhere'))).toEqual([
    expect.stringMatching(/^There is no folder .*soliloquy new .*nowhere$/),
  ]);
  expect(await problemsOf(dir)).toEqual([
    expect.stringMatching(/has no world\.yaml.*soliloquy new my-world$/),
  ]);
});

test('a folder and files whose names cannot be ids are to be renamed', async () => {
  const dir = await writeWorld();
  const mara = path.join(dir, 'personas/mara.yaml');
  await rename(mara, path.join(dir, 'personas/Old Mara.yaml'));
  await writeFile(path.join(dir, 'lore/fire.yml'), 'title: x');
  const renamed = path.join(path.dirname(dir), 'Test World');
  await rename(dir, renamed);

  expect(await problemsOf(renamed)).toEqual([
    expect.stringMatching(/Test World: expected a folder named in lower-case letters .*, got "Test World"$/),
    'personas/Old Mara.yaml:1: expected a file named in lower-case letters and digits, joined by single hyphens; rename it',
    'lore/fire.yml:1: expected the ending .yaml, got .yml; rename the file',
  ]);
});

test('a folder among the personas or lore is warned of, since nothing in it is read', async () => {
  const dir = await writeWorld();
  await mkdir(path.join(dir, 'personas/villagers'));
  await mkdir(path.join(dir, 'lore/.git'));

  const { personas, warnings } = await loadContent(dir);

  expect(personas.size).toBe(3);
  expect(warnings).toEqual([
    expect.stringMatching(
      /personas\/villagers: folders in here are not read; move its files up into personas\/$/,
    ),
  ]);
});

test("editors' scratch files and other files are left alone", async () => {
  const dir = await writeWorld();
  for (const name of ['.mara.yaml.swp', '.#mara.yaml', '#mara.yaml#', 'mara.yaml~', 'notes.txt'])
    await writeFile(path.join(dir, 'personas', name), 'not: [yaml');
  await mkdir(path.join(dir, 'personas/drafts.yaml'));

  expect((await loadContent(dir)).personas.size).toBe(3);
});

test('files that are too big, not UTF-8 or not there are named', async () => {
  const dir = await writeWorld();
  await writeFile(path.join(dir, 'personas/mara.yaml'), Buffer.alloc(1024 * 1024 + 1, '#'));
  await writeFile(path.join(dir, 'personas/tom.yaml'), Buffer.from('name: Zo\xeb', 'latin1'));
  await rm(path.join(dir, 'personas/una.yaml'));
  await symlink('nowhere.yaml', path.join(dir, 'personas/una.yaml'));

  expect(await problemsOf(dir)).toEqual([
    'personas/mara.yaml:1: expected at most 1 MiB of text',
    'personas/tom.yaml:1: expected text in UTF-8; save the file in that encoding',
    'personas/una.yaml:1: cannot be read (ENOENT)',
  ]);
});
