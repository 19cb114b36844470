import { expect, test } from 'vitest';
import type { Span } from '../../../schemas/layers.ts';
import type { Turn } from '../../../server/lab/enhance/conversation.ts';
import { kindOf, lengthsOf, planFaults } from '../../../server/lab/enhance/plan-checks.ts';
import { draftIn } from '../../../server/lab/enhance/plans.ts';
import { planPrompt } from '../../../server/lab/enhance/prompts.ts';
import { recordOfScript } from '../../../server/lab/enhance/readers/script.ts';
import { herSpansOf } from '../../../server/lab/her-text.ts';

const REPLY: Span[] = [
  { span: 0, layer: 'speech', text: 'Sit down, the soup is hot and nobody is asking you anything tonight.' },
];
const PLAN =
  'I need to portray Mara as tired and kind. Context: Ash comes in late and wet. Goal: make him stay without asking. Plan: something warm, no question. '.repeat(
    3,
  );
/** What Ash keeps to himself, what he says, and what Mara did not hear. */
const TALK: Turn[] = [
  {
    id: 0,
    name: 'Ash',
    text: '<role_thinking>The letter lies under the third board of the loft, and the road was long and wet and I am late</role_thinking>The road was long and wet and I am late.',
  },
  { id: 1, name: 'Ash', text: 'Meet me behind the mill when the bell has rung.', hearers: ['Tom'] },
].map((turn) => ({ ...turn, isCharacter: true, isPlayed: true, spans: herSpansOf(turn.text) }));
const plan = (text: string, kind: 'A' | 'B' | 'C' = 'C', draft = '') =>
  planFaults(text, {
    name: 'Mara',
    others: ['Ash'],
    reply: REPLY,
    lengths: lengthsOf(kind, draft.length),
    turns: TALK,
  }).map(({ check }) => check);

test.each([
  ['a plan about the character', PLAN, []],
  ['nothing', ' ', ['plan.empty']],
  ['a tag', `${PLAN}<role_thinking>`, ['plan.tag']],
  ['the user', `${PLAN}The user wants soup.`, ['person.plan-user']],
  ['what another said', `${PLAN}He said the road was long and wet and late.`, []],
  ["another's thought", `${PLAN}The letter lies under the third board of the loft.`, ['plan.hidden']],
  [
    "another's thought, beside what he said of it",
    `${PLAN}The road was long and wet and I am late; it lies under the third board of the loft.`,
    ['plan.hidden'],
  ],
  ['what was not heard', `${PLAN}They meet behind the mill when the bell has rung.`, ['plan.hidden']],
  ['no name', PLAN.replaceAll('Mara', 'her'), ['plan.name']],
  ['another', `${PLAN.replace('Mara', 'Ash')}`, ['plan.other']],
  ['the character’s voice', `I am Mara, and Ash is late. ${PLAN}`, ['plan.voice']],
  ['too short', 'I need to portray Mara as kind.', ['plan.length']],
  [
    'the reply itself',
    `${PLAN}Sit down, the soup is hot and nobody is asking you anything tonight.`,
    ['leak.plan'],
  ],
])('a plan: %s', (_, text, expected) => {
  expect(plan(text)).toEqual(expected);
});

test('a plan is asked for by what its character perceived', () => {
  const record = recordOfScript({
    book: 'b',
    scene: 's',
    index: 0,
    take: 0,
    turns: [{ speaker: 'Mara', spans: REPLY }],
  });
  const turns = [
    ...TALK,
    { ...TALK[0]!, id: 2, name: 'Mara', text: '<role_thinking>Late again</role_thinking>Sit.' },
  ];

  const text = planPrompt('Mara', record.character_datasets.Mara!, turns, [])
    .map(({ content }) => content)
    .join('\n');

  expect(text).toContain('[0] Ash: The road was long and wet and I am late.');
  expect(text).toContain('[2] Mara: <role_thinking>Late again</role_thinking>Sit.');
  expect(text).not.toMatch(/third board|behind the mill/);
});

test('drafts are of three kinds', () => {
  expect(kindOf('', 'Mara', ['Ash'])).toBe('C');
  expect(kindOf('I am so tired of him, and I will not ask him anything tonight.', 'Mara', ['Ash'])).toBe('B');
  expect(kindOf('Mara is tired; she should offer soup and ask nothing.', 'Mara', ['Ash'])).toBe('A');
  expect(lengthsOf('A', 1000).asked).toEqual([900, 1100]);
  expect(lengthsOf('B', 1000).asked).toEqual([800, 1500]);
});

test.each([
  ['Mara: Hm.', 'She is tired.', 'She is tired.'],
  ['<think>She is tired.</think>Mara: Hm.', '', 'She is tired.'],
  ['She is tired.</think>Mara: Hm.', '', 'She is tired.'],
  ['<system_thinking>She <role_thinking>is</role_thinking> tired.</system_thinking>Hm.', '', 'She is tired.'],
  ['Mara: Hm.', '', ''],
])('a draft is what was thought before: %s', (text, reasoning, expected) => {
  expect(draftIn(text, reasoning)).toBe(expected);
});
