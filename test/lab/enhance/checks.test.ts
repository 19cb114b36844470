import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { aligned } from '../../../server/lab/enhance/alignment.ts';
import { entriesFor } from '../../../server/lab/enhance/entries.ts';
import { longestRun, patternFigures } from '../../../server/lab/enhance/patterns.ts';
import { lengthsOf, planFaults } from '../../../server/lab/enhance/plan-checks.ts';
import { enhancedFaults, mended, sourceFaults } from '../../../server/lab/enhance/turn-checks.ts';
import { answering } from './answering.ts';

const SOURCE = 'You are late. The soup is cold, and the fire is nearly out.';
const turn = (text: string, source = SOURCE) => ({
  name: 'Mara',
  others: ['Ash'],
  history: [],
  text,
  source,
});
const checks = (text: string, source?: string) =>
  enhancedFaults(turn(text, source)).map(({ check }) => check);

test.each([
  [
    'thoughts and actions around what is said',
    `<role_action>stirs the pot</role_action>You are late.<role_thinking>I waited</role_thinking>The soup is cold, and the fire is nearly out.`,
    [],
  ],
  [
    'a tag in a tag',
    `<role_thinking>I wait<role_action>sits</role_action></role_thinking>${SOURCE}`,
    ['format.nested'],
  ],
  ['an end that is missing', `<role_thinking>I waited ${SOURCE}`, ['format.unclosed']],
  [
    'two thoughts side by side',
    `<role_thinking>I waited</role_thinking><role_thinking>I wait still</role_thinking>${SOURCE}`,
    ['format.adjacent'],
  ],
  ['a space behind an end tag', `<role_thinking>I waited</role_thinking> ${SOURCE}`, ['format.space']],
  ['a sentence mark before an end tag', `<role_thinking>I waited.</role_thinking>${SOURCE}`, ['turn.stop']],
  ['a plan', `<system_thinking>Mara waits.</system_thinking>${SOURCE}`, []],
  ['an action with a subject', `<role_action>I stir the pot</role_action>${SOURCE}`, ['person.action']],
  [
    'a thought about the character',
    `<role_thinking>Mara waited for hours</role_thinking>${SOURCE}`,
    ['person.thought'],
  ],
  [
    'a mind that is read',
    `<role_thinking>I know he wants the letter</role_thinking>${SOURCE}`,
    ['turn.mind-reading'],
  ],
  [
    'a mind that is read, by name',
    `<role_thinking>I can tell that Ash secretly fears me</role_thinking>${SOURCE}`,
    ['turn.mind-reading'],
  ],
  [
    'another turn',
    `<role_thinking>I waited</role_thinking>Welcome to my inn, stranger, sit down with us.`,
    ['turn.speech'],
  ],
  ['the words of another', `${SOURCE}\nAsh: I am sorry.`, ['others.line']],
])('%s', (_, text, expected) => {
  expect(checks(text)).toEqual(expect.arrayContaining(expected));
  if (expected.length === 0 && !text.startsWith('<system')) expect(checks(text)).toEqual([]);
});

test('what is said may lose nothing, gain little, and keeps its calls', () => {
  const source =
    'Take the lamp, and mind the third stair on your way up.<game_action name="give">{"item":"lamp"}</game_action>';

  expect(checks(`<role_action>points up</role_action>${source}`, source)).toEqual([]);
  expect(checks('Take the lamp, and mind the third stair on your way up.', source)).toEqual(['turn.call']);
  expect(checks(source.replace(', and mind the third stair on your way up', ''), source)).toEqual([
    'turn.speech',
  ]);
  expect(checks(`It was my husband who once fell there, God rest him. ${source}`, source)).toEqual([
    'turn.speech',
  ]);
});

test('a turn that has grown is too long; a long one may grow by half', () => {
  const long = 'The harbour is full of ships and none of them is ours. '.repeat(12).trim();

  expect(
    checks(`<role_thinking>${'I wonder and wait '.repeat(20).trim()}</role_thinking>${SOURCE}`),
  ).toContain('turn.length');
  expect(checks(`<role_thinking>I wonder and wait</role_thinking>${long}`, long)).not.toContain(
    'turn.length',
  );
});

test('what an author wrote is judged by its grammar alone', () => {
  const text = '<role_action>I stir the pot.</role_action>You are late.';

  expect(sourceFaults(turn(text))).toEqual([]);
  expect(enhancedFaults(turn(text, text)).map(({ check }) => check)).toEqual(['turn.stop']);
});

const words = fc
  .array(fc.constantFrom('late', 'soup', 'fire', 'Ash', 'I', 'wait', '.', '?', '"'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((all) => all.join(' '));
const element = fc.tuple(
  fc.constantFrom('role_thinking', 'role_action', ''),
  words,
  fc.constantFrom('', ' ', '\n'),
);

property.prop([fc.array(element, { maxLength: 8 })])(
  'what is mended keeps the grammar, and is mended for good',
  (elements) => {
    const written = elements
      .map(([tag, text, space]) => (tag ? `<${tag}>${text}</${tag}>${space}` : text))
      .join('');

    const text = mended(`Mara: ${written}`, 'Mara');

    expect(mended(text, 'Mara')).toBe(text);
    expect(sourceFaults(turn(text)).map(({ check }) => check)).toEqual([]);
    expect(checks(text)).not.toContain('turn.stop');
  },
);

property.prop([fc.string({ maxLength: 60 })])('whatever a model writes, checking it never throws', (text) => {
  const written = mended(text, 'Mara');
  expect(Array.isArray(enhancedFaults(turn(written)))).toBe(true);
  expect(
    Array.isArray(
      planFaults(text, { name: 'Mara', others: ['Ash'], reply: [], lengths: lengthsOf('C', 0), turns: [] }),
    ),
  ).toBe(true);
});

const TURNS = [
  { id: 0, text: 'You are late. The soup is cold.' },
  { id: 3, text: '<role_action>nods</role_action>Yes.' },
  { id: 7, text: 'The fire is nearly out, and so am I.' },
];
const entry = (dialogue_index: number, opening: string) => ({ dialogue_index, opening });

test('entries belong to the turns whose number and words they have', () => {
  const { found, problems } = aligned(
    [
      entry(7, 'the FIRE is nearly out,'),
      entry(0, '“You are late.” The soup is cold.'),
      entry(3, 'Yes.'),
      entry(99, 'Yes.'),
    ],
    TURNS,
  );

  expect([...found.keys()]).toEqual([0, 7]);
  expect(problems.get(3)).toMatch(/does not begin with the words/);
});

property.prop([fc.integer({ min: -9, max: 9 }).filter((shift) => shift !== 0)])(
  'numbers that are shifted never put words on another turn',
  (shift) => {
    const shifted = TURNS.map(({ id, text }) => entry(id + shift, text));

    const { found, problems } = aligned(shifted, TURNS);

    expect(found.size).toBe(0);
    expect(problems.size).toBe(3);
  },
);

test('contents that are shifted by one turn are found out, and so is an entry twice', () => {
  const moved = TURNS.map(({ id }, index) => entry(id, TURNS[(index + 1) % 3]!.text));

  expect(aligned(moved, TURNS).found.size).toBe(0);
  expect(aligned([entry(0, TURNS[0]!.text), entry(0, TURNS[0]!.text)], TURNS).problems.get(0)).toMatch(
    /2 entries/,
  );
});

const CUT = `{"turns": [${TURNS.map(({ id, text }) => JSON.stringify({ dialogue_index: id, opening: text, plan: 'Wait, then speak.' })).join(', ')}`;

test.each([
  ['whole', `${CUT}]}`, [0, 3, 7]],
  ['whole, with words behind it', `${CUT}]}\nI hope that this helps.`, [0, 3, 7]],
  ['whole, in a fence', `\`\`\`json\n${CUT}]}\n\`\`\``, [0, 3, 7]],
  ['cut off behind an entry', CUT, [0, 3, 7]],
  ['cut off in the last text', CUT.slice(0, -8), [0, 3]],
])('an answer that is %s: no half text is taken', async (_, text, expected) => {
  const schema = z
    .object({
      turns: z.array(z.object({ dialogue_index: z.number(), opening: z.string(), plan: z.string() })),
    })
    .transform(({ turns }) => turns);
  const model = answering(text, 'No.');

  const { accepted, tally } = await entriesFor(
    model,
    { purpose: 'p', messages: [], schema },
    TURNS,
    () => [],
  );

  expect([...accepted.keys()]).toEqual(expected);
  expect(tally).toMatchObject({ items: 3, accepted: expected.length, fallback: 3 - expected.length });
  expect(model.asked.length).toBe(expected.length === 3 ? 1 : 2);
  for (const { plan: taken } of accepted.values()) expect(taken).toBe('Wait, then speak.');
});

test('how turns are laid out: a golden table', () => {
  const figures = patternFigures(['speech', 'speech', 'think->speech', 'act->speech']);

  expect(figures).toMatchObject({ distinct: 3, entropyBits: 1.5, bands: { common: 3, rare: 0, rarest: 0 } });
  expect(figures.key).toEqual([0, 0.25, 0.25, 0.5, 0]);
  expect(longestRun(['think->speech', 'think->speech', 'speech', 'speech', 'speech', 'think->speech'])).toBe(
    2,
  );
});
