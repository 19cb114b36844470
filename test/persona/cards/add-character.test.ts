import { access, readdir, readFile, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Character } from '../../../schemas/card.ts';
import { Persona } from '../../../schemas/persona.ts';
import { LoreEntry, World } from '../../../schemas/world.ts';
import { addCharacter } from '../../../server/persona/cards/add-character.ts';
import { characterFiles } from '../../../server/persona/cards/character-files.ts';
import { readCard } from '../../../server/persona/cards/read-card.ts';
import { renamed, settle } from '../../../server/persona/cards/settle.ts';
import { loadContent } from '../../../server/persona/content.ts';
import { parseYaml } from '../../../server/persona/yaml-file.ts';
import { persona, writeWorld } from '../../worlds.ts';
import { sillyTavern } from './exports.ts';
import { json } from './files.ts';

const entry = (title: string, knownBy?: string[]): LoreEntry =>
  LoreEntry.parse({ title, keys: ['bell'], text: `${title}: it rings.`, ...(knownBy && { knownBy }) });
const ilse: Character = {
  slug: 'ilse',
  persona: Persona.parse(persona('Ilse')),
  lore: [{ id: 'ilse-bell', entry: entry('The bell', ['ilse', 'tom']) }],
};
/** What a foreign card's lore asks of a world that it does not know. */
const settled = (when: LoreEntry['when']) => {
  const lore = [{ id: 'ilse-x', entry: LoreEntry.parse({ title: 'X', text: 'y', when }) }];
  const draft = settle(
    { ...ilse, lore, form: 'v3', report: { taken: [], changed: [], leftOut: [] } },
    world,
    ['tom'],
  );
  return { whens: draft.lore.map(({ entry: { when: own } }) => own), left: draft.report.leftOut.length };
};
const world = World.parse({
  title: 'W',
  start: 'inn',
  locations: { inn: { name: 'Inn', description: 'x' } },
});

test('conditions of lore are kept as far as this world has their places and people', () => {
  expect(settled({ locations: ['inn', 'moon'], present: ['tom', 'ilse'] })).toEqual({
    whens: [{ locations: ['inn'], present: ['tom', 'ilse'] }],
    left: 0,
  });
  expect(settled({ locations: ['moon'] })).toEqual({ whens: [], left: 1 });
  expect(settled({ present: ['zed'] })).toEqual({ whens: [], left: 1 });
  expect(settled({})).toEqual({ whens: [{}], left: 0 });
});

const filesOf = async (dir: string) => (await readdir(dir, { recursive: true })).toSorted();

test('an added character is in the world, as it was', async () => {
  const dir = await writeWorld();

  expect(await addCharacter(dir, ilse)).toEqual(['personas/ilse.yaml', 'lore/ilse-bell.yaml']);

  const { personas, lore } = await loadContent(dir);
  expect(personas.get('ilse')?.persona).toEqual(ilse.persona);
  expect(lore.get('ilse-bell')).toEqual({ id: 'ilse-bell', ...ilse.lore[0]!.entry });
});

test('files begin as the others of their folder do, so that editors find the schema', async () => {
  const files = characterFiles(ilse, { personas: '# yaml-language-server: $schema=x\n', lore: '' });

  expect(files.get('personas/ilse.yaml')).toMatch(/^# yaml-language-server: \$schema=x\nname: Ilse\n/);
  expect(files.get('personas/ilse.yaml')).not.toMatch(/secrets|taboo|model/);
});

test('every persona of Ravenmoor is the same once written and read', async () => {
  const { personas } = await loadContent('worlds/ravenmoor');

  for (const [slug, { persona: own }] of personas) {
    const text = characterFiles({ slug, persona: own, lore: [] }).get(`personas/${slug}.yaml`)!;
    expect(parseYaml(`${slug}.yaml`, text, Persona)).toEqual(own);
  }
});

test.each([
  ['a persona of that name', { ...ilse, slug: 'tom' }, /personas\/tom\.yaml already.*another file name/],
  ['lore of that name', { ...ilse, lore: [{ id: 'inn', entry: entry('x') }] }, /lore\/inn\.yaml already/],
  [
    'a place that there is not',
    { ...ilse, persona: { ...ilse.persona, location: 'moon' } },
    /ilse\.yaml:\d+ location/,
  ],
  [
    'lore of somebody who is not here',
    { ...ilse, lore: [{ id: 'x', entry: entry('x', ['zed']) }] },
    /lore\/x\.yaml:\d+ knownBy/,
  ],
  ['the name of somebody here', { ...ilse, persona: { ...ilse.persona, name: 'Tom' } }, /name of its own/],
])('%s is refused, and nothing is written', async (_, character, reason) => {
  const dir = await writeWorld({ lore: { inn: { title: 'The inn', keys: ['inn'], text: 'Old.' } } });
  const before = await filesOf(dir);

  await expect(addCharacter(dir, character)).rejects.toThrow(reason);

  expect(await filesOf(dir)).toEqual(before);
});

test('a world that cannot be written to the end is left as it was', async () => {
  const dir = await writeWorld();
  await rm(path.join(dir, 'lore'), { recursive: true });
  await symlink('/nowhere/at/all', path.join(dir, 'lore'));

  await expect(addCharacter(dir, ilse)).rejects.toThrow(/cannot be written.*nothing was added/);

  await expect(access(path.join(dir, 'personas/ilse.yaml'))).rejects.toThrow();
  await loadContent(dir);
});

test('under another file name the lore and those who know it follow', async () => {
  const dir = await writeWorld();
  const draft = readCard(json(sillyTavern), 'ilse.json', { location: 'tavern' });
  const long = 'a-name-that-is-as-long-as-a-name-may-be-x';

  const other = renamed({ slug: draft.slug, persona: draft.persona, lore: draft.lore }, 'keeper');
  expect(other.lore.map(({ id, entry: { knownBy } }) => [id, knownBy])).toEqual([
    ['keeper-the-logbook', ['keeper']],
    ['keeper-the-storm', ['keeper']],
  ]);
  await addCharacter(dir, other);
  expect(await readFile(path.join(dir, 'lore/keeper-the-storm.yaml'), 'utf8')).toContain(
    'knownBy:\n  - keeper',
  );

  const cut = renamed({ ...draft, lore: draft.lore }, long.slice(0, 40)).lore.map(({ id }) => id);
  expect(new Set(cut).size).toBe(2);
  expect(Math.max(...cut.map((id) => id.length))).toBeLessThanOrEqual(40);
});
