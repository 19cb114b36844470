import { patternOf, toHer, viewFor } from '../../her/views.ts';
import { reportOn } from '../judge/bias.ts';
import type { Judge } from '../judge/judge.ts';
import type { Example, LabReport } from '../report/report.ts';
import { reportHead } from '../report/write-report.ts';
import { mean, meanInterval, shareInterval } from '../stats.ts';
import { judgedOf } from './rewards.ts';
import type { Group } from './run-rollouts.ts';

const EXAMPLES = 6;

/** What came of sampling: how good, how different, and whether to believe the judge. */
export function rolloutsReport(
  groups: readonly Group[],
  { judge, settings, runHash }: { judge: Judge; settings: Record<string, unknown>; runHash: string },
): LabReport {
  const rollouts = groups.flatMap((group) => group.rollouts);
  const judged = rollouts.map((rollout) => rollout.judged);
  const scored = judgedOf(rollouts);
  const unread = rollouts.length - scored.length;
  const wins = scored.filter(({ reward }) => reward.judge === 1).length;
  const losses = scored.filter(({ reward }) => reward.judge === -1).length;
  const patterns = rollouts.map(({ spans }) => patternOf(spans));
  const kinds = new Map<string, number>();
  for (const { reward } of rollouts)
    for (const [kind, severity] of Object.entries(reward.severities))
      kinds.set(kind, (kinds.get(kind) ?? 0) + severity);
  const flat = groups.filter(
    (group) => new Set(judgedOf(group.rollouts).map(({ reward }) => reward.total)).size < 2,
  );
  const tasks = new Map(rollouts.map(({ task }) => [task.id, task]));
  return {
    kind: 'rollouts',
    title: 'Rollouts',
    ...reportHead(judge, { settings, runHash }),
    warnings: [
      ...reportOn(judged, tasks, judge).warnings,
      ...(unread > 0
        ? [
            `${unread} of ${rollouts.length} replies could not be judged: they are in no group, no pair and no mean.`,
          ]
        : []),
      ...(flat.length > 0
        ? [
            `All replies to ${flat.length} of ${groups.length} prompts are worth the same: nothing is learned from those.`,
          ]
        : []),
    ],
    metrics: [
      {
        name: 'Reward',
        ...meanInterval(scored.map(({ reward }) => reward.total)),
        unit: 'points',
        max: 1,
        explanation:
          'The mean over all judged replies; 1 is better than the baseline without a fault, −1 worse.',
      },
      {
        name: 'Better than the baseline',
        ...shareInterval(wins, scored.length),
        unit: 'share',
        max: 1,
        explanation: `Of ${scored.length} judged replies; ${losses} were worse, the others ties.`,
      },
      { name: 'Replies', value: rollouts.length, unit: 'count', explanation: `To ${groups.length} prompts.` },
      {
        name: 'Layouts',
        value: new Set(patterns).size,
        unit: 'count',
        explanation:
          'Different orders of thought, action and speech. Few of them are the first sign of a policy that collapses.',
      },
    ],
    charts: [
      {
        title: 'Rewards',
        explanation: 'How many judged replies are worth how much.',
        kind: 'bars',
        unit: 'count',
        series: [{ name: 'replies', points: histogram(scored.map(({ reward }) => reward.total)) }],
      },
      {
        title: 'What the checks found',
        explanation: 'Severities together, by kind.',
        kind: 'bars',
        unit: 'count',
        series: [
          {
            name: 'severity',
            points: [...kinds]
              .map(([label, value]) => ({ label, value }))
              .toSorted((a, b) => b.value - a.value),
          },
        ],
      },
    ],
    tables: [
      {
        title: 'Prompts',
        columns: ['Prompt', 'Replies', 'Mean reward', 'Best', 'Worst'],
        rows: groups.map(({ prompt, rollouts: all }) => {
          const totals = judgedOf(all).map(({ reward }) => reward.total);
          const figures = [mean(totals), Math.max(...totals), Math.min(...totals)];
          return [
            prompt.id,
            all.length,
            ...figures.map((figure) => (totals.length > 0 ? figure.toFixed(2) : 'not judged')),
          ];
        }),
      },
    ],
    examples: groups
      .filter((group) => judgedOf(group.rollouts).length > 0)
      .slice(0, EXAMPLES)
      .map(exampleOf),
  };
}

function histogram(rewards: readonly number[]) {
  const counts = new Map<number, number>();
  for (const reward of rewards) {
    const step = Math.round(reward * 4) / 4;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([step, value]) => ({ label: step.toFixed(2), value }));
}

function exampleOf({ prompt, baseline, rollouts }: Group): Example {
  const ranked = judgedOf(rollouts).toSorted((a, b) => b.reward.total - a.reward.total);
  const [best, worst] = [ranked[0]!, ranked.at(-1)!];
  const text = (spans: Parameters<typeof viewFor>[0]) => toHer(viewFor(spans, 'judge'));
  return {
    title: prompt.id,
    lines: [
      { name: `Baseline`, text: text(baseline.spans) },
      { name: `Best, ${best.reward.total.toFixed(2)}`, text: text(best.spans) },
      { name: `Worst, ${worst.reward.total.toFixed(2)}`, text: text(worst.spans) },
    ],
    findings: Object.entries(worst.reward.severities).map(
      ([kind, severity]) => `The worst: ${kind}, severity ${severity}`,
    ),
  };
}
