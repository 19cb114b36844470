import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { bootstrap, meanInterval, seeded, shareInterval, signTest } from '../../server/lab/stats.ts';

test('the mean and its interval are those worked by hand', () => {
  // 2 4 4 4 5 5 7 9: mean 5, sum of squares 32, s = sqrt(32 / 7), t(7) = 2.3646, half = 2.3646 * s / sqrt(8) = 1.7875
  const { value, low, high } = meanInterval([2, 4, 4, 4, 5, 5, 7, 9]);

  expect(value).toBe(5);
  expect(low).toBeCloseTo(3.2125, 3);
  expect(high).toBeCloseTo(6.7875, 3);
  expect(meanInterval([3])).toEqual({ value: 3, low: 3, high: 3 });
});

test('beyond the table the interval goes on as the published quantiles do', () => {
  // t(40) = 2.0211, t(100) = 1.9840
  for (const [n, t] of [
    [41, 2.0211],
    [101, 1.984],
  ] as const) {
    const values = Array.from({ length: n }, (_, index) => index);
    const { value, high } = meanInterval(values);
    const s = Math.sqrt((n * (n + 1)) / 12);
    expect(((high - value) * Math.sqrt(n)) / s).toBeCloseTo(t, 4);
  }
});

test('a share has the interval of Wilson’s published example', () => {
  // 81 of 263 (Newcombe 1998): 0.2553 to 0.3662
  const { low, high } = shareInterval(81, 263);

  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(shareInterval(0, 0)).toMatchObject({ low: 0, high: 1 });
});

test('the sign test is exact', () => {
  // 2 * (1 + 10) / 1024
  expect(signTest(9, 1)).toBeCloseTo(22 / 1024, 10);
  expect(signTest(5, 5)).toBe(1);
  expect(signTest(0, 0)).toBe(1);
  expect(signTest(5000, 5200)).toBeCloseTo(0.0487, 3);
});

property.prop([fc.nat(300), fc.nat(300)])('the sign test knows no side, and no chance beyond 1', (a, b) => {
  expect(signTest(a, b)).toBeCloseTo(signTest(b, a), 10);
  expect(signTest(a, b)).toBeLessThanOrEqual(1);
  expect(signTest(a, b)).toBeGreaterThan(0);
});

test('the bootstrap is the same for a seed and holds the mean', () => {
  const sample = [1, 2, 3, 4, 5, 6];
  const average = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  const found = bootstrap(sample, average);

  expect(found).toEqual(bootstrap(sample, average));
  expect(found.low).toBeLessThan(3.5);
  expect(found.high).toBeGreaterThan(3.5);
  expect(found.high - found.low).toBeLessThan(3.5);
  expect(seeded(7)()).toBe(seeded(7)());
});
