import { toHer, viewFor } from '../../her/views.ts';
import { type Interval, shareInterval, signTest } from '../stats.ts';
import type { JudgeCase, Judged, Verdict } from './judge.ts';

/** Beyond these a judge is called unfit; the numbers are ours. HER found 70 % mixed verdicts in a sound judge and 6 % in one with a shortcut. */
export const LIMITS = { flips: 0.25, mixed: 0.4, significance: 0.01, length: 0.7 } as const;

/** How a judge did over many cases, and whether to believe it. Shares are 0 to 1. */
export type JudgeReport = {
  judgedBy: string;
  isModel: boolean;
  cases: number;
  /** Cases with a verdict in both orders. */
  scored: number;
  /** Orders without a verdict, by what was wrong; never scored. */
  unparsed: { orders: number; cases: number; problems: { problem: string; count: number }[] };
  /** Orders whose JSON had to be mended. */
  repaired: number;
  wins: { candidate1: number; candidate2: number; ties: number };
  /** Cases that came out otherwise when the candidates changed places. */
  flips: Interval;
  /**
   * Of the verdicts with a winner, those for the candidate that stood first. `gained` counts the cases that flipped by the place that gained
   * by it, and `chance` is how likely so uneven a split of those is: cases that did not flip say nothing about places.
   */
  firstPlace: Interval & { gained: { first: number; second: number }; chance: number };
  /** Of the verdicts in which any principle was won, those in which either side won one. */
  mixed: Interval;
  /** Of the decided cases whose candidates differ in length, those won by the longer one. */
  longer: Interval;
  /** Verdicts in which a dimension was won, lost or tied by the first candidate of the case. */
  dimensions: { dimension: string; wins: number; losses: number; ties: number }[];
  /** What speaks against the judge, a sentence each; empty: nothing found. */
  warnings: string[];
};

/** Sums up verdicts; `tasks` are the cases they are on, by their ids. */
export function reportOn(
  judged: readonly Judged[],
  tasks: ReadonlyMap<string, JudgeCase>,
  judge: { name: string; isModel: boolean },
): JudgeReport {
  const scored = judged.filter(({ winner }) => winner !== null);
  const orders = judged.flatMap((one) => one.orders);
  const problems = new Map<string, number>();
  for (const order of orders)
    if ('problem' in order) problems.set(order.problem, (problems.get(order.problem) ?? 0) + 1);
  const verdicts = orders.flatMap((order) => ('verdict' in order ? [order.verdict] : []));
  const firsts = placesWon(judged);
  const decided = firsts.first + firsts.second;
  const gained = placesGained(scored);
  const compared = verdicts.filter(({ comparisons }) => comparisons.length > 1 && sidesOf(comparisons) > 0);
  const report = {
    judgedBy: judge.name,
    isModel: judge.isModel,
    cases: judged.length,
    scored: scored.length,
    unparsed: {
      orders: orders.filter((order) => 'problem' in order).length,
      cases: judged.length - scored.length,
      problems: [...problems]
        .map(([problem, count]) => ({ problem, count }))
        .toSorted((a, b) => b.count - a.count)
        .slice(0, 20),
    },
    repaired: orders.filter((order) => 'verdict' in order && order.isRepaired).length,
    wins: {
      candidate1: scored.filter(({ winner }) => winner === 'cand_1').length,
      candidate2: scored.filter(({ winner }) => winner === 'cand_2').length,
      ties: scored.filter(({ winner }) => winner === 'tie').length,
    },
    flips: shareInterval(scored.filter(({ isFlipped }) => isFlipped).length, scored.length),
    firstPlace: {
      ...shareInterval(firsts.first, decided),
      gained,
      chance: signTest(gained.first, gained.second),
    },
    mixed: shareInterval(
      compared.filter(({ comparisons }) => sidesOf(comparisons) === 2).length,
      compared.length,
    ),
    longer: longerWins(scored, tasks),
    dimensions: byDimension(verdicts),
  };
  return { ...report, warnings: warningsOn(report) };
}

/** The places that winners stood at; the second order has the candidates exchanged. */
function placesWon(judged: readonly Judged[]): { first: number; second: number } {
  const won = { first: 0, second: 0 };
  for (const { orders } of judged)
    for (const [index, order] of orders.entries()) {
      if (!('verdict' in order) || order.verdict.better === 'tie') continue;
      const isFirst = (order.verdict.better === 'cand_1') === (index === 0);
      won[isFirst ? 'first' : 'second'] += 1;
    }
  return won;
}

/** The cases that flipped, by the place that won more of the two orders. */
function placesGained(scored: readonly Judged[]): { first: number; second: number } {
  const gained = { first: 0, second: 0 };
  for (const one of scored.filter(({ isFlipped }) => isFlipped)) {
    const { first, second } = placesWon([one]);
    gained[first > second ? 'first' : 'second'] += 1;
  }
  return gained;
}

/** Of the two, how many won a principle; a tie is nobody's. */
const sidesOf = (comparisons: Verdict['comparisons']): number =>
  new Set(comparisons.flatMap(({ winner }) => (winner === 'tie' ? [] : [winner]))).size;

function longerWins(scored: readonly Judged[], tasks: ReadonlyMap<string, JudgeCase>): Interval {
  let [longer, decided] = [0, 0];
  for (const { id, winner } of scored) {
    const [one, two] =
      tasks.get(id)?.candidates.map(({ spans }) => toHer(viewFor(spans, 'judge')).length) ?? [];
    if (one === undefined || two === undefined || one === two || winner === 'tie') continue;
    decided += 1;
    if ((winner === 'cand_1') === one > two) longer += 1;
  }
  return shareInterval(longer, decided);
}

function byDimension(verdicts: readonly Verdict[]): JudgeReport['dimensions'] {
  const counted = new Map<string, { wins: number; losses: number; ties: number }>();
  for (const { principles, comparisons } of verdicts) {
    const dimensions = new Map(principles.map(({ name, dimension }) => [name, dimension]));
    for (const { principle, winner } of comparisons) {
      const dimension = dimensions.get(principle) ?? 'Other';
      const count = counted.get(dimension) ?? { wins: 0, losses: 0, ties: 0 };
      count[winner === 'tie' ? 'ties' : winner === 'cand_1' ? 'wins' : 'losses'] += 1;
      counted.set(dimension, count);
    }
  }
  return [...counted].map(([dimension, count]) => ({ dimension, ...count }));
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function warningsOn(report: Omit<JudgeReport, 'warnings'>): string[] {
  const { isModel, scored, cases, flips, firstPlace, mixed, longer, unparsed } = report;
  const warnings: string[] = [];
  if (!isModel) warnings.push('No model judged: only what can be measured was compared.');
  if (unparsed.cases > 0)
    warnings.push(
      `${unparsed.cases} of ${cases} cases have no verdict and are not scored: ${unparsed.problems[0]?.problem}.`,
    );
  if (scored === 0) return warnings;
  if (flips.value > LIMITS.flips)
    warnings.push(
      `Unfit: ${percent(flips.value)} of the verdicts changed with the order of the candidates (limit ${percent(LIMITS.flips)}).`,
    );
  const { gained, chance } = firstPlace;
  if (chance < LIMITS.significance) {
    const place = gained.first > gained.second ? 'first' : 'second';
    const share = place === 'first' ? firstPlace.value : 1 - firstPlace.value;
    warnings.push(
      `Position bias: the ${place} candidate won ${percent(share)} of the decided verdicts, and gained in ${gained[place]} of the ${gained.first + gained.second} cases that changed with the order; by chance so uneven a split comes once in ${Math.max(100, Math.round(1 / chance)).toLocaleString('en-US')} times or less.`,
    );
  }
  if (isModel && mixed.high < LIMITS.mixed)
    warnings.push(
      `Shortcut: in ${percent(1 - mixed.value)} of the verdicts one side won every principle; a sound judge finds something on either side in most (alarm below ${percent(LIMITS.mixed)} mixed).`,
    );
  if (longer.low > LIMITS.length || longer.high < 1 - LIMITS.length)
    warnings.push(
      `Length bias: the ${longer.value > 0.5 ? 'longer' : 'shorter'} candidate won ${percent(Math.max(longer.value, 1 - longer.value))} of the decided cases. If it is not also the better one, the judge counts words.`,
    );
  return warnings;
}
