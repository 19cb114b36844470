import type { Finding } from '../checks/check.ts';
import type { Winner } from '../judge/judge.ts';
import { deviation, mean } from '../stats.ts';

/** What a reply is worth, and of what it is made up. */
export type Reward = {
  total: number;
  /** 1, 0 or −1: better than the baseline, a tie, worse (HER); null where the judge could not be read: then `total` is what the checks say alone, and nothing to compare with. */
  judge: number | null;
  /** 0 where nothing was found, −1 at worst: all severities together, divided by ten. */
  checks: number;
  /** The severities by the kind of check: `leak`, `repeat` … */
  severities: Record<string, number>;
};

/** Severities that make a reply as bad as can be: two grave faults. */
const WORST_SEVERITY = 10;
const JUDGED: Record<Winner, number> = { cand_1: 1, tie: 0, cand_2: -1 };

/**
 * The judge's word and what was measured, weighed: `judge + checkWeight · checks`. `winner`: with the reply as the first candidate, the
 * baseline as the second.
 */
export function rewardOf(winner: Winner | null, findings: readonly Finding[], checkWeight: number): Reward {
  const severities: Record<string, number> = {};
  for (const { check, severity } of findings) {
    const kind = check.split('.')[0]!;
    severities[kind] = (severities[kind] ?? 0) + severity;
  }
  const sum = Object.values(severities).reduce((all, severity) => all + severity, 0);
  const checks = sum === 0 ? 0 : -Math.min(1, sum / WORST_SEVERITY);
  const judge = winner === null ? null : JUDGED[winner];
  return { total: (judge ?? 0) + checkWeight * checks, judge, checks, severities };
}

/** Those of some replies whose verdict could be read: what was not judged is no tie. */
export const judgedOf = <Of extends { reward: Reward }>(rollouts: readonly Of[]): Of[] =>
  rollouts.filter(({ reward }) => reward.judge !== null);

/** How much better each is than its group, in the group's deviations (group-relative policy optimisation); 0 where all are alike. */
export function advantagesOf(rewards: readonly number[]): number[] {
  const middle = mean(rewards);
  const spread = deviation(rewards);
  return rewards.map((reward) => (spread < 1e-9 ? 0 : (reward - middle) / spread));
}
