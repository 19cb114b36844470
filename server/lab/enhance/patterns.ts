import { patternOf } from '../../her/views.ts';
import { countsOf, layoutFigures } from '../checks/layout.ts';
import type { Turn } from './conversation.ts';

/** The layouts that HER names first. */
export const KEY_PATTERNS = [
  'think->act->speech',
  'think->speech',
  'act->speech',
  'speech',
  'think->act->think->speech',
] as const;

/** Fewer turns have no room for so many. */
export const ENOUGH = 5;

export type PatternFigures = {
  turns: number;
  distinct: number;
  entropyBits: number;
  /** Layouts by how many turns have them: more than 1 in 100, more than 1 in 1000, fewer. */
  bands: { common: number; rare: number; rarest: number };
  /** Shares of turns, in the order of `KEY_PATTERNS`. */
  key: number[];
  counts: Map<string, number>;
};

/** How turns of a data set are laid out (HER, arXiv 2601.21459). */
export function patternFigures(patterns: readonly string[]): PatternFigures {
  const counts = countsOf(patterns);
  const { distinct, entropyBits } = layoutFigures(counts);
  const shares = [...counts.values()].map((count) => count / patterns.length);
  return {
    turns: patterns.length,
    distinct,
    entropyBits,
    bands: {
      common: shares.filter((share) => share > 0.01).length,
      rare: shares.filter((share) => share <= 0.01 && share >= 0.001).length,
      rarest: shares.filter((share) => share < 0.001).length,
    },
    key: KEY_PATTERNS.map((pattern) => (counts.get(pattern) ?? 0) / Math.max(1, patterns.length)),
    counts,
  };
}

/** The layouts of a conversation's turns, in order. */
export const patternsOf = (turns: readonly Turn[]): string[] =>
  turns.filter(({ isCharacter }) => isCharacter).map(({ spans }) => patternOf(spans));

/** How many times the same layout stands in a row at most; who only speaks has none. */
export function longestRun(patterns: readonly string[]): number {
  let [longest, run] = [0, 0];
  for (const [index, pattern] of patterns.entries()) {
    run = pattern.includes('->') ? (pattern === patterns[index - 1] ? run + 1 : 1) : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
