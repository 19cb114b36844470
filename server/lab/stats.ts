import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A number with the interval that holds the true one in 95 of 100 cases. */
export type Interval = { value: number; low: number; high: number };

/** Numbers from 0 up to 1 that are the same for the same seed. */
export function seeded(seed: number): () => number {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/** A seed made of a text (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** With the sample's own spread (n − 1); 0 for fewer than two. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1));
}

/** The mean with its 95 % interval by Student's t; NaN without values, no width for one. */
export function meanInterval(values: readonly number[]): Interval {
  const value = mean(values);
  const half =
    values.length < 2 ? 0 : (studentT(values.length - 1) * deviation(values)) / Math.sqrt(values.length);
  return { value, low: value - half, high: value + half };
}

/** A share with Wilson's 95 % interval; NaN without trials. */
export function shareInterval(successes: number, trials: number): Interval {
  if (trials === 0) return { value: Number.NaN, low: 0, high: 1 };
  const share = successes / trials;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * trials)) / (1 + z2 / trials);
  const half =
    (Z * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials);
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** How likely so uneven a split is, or a more uneven one, where both sides are equally likely: the exact two-sided sign test. */
export function signTest(wins: number, losses: number): number {
  const trials = wins + losses;
  const least = Math.min(wins, losses);
  // In logarithms: 2^-n is nothing beyond some thousand trials.
  let term = -trials * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= least; k += 1) {
    if (k > 0) term += Math.log((trials - k + 1) / k);
    tail += Math.exp(term);
  }
  return Math.min(1, 2 * tail);
}

/** The 95 % interval of a statistic by drawing the sample again, with replacement: the percentile bootstrap. */
export function bootstrap<T>(
  sample: readonly T[],
  statistic: (drawn: readonly T[]) => number,
  { draws = 2000, seed = 42 } = {},
): Interval {
  const random = seeded(seed);
  const found = Array.from({ length: draws }, () =>
    statistic(Array.from(sample, () => sample[Math.floor(random() * sample.length)]!)),
  ).sort((a, b) => a - b);
  const at = (share: number) => found[Math.min(draws - 1, Math.floor(share * draws))]!;
  return { value: statistic(sample), low: at(0.025), high: at(0.975) };
}

/** Of the normal distribution, two-sided 95 %. */
const Z = 1.959964;

/** Two-sided 95 % quantiles of Student's t, for 1 to 30 degrees of freedom. */
const T = [
  12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281, 2.201, 2.1788, 2.1604,
  2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.093, 2.086, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555,
  2.0518, 2.0484, 2.0452, 2.0423,
];

/** Beyond the table by the first terms of its expansion around the normal, which is right to four places there. */
const studentT = (freedom: number): number =>
  T[freedom - 1] ??
  Z +
    (Z ** 3 + Z) / (4 * freedom) +
    (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / (96 * freedom ** 2) +
    (3 * Z ** 7 + 19 * Z ** 5 + 17 * Z ** 3 - 15 * Z) / (384 * freedom ** 3);
