import { bootstrap, type Interval, mean, signTest } from '../stats.ts';
import type { Outcome } from './pairs.ts';

/** What two runs came to. */
export type Result = {
  word: 'better' | 'worse' | 'no difference can be shown';
  /** Moments with a verdict: the unit of all statistics, since several replies to one moment are not independent. */
  moments: number;
  pairs: number;
  /** Of the moments, those with replies that differ: no other can be won or lost. */
  differing: number;
  /** Shares of the pairs; `difference` is wins less losses, from −1 to 1. Null without any verdict. */
  shares: Record<'wins' | 'ties' | 'losses' | 'difference', Interval> | null;
  /** Moments that went more to one side than to the other. */
  won: number;
  lost: number;
  /** Of the exact sign test over the decided moments. */
  chance: number;
};

/** Beyond this chance a difference is not called shown. */
export const SIGNIFICANCE = 0.05;
/** With fewer decided moments no split whatever is uneven enough: 2 · ½⁵ is 0.06. */
const FEWEST_DECIDED = 6;

/** Whether the replies after are better, by two tests that must agree: the exact sign test and the bootstrap interval of the difference. */
export function resultOf(outcomes: readonly Outcome[]): Result {
  const scored = outcomes.filter(({ winner }) => winner !== null);
  const byMoment = grouped(scored, ({ pair }) => pair.moment.key).map(([, all]) => ({
    wins: shareOf(all, 'after'),
    ties: shareOf(all, 'tie'),
    losses: shareOf(all, 'before'),
    difference: shareOf(all, 'after') - shareOf(all, 'before'),
  }));
  const won = byMoment.filter(({ difference }) => difference > 0).length;
  const lost = byMoment.filter(({ difference }) => difference < 0).length;
  const chance = signTest(won, lost);
  const open = scored.filter(({ pair }) => !pair.isSame);
  const interval = (name: keyof (typeof byMoment)[number]) =>
    bootstrap(byMoment, (drawn) => mean(drawn.map((moment) => moment[name])));
  const shares =
    byMoment.length === 0
      ? null
      : {
          wins: interval('wins'),
          ties: interval('ties'),
          losses: interval('losses'),
          difference: interval('difference'),
        };
  const isShown = chance < SIGNIFICANCE && shares !== null;
  const isBetter = isShown && shares.difference.low > 0;
  const isWorse = isShown && shares.difference.high < 0;
  return {
    word: isBetter ? 'better' : isWorse ? 'worse' : 'no difference can be shown',
    moments: byMoment.length,
    pairs: scored.length,
    differing: grouped(open, ({ pair }) => pair.moment.key).length,
    shares,
    won,
    lost,
    chance,
  };
}

/** Said where no difference could be shown, whatever the verdicts were; undefined where one could. */
export const tooFewIn = ({ moments, differing }: Result): string | undefined =>
  differing >= FEWEST_DECIDED
    ? undefined
    : `${differing} of ${moments} moments have replies that differ, and there must be ${FEWEST_DECIDED} or more`;

const shareOf = (outcomes: readonly Outcome[], side: Outcome['winner']): number =>
  outcomes.filter(({ winner }) => winner === side).length / outcomes.length;

/** Items by what they have in common, in the order in which that was first met. */
export function grouped<T>(items: readonly T[], by: (item: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = by(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups];
}
