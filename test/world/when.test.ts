import { expect, test } from 'vitest';
import { When } from '../../schemas/when.ts';
import { WorldClock } from '../../server/world/clock.ts';
import { holds } from '../../server/world/when.ts';

let now = 0;
const world = {
  clock: new WorldClock('Day 3, 23:30', 60, () => now),
  weather: 'Heavy rain and fog',
  facts: new Map([['cellar-door', 'The cellar door is locked.']]),
  npcsAt: (location: string | null) =>
    (location === 'tavern' ? [{ id: 'mara' }, { id: 'tom' }] : []) as never,
};

test.each([
  [{}, true],
  [{ locations: ['tavern', 'yard'] }, true],
  [{ locations: ['yard'] }, false],
  [{ weather: ['snow', 'RAIN'] }, true],
  [{ weather: ['snow'] }, false],
  [{ facts: { 'cellar-door': true, bell: false } }, true],
  [{ facts: { 'cellar-door': false } }, false],
  [{ facts: { 'cellar-door': 'The cellar door is locked.' } }, true],
  [{ facts: { 'cellar-door': 'open' } }, false],
  [{ present: ['mara', 'tom'] }, true],
  [{ present: ['mara', 'una'] }, false],
  [{ time: { from: '22:00', to: '2:00' } }, true],
  [{ time: { from: '08:00', to: '23:30' } }, false],
])('%j: %s', (when, expected) => {
  expect(holds(When.parse(when), world, 'tavern')).toBe(expected);
});

test('time goes on over midnight, and a clock of words tells none', () => {
  now = 60_000;
  const late = When.parse({ time: { from: '00:15', to: '01:00' } });
  expect(world.clock.text).toBe('Day 4, 00:30');
  expect(world.clock.minuteOfDay).toBe(30);
  expect(world.clock.minutes).toBe(4 * 24 * 60 + 30);
  expect(holds(late, world, 'tavern')).toBe(true);
  expect(holds(late, { ...world, clock: new WorldClock('at dusk', 1, () => 0) }, 'tavern')).toBe(false);
});

test.each(['24:00', 'noon', '7'])('"%s" is no time of day', (from) => {
  expect(When.safeParse({ time: { from, to: '08:00' } }).success).toBe(false);
});
