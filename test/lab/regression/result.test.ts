import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Outcome, Pair } from '../../../server/lab/regression/pairs.ts';
import { resultOf, tooFewIn } from '../../../server/lab/regression/result.ts';
import { differing } from '../../../server/lab/regression/settings.ts';

const outcome = (moment: number, winner: Outcome['winner']): Outcome => ({
  winner,
  pair: { moment: { key: String(moment) } } as Pair,
});
const all = (winner: Outcome['winner'], count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => outcome(from + index, winner));

test.each([
  // 2 · (1/2)^6
  ['six wins', all('after', 6), 'better', 1, 0.03125],
  // 2 · (1/2)^5: not uneven enough
  ['five wins', all('after', 5), 'no difference can be shown', 1, 0.0625],
  // (9 − 1) / 10; 2 · (1 + 10) / 2^10
  ['nine losses to one win', [...all('before', 9), ...all('after', 1, 9)], 'worse', -0.8, 22 / 1024],
  ['three to three', [...all('before', 3), ...all('after', 3, 3)], 'no difference can be shown', 0, 1],
  // Ties count for the share, not for the test.
  ['six wins and two ties', [...all('after', 6), ...all('tie', 2, 6)], 'better', 0.75, 0.03125],
])('%s', (_, outcomes, word, difference, chance) => {
  const result = resultOf(outcomes);

  expect(result.word).toBe(word);
  expect(result.shares!.difference.value).toBeCloseTo(difference, 10);
  expect(result.chance).toBeCloseTo(chance, 10);
});

test('twenty replies to one moment are one moment', () => {
  const result = resultOf(Array.from({ length: 20 }, () => outcome(1, 'after')));

  expect(result).toMatchObject({
    word: 'no difference can be shown',
    moments: 1,
    pairs: 20,
    won: 1,
    chance: 1,
  });
});

test('moments of which all replies are the same cannot decide anything: too few others are told', () => {
  const same = all('tie', 6, 5).map((one) => ({ ...one, pair: { ...one.pair, isSame: true } }));

  const result = resultOf([...all('before', 5), ...same]);

  expect(result).toMatchObject({ word: 'no difference can be shown', moments: 11, differing: 5, lost: 5 });
  expect(tooFewIn(result)).toBe('5 of 11 moments have replies that differ, and there must be 6 or more');
  expect(tooFewIn(resultOf([...all('before', 6), ...same]))).toBeUndefined();
});

test('what could not be read counts nowhere', () => {
  expect(resultOf([...all('after', 6), ...all(null, 30, 6)])).toEqual(resultOf(all('after', 6)));
  expect(resultOf(all(null, 3))).toMatchObject({ shares: null, moments: 0 });
});

const Winner = fc.constantFrom('before' as const, 'after' as const, 'tie' as const, null);
property.prop([fc.array(fc.tuple(fc.nat(8), Winner), { maxLength: 40 })])(
  'before and after exchanged, the result is exchanged',
  (drawn) => {
    const mirror = { before: 'after', after: 'before', tie: 'tie' } as const;
    const result = resultOf(drawn.map(([moment, winner]) => outcome(moment, winner)));
    const mirrored = resultOf(
      drawn.map(([moment, winner]) => outcome(moment, winner === null ? null : mirror[winner])),
    );

    expect(mirrored.chance).toBe(result.chance);
    expect([mirrored.won, mirrored.lost]).toEqual([result.lost, result.won]);
    if (result.shares) {
      const { wins, ties, losses, difference } = result.shares;
      expect(mirrored.shares!.difference.value).toBeCloseTo(-difference.value, 10);
      expect(wins.value + ties.value + losses.value).toBeCloseTo(1, 10);
      for (const { value, low, high } of [wins, ties, losses, difference]) {
        expect(low).toBeLessThanOrEqual(value + 1e-9);
        expect(high).toBeGreaterThanOrEqual(value - 1e-9);
      }
    }
  },
);

test('settings that differ are named in depth; those of the judging are not among them', () => {
  expect(
    differing(
      { actor: 'a', judge: 'x', personas: { mara: '1', tom: '2' }, plan: 'full' },
      { actor: 'a', against: 'y', personas: { mara: '3', tom: '2' }, plan: 'off', samples: 2 },
    ),
  ).toEqual([
    { name: 'personas.mara', before: '1', after: '3' },
    { name: 'plan', before: 'full', after: 'off' },
    { name: 'samples', before: 'nothing', after: '2' },
  ]);
});
