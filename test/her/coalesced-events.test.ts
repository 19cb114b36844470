import { fc, test as given } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Line } from '../../schemas/record.ts';
import { coalesced } from '../../server/her/coalesced-events.ts';
import { comesIn, comingOf, leaves } from '../../server/her/comings.ts';
import { plainOf } from '../../server/her/sourced.ts';

const event = (text: string, index = 0): Line => ({
  id: `line-${index}`,
  seq: index + 1,
  kind: 'event',
  from: 'environment',
  name: 'Environment',
  whisper: false,
  location: 'tavern',
  spans: [{ span: 0, layer: 'role_action', text }],
  npcs: ['mara'],
  players: [],
  at: 0,
  time: 'Day 1',
});
const told = (...texts: string[]) => plainOf(coalesced(texts.map(event)));

test('one event reads as it always did, and several stand in one block', () => {
  expect(told('A door slams.')).toBe('Environment: A door slams.');
  expect(told('A door slams.', 'The fire goes out.')).toBe('Environment: A door slams. The fire goes out.');
});

test('what happened again is told once, where it happened last, by the line of that time', () => {
  const all = ['Thunder.', 'A door slams.', 'Thunder.', 'Thunder.'].map(event);

  expect(plainOf(coalesced(all))).toBe('Environment: A door slams. Thunder. (3 times)');
  expect(coalesced(all).map(({ source }) => source)).toEqual([
    'form',
    'line/line-1',
    'form',
    'line/line-3',
    'form',
  ]);
});

test('who came and left again is not told, who only came or only left is', () => {
  expect(told(comesIn('Ash'), 'Thunder.', leaves('Ash'))).toBe('Environment: Thunder.');
  expect(told(leaves('Ash'), comesIn('Ash'))).toBe('');
  expect(told(comesIn('Ash'), leaves('Ash'), comesIn('Ash'))).toBe('Environment: Ash comes in.');
  expect(told(comesIn('Ash'), leaves('Birch'))).toBe('Environment: Ash comes in. Birch leaves.');
  expect(told(comesIn('Ash', 'The Inn'), leaves('Ash'))).toBe(
    'Environment: Ash comes to The Inn. Ash leaves.',
  );
  expect(told(comesIn('Ash', 'The Inn'), leaves('Ash', 'The Inn'))).toBe('');
});

test('of a hundred different events the newest few are told, and that there were more', () => {
  const text = told(...Array.from({ length: 100 }, (_, index) => `Bang ${index}.`));

  expect(text).toBe(
    `Environment: ${[92, 93, 94, 95, 96, 97, 98, 99].map((index) => `Bang ${index}.`).join(' ')} And more besides, before that.`,
  );
});

given.prop([fc.stringMatching(/^[A-Z][a-z]{1,6}( [a-z]{1,6})?$/), fc.constantFrom(undefined, 'The Inn')])(
  'comings are read as they were written',
  (name, place) => {
    const [came, left] = [comingOf(comesIn(name, place)), comingOf(leaves(name, place))];

    expect(came?.isIn).toBe(true);
    expect(left?.isIn).toBe(false);
    expect(came?.whose).toBe(left?.whose);
  },
);

const happening = fc.oneof(
  fc.constantFrom('Thunder.', 'A door slams.', 'Rain.'),
  fc.constantFrom('Ash', 'Birch').chain((name) => fc.constantFrom(comesIn(name), leaves(name))),
  fc.nat(30).map((index) => `Bang ${index}.`),
);

given.prop([fc.array(happening, { minLength: 1, maxLength: 60 })])(
  'a run is bounded, tells nothing that did not happen, and each piece names the line that it is of',
  (texts) => {
    const lines = texts.map(event);
    const pieces = coalesced(lines).filter(({ source }) => source !== 'form');

    expect(pieces.length).toBeLessThanOrEqual(8);
    for (const { source, text } of pieces)
      expect(lines.find(({ id }) => source === `line/${id}`)?.spans[0]?.text).toBe(text);
  },
);
