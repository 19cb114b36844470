import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

/** What is put behind a sound `world.yaml`, and what is said of it. */
const WORLDS: [string, RegExp][] = [
  ['memory: { tokens: lots }', /world\.yaml:\d+ memory\.tokens: expected a number, got "lots"/],
  [
    'memory: { relevence: 1 }',
    /world\.yaml:\d+ memory\.relevence: no such field; did you mean "relevance"\?/,
  ],
  ['memory: { halfLifeDays: 0 }', /world\.yaml:\d+ memory\.halfLifeDays: expected /],
  ['memory: [recency]', /world\.yaml:\d+ memory: expected fields .*got a list/],
  [
    'talks:\n  gossip: { between: [mara, tomm], about: eels }',
    /world\.yaml:\d+ talks\.gossip\.between\[1\]: .*got "tomm"; did you mean "tom"\?/,
  ],
  [
    'talks:\n  gossip: { between: [mara, tom], about: eels, when: { locations: [tavrn], present: [unna] } }',
    /world\.yaml:\d+ talks\.gossip\.when\.locations\[0\]: .*did you mean "tavern"\?[\s\S]*world\.yaml:\d+ talks\.gossip\.when\.present\[0\]: .*did you mean "una"\?/,
  ],
  [
    'talks:\n  gossip: { between: [mara], about: eels }',
    /world\.yaml:\d+ talks\.gossip\.between: expected at least 2 entries/,
  ],
  ['actions:\n  dig: { when: { weather: [] } }', /world\.yaml:\d+ actions\.dig\.description: /],
  ['title: Twice', /world\.yaml:\d+: the field "title" is here twice/],
  ['talks: [', /world\.yaml:\d+/],
];

const LORE: [string | Buffer, RegExp][] = [
  ['title: The bell\nkeys: [bell]\n', /bell\.yaml:1 text: expected text, but it is missing/],
  ['title: The bell\nkeys: bell\ntext: x\n', /bell\.yaml:2 keys: expected a list .*got "bell"/],
  [
    'title: The bell\ntext: x\nknownBy: [marra]\nkeys: [bell]\n',
    /bell\.yaml:3 knownBy\[0\]: .*did you mean "mara"\?/,
  ],
  [
    'title: The bell\ntext: x\nwhen: { time: { from: noon, to: "13:00" } }\n',
    /bell\.yaml:3 when\.time\.from: expected a time of day/,
  ],
  ['title: "The bell\nkeys: [', /bell\.yaml:\d+/],
  ['', /bell\.yaml:1/],
  [Buffer.from([0xff, 0xfe, 0x41]), /bell\.yaml:1: expected text in UTF-8/],
];

test('a file that is saved broken is named by file, line and field, and the world goes on as it was', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({
    model,
    watch: true,
    lore: { bell: { title: 'The bell', keys: ['bell'], text: 'The bell is cracked.' } },
  });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const fileOf = (name: string) => path.join(game.dir, name);
  const refused = async (file: string, text: string | Buffer, problem: RegExp) => {
    await writeFile(file, text);
    const { message } = await game.untilLogged(/content not reloaded, the old one stays/);
    expect(message).toMatch(problem);
    await player.talk({ npc: 'mara', text: 'The bell!' });
    expect(lastPrompt(model)).toContain('The bell is cracked.');
    expect(lastPrompt(model)).toContain('The weather: clear.');
  };
  const taken = async (file: string, text: string) => {
    await writeFile(file, text);
    await game.untilLogged(/content reloaded/);
  };
  const [world, lore] = [fileOf('world.yaml'), fileOf('lore/bell.yaml')];
  const [soundWorld, soundLore] = [await readFile(world, 'utf8'), await readFile(lore, 'utf8')];

  for (const [more, problem] of WORLDS) await refused(world, `${soundWorld}${more}\n`, problem);
  await taken(world, `${soundWorld}description: Mended.\n`);
  for (const [text, problem] of LORE) await refused(lore, text, problem);
  await taken(lore, soundLore.replace('cracked', 'mended'));

  await player.talk({ npc: 'mara', text: 'The bell!' });
  expect(lastPrompt(model)).toContain('The bell is mended.');
  expect(player.hasLeft).toBe(false);
});

test.each([WORLDS[0]!, WORLDS[4]!])(
  'a server does not start on a broken world.yaml (%s)',
  async (more, problem) => {
    const dir = await writeWorld();
    const file = path.join(dir, 'world.yaml');
    await writeFile(file, `${await readFile(file, 'utf8')}${more}\n`);

    await expect(startGame({ dir })).rejects.toMatchObject({
      code: 'bad-content',
      message: expect.stringMatching(problem),
    });
  },
);
