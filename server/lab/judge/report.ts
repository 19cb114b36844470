import type { Example, LabReport, Metric } from '../report/report.ts';
import { reportHead } from '../report/write-report.ts';
import { shareInterval } from '../stats.ts';
import { type JudgeReport, LIMITS } from './bias.ts';
import type { Judged } from './judge.ts';
import type { Pair } from './pairs.ts';
import { candidateText } from './prompt.ts';

const EXAMPLES = 10;

/** How a judge did, for people. */
export function judgeReport(
  found: JudgeReport,
  judged: readonly Judged[],
  pairs: readonly Pair[],
  { settings, runHash }: { settings: Record<string, unknown>; runHash: string },
): LabReport {
  const byId = new Map(pairs.map((pair) => [pair.task.id, pair]));
  const share = (
    name: string,
    { value, low, high }: { value: number; low: number; high: number },
    explanation: string,
  ): Metric => ({
    name,
    value: Number.isNaN(value) ? null : value,
    ...(!Number.isNaN(value) && { low, high }),
    unit: 'share',
    max: 1,
    explanation,
  });
  const rated = judged.filter(({ id, winner }) => winner !== null && byId.get(id)?.expected !== undefined);
  const agreed = rated.filter(({ id, winner }) => byId.get(id)?.expected === winner);
  return {
    kind: 'judge',
    title: 'Judge',
    ...reportHead({ name: found.judgedBy, isModel: found.isModel }, { settings, runHash }),
    warnings: found.warnings,
    metrics: [
      {
        name: 'Pairs',
        value: found.cases,
        unit: 'count',
        explanation: `${found.scored} have a verdict in both orders; the others are not scored.`,
      },
      share(
        'Agreement with people',
        shareInterval(agreed.length, rated.length),
        'Of the pairs that people had rated, those with the same winner. Ties count as another.',
      ),
      share(
        'Flips',
        found.flips,
        `Verdicts that changed with the order of the two. Over ${LIMITS.flips * 100} % a judge is unfit.`,
      ),
      share(
        'First place',
        found.firstPlace,
        'Of the verdicts with a winner, those for whoever stood first. 50 % is fair.',
      ),
      share(
        'Mixed verdicts',
        found.mixed,
        `Verdicts in which either side won something. Under ${LIMITS.mixed * 100} % the judge has a shortcut.`,
      ),
      share('Longer one wins', found.longer, 'Of the decided pairs, those won by the longer reply.'),
    ],
    charts: [
      {
        title: 'Verdicts',
        explanation: 'Of the scored pairs; orders that disagree are ties.',
        kind: 'bars',
        unit: 'count',
        series: [
          {
            name: 'pairs',
            points: [
              { label: 'First candidate', value: found.wins.candidate1 },
              { label: 'Second candidate', value: found.wins.candidate2 },
              { label: 'Ties', value: found.wins.ties },
              { label: 'No verdict', value: found.unparsed.cases },
            ],
          },
        ],
      },
    ],
    tables: [
      {
        title: 'Dimensions',
        explanation: 'How often either candidate won in them, over all verdicts.',
        columns: ['Dimension', 'First won', 'Second won', 'Tied'],
        rows: found.dimensions.map(({ dimension, wins, losses, ties }) => [dimension, wins, losses, ties]),
      },
      ...(found.unparsed.problems.length > 0
        ? [
            {
              title: 'Answers without a verdict',
              columns: ['What was wrong', 'Answers'],
              rows: found.unparsed.problems.map(({ problem, count }) => [problem, count]),
            },
          ]
        : []),
    ],
    examples: judged
      .filter(({ winner }) => winner !== null)
      .slice(0, EXAMPLES)
      .map((one) => exampleOf(one, byId.get(one.id)!)),
  };
}

function exampleOf({ id, winner, orders, isFlipped }: Judged, { task }: Pair): Example {
  const verdicts = orders.flatMap((order) => ('verdict' in order ? [order.verdict] : []));
  return {
    title: `${id}: ${isFlipped ? 'the orders disagree' : winner === 'tie' ? 'a tie' : `the ${winner === 'cand_1' ? 'first' : 'second'} is better`}`,
    lines: task.candidates.map((candidate, index) => ({
      name: index === 0 ? 'First' : 'Second',
      text: candidateText(task.name, candidate),
    })),
    findings: verdicts
      .flatMap(({ comparisons }) => comparisons)
      .filter((comparison) => comparison.winner !== 'tie')
      .map(
        (comparison) =>
          `${comparison.principle}, to the ${comparison.winner === 'cand_1' ? 'first' : 'second'}: ${comparison.reason}`,
      )
      .filter((text, index, all) => all.indexOf(text) === index)
      .slice(0, 6),
  };
}
