import { type JudgeReport, reportOn } from '../judge/bias.ts';
import type { Judge } from '../judge/judge.ts';
import { shown } from '../report/numbers.ts';
import type { Chart, LabReport, Metric, Table } from '../report/report.ts';
import { reportHead } from '../report/write-report.ts';
import type { Interval } from '../stats.ts';
import { examplesOf } from './examples.ts';
import type { Outcome, Pairing } from './pairs.ts';
import type { ReplySet } from './replies.ts';
import { grouped, type Result, resultOf, tooFewIn } from './result.ts';
import { settingsTable } from './settings.ts';

export type RegressionParts = {
  before: ReplySet;
  after: ReplySet;
  pairing: Pairing;
  outcomes: readonly Outcome[];
  judge: Judge;
  /** Of the run that compares. */
  settings: Record<string, unknown>;
  runHash: string;
};

/** The report of two runs of one world's scenes: which is better, how surely, for whom, in what. */
export function regressionReport({
  before,
  after,
  pairing,
  outcomes,
  judge,
  settings,
  runHash,
}: RegressionParts): LabReport {
  const result = resultOf(outcomes);
  const judged = outcomes.flatMap((outcome) => (outcome.judged ? [outcome.judged] : []));
  const tasks = new Map(outcomes.map(({ pair }) => [pair.task.id, pair.task]));
  const bias = reportOn(judged, tasks, judge);
  return {
    kind: 'regression',
    title: `Before and after: ${result.word}`,
    ...reportHead(judge, { settings, runHash }),
    warnings: [...warningsOn(result, pairing, outcomes), ...bias.warnings],
    metrics: metricsOf(result, bias),
    charts: chartsOf(outcomes, bias),
    tables: [
      settingsTable(before.settings, after.settings),
      npcTable(outcomes),
      dimensionTable(bias),
      judgeTable(bias),
    ],
    examples: examplesOf(outcomes),
  };
}

/** The outcome in a sentence, with what it rests on. */
export function verdictText({ word, moments, won, lost, chance, shares }: Result): string {
  if (!shares) return 'No difference can be shown: nothing could be judged.';
  const sure = `${won} of ${moments} moments went to the replies after, ${lost} to those before; by chance alone so uneven a split comes with a probability of ${chance.toFixed(chance < 0.01 ? 4 : 2)}`;
  const start = word === 'no difference can be shown' ? 'No difference can be shown' : `After is ${word}`;
  return `${start}: ${sure}.`;
}

function metricsOf(result: Result, bias: JudgeReport): Metric[] {
  const { shares } = result;
  const share = (name: string, interval: Interval | undefined, explanation: string): Metric => ({
    name,
    ...(interval ?? { value: null }),
    unit: 'share',
    max: 1,
    explanation,
  });
  return [
    share(
      'Difference',
      shares?.difference,
      `Wins less losses of the replies after; 0 is as good as before. ${verdictText(result)}`,
    ),
    share('After is better', shares?.wins, 'Of all pairs, both orders of which were judged.'),
    share('Tie', shares?.ties, 'The same words, as good, or the judge changed its mind with the order.'),
    share('Before is better', shares?.losses, 'What the change has made worse.'),
    share(
      'Flips of the judge',
      bias.scored === 0 ? undefined : bias.flips,
      'Verdicts that changed with the order of the candidates; low is good. They count as ties.',
    ),
  ];
}

function chartsOf(outcomes: readonly Outcome[], { dimensions }: JudgeReport): Chart[] {
  const npcs = byNpc(outcomes);
  const sides = [
    ['after is better', 'after'],
    ['before is better', 'before'],
    ['tie', 'tie'],
  ] as const;
  return [
    {
      title: 'By NPC',
      explanation: 'How many of each NPC’s pairs went to either side.',
      kind: 'bars',
      unit: 'count',
      series: sides.map(([name, side]) => ({
        name,
        points: npcs.map(([npc, all]) => ({
          label: npc,
          value: all.filter(({ winner }) => winner === side).length,
        })),
      })),
    },
    ...(dimensions.length === 0
      ? []
      : [
          {
            title: 'By dimension',
            explanation: 'What the verdicts rest on: principles won by either side.',
            kind: 'bars' as const,
            unit: 'count' as const,
            series: [
              {
                name: 'after is better',
                points: dimensions.map(({ dimension, losses }) => ({ label: dimension, value: losses })),
              },
              {
                name: 'before is better',
                points: dimensions.map(({ dimension, wins }) => ({ label: dimension, value: wins })),
              },
            ],
          },
        ]),
  ];
}

const byNpc = (outcomes: readonly Outcome[]) => grouped(outcomes, ({ pair }) => pair.moment.name);

const npcTable = (outcomes: readonly Outcome[]): Table => ({
  title: 'NPCs',
  explanation:
    'The difference is wins less losses with its 95 % interval, over the moments of the NPC. Where too few of them have replies that differ it shows nothing of this NPC alone.',
  columns: ['NPC', 'Moments', 'After is better', 'Tie', 'Before is better', 'Not judged', 'Difference'],
  rows: byNpc(outcomes).map(([npc, all]) => {
    const result = resultOf(all);
    const { shares, moments } = result;
    const tooFew = tooFewIn(result);
    const count = (side: Outcome['winner']) => all.filter(({ winner }) => winner === side).length;
    return [
      npc,
      moments,
      count('after'),
      count('tie'),
      count('before'),
      count(null),
      shares
        ? `${intervalText(shares.difference)}${tooFew ? `; shows nothing: ${tooFew}` : ''}`
        : 'not measured',
    ];
  }),
});

const dimensionTable = ({ dimensions }: JudgeReport): Table => ({
  title: 'Dimensions',
  explanation: 'Principles by which the verdicts were reached, both orders counted.',
  columns: ['Dimension', 'After is better', 'Tie', 'Before is better'],
  // The judge's first candidate is the one before.
  rows: dimensions.map(({ dimension, wins, ties, losses }) => [dimension, losses, ties, wins]),
});

function judgeTable({
  cases,
  scored,
  unparsed,
  repaired,
  flips,
  firstPlace,
  mixed,
  longer,
}: JudgeReport): Table {
  const share = (of: Interval) => (Number.isNaN(of.value) ? 'not measured' : intervalText(of));
  return {
    title: 'The judge',
    explanation: 'Whether to believe it. The same words twice are not judged.',
    columns: ['What', 'Value'],
    rows: [
      ['Pairs judged', cases],
      ['With a verdict in both orders', scored],
      ['Answers that could not be read, never scored', unparsed.orders],
      ['Answers whose JSON had to be mended', repaired],
      ['Verdicts that changed with the order', share(flips)],
      ['Won by the candidate that stood first', share(firstPlace)],
      ['Verdicts with principles won by both sides', share(mixed)],
      ['Won by the longer candidate', share(longer)],
    ],
  };
}

const percent = (value: number) => shown({ unit: 'share' }, value);
const intervalText = ({ value, low, high }: Interval): string =>
  `${percent(value)} (${percent(low)} to ${percent(high)})`;

function warningsOn(result: Result, pairing: Pairing, outcomes: readonly Outcome[]): string[] {
  const { onlyBefore, onlyAfter } = pairing;
  const alone = [...new Set([...onlyBefore, ...onlyAfter])];
  const tooFew = tooFewIn(result);
  const isSame = outcomes.length > 0 && outcomes.every(({ pair }) => pair.isSame);
  return [
    ...(isSame ? ['All replies are word for word the same: nothing that was changed reaches the NPCs.'] : []),
    ...(result.shares && !isSame && tooFew
      ? [`No difference can be shown, whatever came: ${tooFew}. Write more scenes.`]
      : []),
    ...(alone.length > 0
      ? [
          `${alone.length} moments are in one of the two runs alone, or otherwise there, and are left out: ${alone.slice(0, 5).join(', ')}${alone.length > 5 ? ' …' : ''}.`,
        ]
      : []),
  ];
}
