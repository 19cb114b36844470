import { expect, test } from 'vitest';
import { calledIn, chooseAnswering, namedIn } from '../../server/dialogue/director.ts';
import { cutAt } from '../../server/dialogue/interruption.ts';
import { knownLore, recalledLore } from '../../server/persona/lore.ts';
import { WorldClock } from '../../server/world/clock.ts';

test('the clock moves at the world’s speed, over midnight too, and leaves other texts alone', () => {
  let now = 0;
  const clock = new WorldClock('Day 3, 23:50', 60, () => now);
  now = 15_000;
  expect(clock.text).toBe('Day 4, 00:05');
  clock.set('Year 7, Day 3, 23:50');
  now = 30_000;
  expect(clock.text).toBe('Year 7, Day 4, 00:05');
  clock.set('The hour of the wolf');
  now = 60_000;
  expect(clock.text).toBe('The hour of the wolf');
});

test('a named NPC answers before the last addressed, who answers before the last speaker', () => {
  const present = [
    { id: 'mara', name: 'Mara Vell' },
    { id: 'tom', name: 'Old Tom' },
    { id: 'una', name: 'Una' },
  ];

  const chosen = (text: string, lastAddressed?: string, lastSpeaker?: string) =>
    chooseAnswering(text, present, { lastAddressed, lastSpeaker }).first?.id;
  expect(chosen('What says old tom?', 'una', 'mara')).toBe('tom');
  expect(chosen('Mara, a word.', 'una', 'tom')).toBe('mara');
  expect(chosen('And then?', 'una', 'tom')).toBe('una');
  expect(chosen('And then?', 'gone', 'tom')).toBe('tom');
  expect(chosen('Hello.')).toBe('mara');
  expect(chooseAnswering('Hello.', [], {})).toEqual({ first: undefined, others: [], isOpen: false });
});

const villagers = [
  { id: 'mara', name: 'Mara Vell' },
  { id: 'tom', name: 'Old Tom' },
  { id: 'ben', name: 'Old Ben' },
  { id: 'hush', name: '…' },
];

test('all who are named answer, in the order of the words; a title names nobody beside a name', () => {
  const named = (text: string) => namedIn(text, villagers).map(({ id }) => id);

  expect(named('Tom and Mara, where were you?')).toEqual(['tom', 'mara']);
  expect(named('Vell! And you, old Ben?')).toEqual(['mara', 'ben']);
  expect(named('Has Mara any old bread?')).toEqual(['mara']);
  expect(named('And the others?')).toEqual([]);
});

test('nothing says who answers only where several could', () => {
  const isOpen = (text: string, present = villagers, lastSpeaker?: string) =>
    chooseAnswering(text, present, { lastSpeaker }).isOpen;

  expect(isOpen('Hello.')).toBe(true);
  expect(isOpen('Hello, Tom.')).toBe(false);
  expect(isOpen('Hello.', villagers, 'ben')).toBe(false);
  expect(isOpen('Hello.', villagers.slice(0, 1))).toBe(false);
});

test.each([
  ['Tom, tell her.', 'tom'],
  ['Was it you, old Tom?', 'tom'],
  ['I saw nothing. Mara Vell! Did you?', 'mara'],
  ['Tom went home.', undefined],
  ['I told Mara.', undefined],
  ['… so they say …', undefined],
])('"%s" calls %s', (text, id) => {
  expect(calledIn(text, villagers)?.id).toBe(id);
});

test('lore fires on whole words, for those who may know it', () => {
  const entry = (id: string, keys: string[], knownBy?: string[]) => ({
    id,
    title: id,
    keys,
    text: id,
    priority: 50,
    ...(knownBy && { knownBy }),
  });
  const lore = [entry('mill', ['mill', 'old mill']), entry('crypt', ['crypt'], ['tom'])];

  const room = { budget: { entries: 3, tokens: 400 }, countTokens: () => 1 };
  expect(recalledLore(lore, 'Who built the Old Mill?', room).told.map(({ id }) => id)).toEqual(['mill']);
  expect(recalledLore(lore, 'a millstone', room).told).toEqual([]);
  expect(knownLore(lore, 'mara').map(({ id }) => id)).toEqual(['mill']);
});

test('an interrupted reply stands as far as it was shown, by code points', () => {
  const spans = [
    { span: 0, layer: 'system_thinking', text: 'plan' },
    { span: 1, layer: 'speech', text: '🦊 runs far' },
    { span: 2, layer: 'role_thinking', text: 'why' },
    { span: 3, layer: 'speech', text: 'away' },
  ] as const;

  expect(cutAt(spans, { span: 1, chars: 6 }).map(({ text }) => text)).toEqual(['plan', '🦊 runs']);
  expect(cutAt(spans, { span: 9, chars: 6 })).toEqual(spans);
  expect(cutAt(spans, undefined)).toEqual(spans);
});
