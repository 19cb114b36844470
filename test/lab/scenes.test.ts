import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { circumstancesOf } from '../../server/lab/acting/circumstance.ts';
import { circumstanceOfScene } from '../../server/lab/acting/from-scene.ts';
import { checkReply, type Said } from '../../server/lab/checks/check.ts';
import { spansOf } from '../../server/lab/her-text.ts';
import { readPrinciples } from '../../server/lab/principles/packs.ts';
import { momentsOf } from '../../server/lab/regression/moments.ts';
import { type NamedScene, nameIn, readScenes } from '../../server/lab/scenes.ts';
import { type Content, loadContent } from '../../server/persona/content.ts';
import { writeWorld } from '../worlds.ts';

async function worldWith(scene: string) {
  const dir = await writeWorld();
  await mkdir(path.join(dir, 'scenes'));
  await writeFile(path.join(dir, 'scenes/meeting.yaml'), scene);
  return loadContent(dir);
}

test('Ravenmoor’s own scenes and principles are sound', async () => {
  const content = await loadContent('worlds/ravenmoor');

  await readScenes(content);
  const principles = await readPrinciples(content.dir, [...content.personas.keys()]);

  expect(principles.of('mara').map(({ name }) => name)).toContain('No Solved Mystery');
});

test('each character of Ravenmoor answers often enough for a regression to show a difference', async () => {
  const content = await loadContent('worlds/ravenmoor');

  const moments = momentsOf(await readScenes(content), content, []);

  expect(moments).toHaveLength(45);
  for (const npc of content.personas.keys())
    expect(moments.filter(({ stage }) => stage.npc === npc).length, npc).toBeGreaterThanOrEqual(7);
});

test('the golden lines of Ravenmoor pass every check of the lab', async () => {
  const content = await loadContent('worlds/ravenmoor');

  const findings = (await readScenes(content)).flatMap((scene) => findingsIn(scene, content));

  expect(findings).toEqual([]);
});

/** What the checks find in the lines of a scene's NPCs, each with the lines before it as its history. */
function findingsIn({ id, characters, guests, lines }: NamedScene, content: Content) {
  const present = [...Object.keys(characters), ...Object.keys(guests)].map((who) => nameIn(content, who));
  const history: Said[] = [];
  return lines.flatMap(({ who, text }, index) => {
    const name = nameIn(content, who);
    const spans = spansOf(text, name);
    const findings = checkReply({
      name,
      others: present.filter((other) => other !== name),
      language: 'English',
      plan: 'off',
      history: [...history],
      reply: { spans, raw: text },
    });
    history.push({ name, spans });
    return Object.hasOwn(characters, who)
      ? findings.map((finding) => ({ line: `${id}/${index + 1}`, ...finding }))
      : [];
  });
}

test('a scene becomes a given circumstance: names, motives, guests, the order of speaking', async () => {
  const content = await worldWith(`
title: Meeting
location: tavern
situation: It is late.
characters: { mara: Sell a room., tom: '' }
guests: { Ash: A traveller. }
lines:
  - { who: Ash, text: Good evening. }
  - { who: Environment, text: The door slams. }
  - { who: mara, text: "<role_action>nods</role_action>Evening." }
`);

  const [scene] = await readScenes(content);
  const circumstance = circumstanceOfScene(scene!, content);

  expect(circumstance.speakers).toEqual(['Ash', 'Environment', 'Mara', 'Tom']);
  expect(circumstance.major).toEqual(['Mara', 'Tom']);
  expect(circumstance.characters.map(({ name, motivation }) => [name, motivation])).toEqual([
    ['Mara', 'Sell a room.'],
    ['Tom', content.personas.get('tom')!.persona.motivation.join('\n')],
    ['Ash', ''],
  ]);
  expect(circumstance.scenario).toContain('It is late.');
  expect(circumstance.reference.at(-1)).toEqual({
    name: 'Mara',
    text: '<role_action>nods</role_action>Evening.',
  });
});

test('every mistake of a scene is named with its file and line', async () => {
  const content = await worldWith(
    'title: M\nlocation: tavrn\nsituation: S.\ncharacters: { maara: x }\nlines:\n  - { who: Nobody, text: a }\n  - { who: maara, text: b }\n',
  );

  const read = readScenes(content);

  await expect(read).rejects.toThrow(/meeting\.yaml:2 location: .*did you mean "tavern"\?/);
  await expect(read).rejects.toThrow(/meeting\.yaml:4 characters\.maara: .*did you mean "mara"\?/);
  await expect(read).rejects.toThrow(/meeting\.yaml:6 lines\[0\]\.who: expected one of those who are there/);
});

test('a world without scenes says how to write one', async () => {
  await expect(readScenes(await loadContent(await writeWorld()))).rejects.toThrow(
    /holds no scenes\. Write one as scenes\//,
  );
});

const CASE = {
  book: 'The Salt Ledger',
  i_p: 3,
  i_c: 0,
  scenario: 'Lamp room.',
  topic: 'the page',
  weight: 0.5,
  key_characters: [
    { name: 'Orla', thought: 'Learn who took it.' },
    { name: 'Tamsin', motivation: 'Hide it.' },
  ],
  dialogues: [{ character: 'Orla', message: '[hm] You are wet.', i_u: 4 }],
  speaking_characters_w_env: ['Orla', 'Tamsin', 'Environment'],
  major_characters: ['Orla'],
  plot: {
    summary: 'A boat passed.',
    prominence: 80,
    chapter: 'IV',
    state: 'finished',
    i_chunk: 1,
    i_p: 3,
    key_characters: [{ name: 'Orla', description: 'Keeper.', experience: 'Waits.' }],
  },
  character_profiles: { Orla: 'Fifty, exact.', Tamsin: 'A pilot.' },
};

test.each([
  ['a list', JSON.stringify([CASE])],
  ['one object', JSON.stringify(CASE)],
  ['an object a line', `${JSON.stringify(CASE)}\n${JSON.stringify({ ...CASE, i_c: 1 })}\n`],
])('CoSER’s circumstances are read as %s, an older file’s thoughts as motives', (_, text) => {
  expect(circumstancesOf(text, 'f.json')[0]).toEqual({
    id: 'The Salt Ledger-3-0',
    book: 'The Salt Ledger',
    scenario: 'Lamp room.',
    summary: 'A boat passed.',
    characters: [
      { name: 'Orla', profile: 'Keeper.\n\nFifty, exact.', motivation: 'Learn who took it.' },
      { name: 'Tamsin', profile: 'A pilot.', motivation: 'Hide it.' },
    ],
    speakers: ['Orla', 'Tamsin', 'Environment'],
    major: ['Orla'],
    reference: [{ name: 'Orla', text: '[hm] You are wet.' }],
  });
});

test.each([[[]], [['Environment']]])(
  'where a file names no main characters, all who speak are: %j',
  (major) => {
    const text = JSON.stringify({ ...CASE, major_characters: major });

    expect(circumstancesOf(text, 'f.json')[0]!.major).toEqual(['Orla', 'Tamsin']);
  },
);

test.each([
  ['no JSON', '{"book"', /f\.json is no JSON/],
  ['a file cut off', `${JSON.stringify(CASE)}\n{"book": "x`, /f\.json, line 2 is no JSON.*cut off/],
  [
    'a case without speakers',
    JSON.stringify([CASE, { ...CASE, i_c: 7, speaking_characters_w_env: [] }]),
    /f\.json, case 2 \(The Salt Ledger-3-7\) speaking_characters_w_env/,
  ],
  [
    'a case of the environment alone',
    JSON.stringify([{ ...CASE, speaking_characters_w_env: ['Environment'] }]),
    /speaking_characters_w_env: expected somebody besides Environment/,
  ],
  ['a case twice', JSON.stringify([CASE, CASE]), /case 2: The Salt Ledger-3-0 was there before/],
  ['an empty list', '[]', /holds no case/],
  ['something else', '[7]', /f\.json, case 1 as a whole/],
])('%s is refused with where and why', (_, text, reason) => {
  expect(() => circumstancesOf(text, 'f.json')).toThrow(reason);
});

test.each([
  ['nobody’s motives', { key_characters: [] }, { characters: [{ name: 'Orla', motivation: '' }, {}] }],
  ['the plot’s number in the plot alone', { i_p: undefined }, { id: 'The Salt Ledger-3-0' }],
  [
    'persons under another field, or without a name',
    { key_characters: [{ character: 'Orla', motivation: 'Wait.' }, { motivation: 'x' }] },
    {
      characters: [
        { name: 'Orla', motivation: 'Wait.' },
        { name: 'Tamsin', motivation: '' },
      ],
    },
  ],
  [
    'a description in place of a motive',
    { key_characters: [{ name: 'Orla', description: 'Waits.' }] },
    { characters: [{ motivation: 'Waits.' }, {}] },
  ],
  [
    'a motive that is empty, beside a description',
    { key_characters: [{ name: 'Orla', motivation: '', description: 'Waits.' }] },
    { characters: [{ motivation: '' }, {}] },
  ],
  [
    'a speaker without a name',
    { speaking_characters_w_env: ['Orla', ' ', 'Tamsin'] },
    { speakers: ['Orla', 'Tamsin', 'Environment'] },
  ],
  [
    'lines that say nothing, or say it elsewhere',
    {
      dialogues: [
        { character: 'Orla', message: null },
        { name: 'Orla', thought: '[hm]' },
        { character: 'Tamsin', message: 'Yes.' },
      ],
    },
    {
      reference: [
        { name: 'Orla', text: '[hm]' },
        { name: 'Tamsin', text: 'Yes.' },
      ],
    },
  ],
])('CoSER’s odd forms are read as its own scripts read them: %s', (_, more, read) => {
  expect(circumstancesOf(JSON.stringify({ ...CASE, ...more }), 'f.json')[0]).toMatchObject(read);
});

test('a mark of byte order is no damage', () => {
  expect(circumstancesOf(`\uFEFF${JSON.stringify(CASE)}`, 'f.json')).toHaveLength(1);
});

test('a case that cannot be read is told and left out, where somebody wants to know; a file of such alone is refused', () => {
  const told: string[] = [];
  const reading = { onProblem: (problem: string) => void told.push(problem) };
  const odd = { ...CASE, i_c: 7, speaking_characters_w_env: [] };

  const read = circumstancesOf(
    `${JSON.stringify(CASE)}\n${JSON.stringify(odd)}\n{"book": "x`,
    'f.json',
    reading,
  );

  expect(read.map(({ id }) => id)).toEqual(['The Salt Ledger-3-0']);
  expect(told).toEqual([
    expect.stringMatching(/^f\.json, case 2 \(The Salt Ledger-3-7\) speaking_characters_w_env: expected/),
    expect.stringMatching(/^f\.json, line 3 is no JSON/),
  ]);
  expect(() => circumstancesOf(JSON.stringify([odd]), 'g.json', reading)).toThrow(/g\.json, case 1/);
});
