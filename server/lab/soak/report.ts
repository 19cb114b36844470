import { toHer, viewFor } from '../../her/views.ts';
import type { Chart, Example, LabReport, Metric, Table } from '../report/report.ts';
import { reportHead } from '../report/write-report.ts';
import { DIMENSIONS, PENALISED, PILLARS, type SoakDimension } from './dimensions.ts';
import type { ChunkJudge, SoakFlaw } from './judge.ts';
import {
  comparable,
  driftOf,
  type JudgedTalk,
  ofDimension,
  overRuns,
  runScores,
  type Scored,
  scoreOf,
} from './scored.ts';

/** Of each dimension. */
const EXAMPLES = 3;

export type SoakParts = {
  talks: readonly JudgedTalk[];
  judge: Pick<ChunkJudge, 'name' | 'isModel'>;
  /** Who played the players. */
  player: string;
  settings: Record<string, unknown>;
  runHash: string;
};

/** The report of long talks: six dimensions, what they are like stretch by stretch, and what is wrong. */
export function soakReport({ talks, judge, player, settings, runHash }: SoakParts): LabReport {
  return {
    kind: 'soak',
    title: 'Long talks',
    ...reportHead(judge, { settings, runHash }),
    warnings: warningsOn(talks, judge, player),
    metrics: metricsOf(talks),
    charts: [byChunk(talks), dimensionChart(talks)],
    tables: [seedTable(talks), flawTable(talks)],
    examples: worst(talks),
  };
}

/** Whether talk gets worse as it goes on, in a sentence; undefined where nothing can be said. */
export function driftText(talks: readonly JudgedTalk[]): string | undefined {
  const drift = overRuns(driftOf(talks));
  if (!drift) return undefined;
  const by = `${Math.abs(drift.value).toFixed(1)} points`;
  if (!('low' in drift))
    return `Behind the first stretch it changes by ${drift.value.toFixed(1)} points; with one run nobody knows whether that is chance.`;
  if (drift.high < 0) return `It gets worse as it goes on: ${by} behind the first stretch.`;
  if (drift.low > 0) return `It gets better as it goes on: ${by} behind the first stretch.`;
  return 'That it gets worse as it goes on cannot be shown.';
}

function metricsOf(talks: readonly JudgedTalk[]): Metric[] {
  const metric = (name: string, take: (scored: Scored) => number | null, explanation: string): Metric =>
    points(name, runScores(talks, take), explanation);
  const drift = overRuns(driftOf(talks));
  return [
    metric(
      'Overall',
      comparable,
      'Half Worlds, a quarter Stories, a quarter User Preferences; 100 is without a flaw.',
    ),
    ...PILLARS.map(({ name, dimensions }) =>
      metric(name, ({ pillars }) => pillars[name], `The mean of ${dimensions.join(', ')}.`),
    ),
    ...DIMENSIONS.map((dimension) =>
      metric(dimension, ofDimension(dimension), `What costs points: ${PENALISED[dimension]}.`),
    ),
    {
      name: 'Change as it goes on',
      value: drift?.value ?? null,
      ...(drift && 'low' in drift && { low: drift.low, high: drift.high }),
      unit: 'points',
      explanation: driftText(talks) ?? 'There is one stretch alone, or nothing was scored.',
    },
  ];
}

function points(name: string, values: readonly number[], explanation: string): Metric {
  const found = overRuns(values);
  return {
    name,
    value: found?.value ?? null,
    ...(found && 'low' in found && { low: Math.max(0, found.low), high: Math.min(100, found.high) }),
    unit: 'points',
    max: 100,
    explanation: found ? explanation : `${explanation} Nothing could be measured or read.`,
  };
}

function byChunk(talks: readonly JudgedTalk[]): Chart {
  const starts = [...new Set(talks.flatMap(({ chunks }) => chunks.map(({ from }) => from)))].toSorted(
    (a, b) => a - b,
  );
  const series = (name: string, take: (scored: Scored) => number | null) => ({
    name,
    points: starts.flatMap((start) => {
      const { value, low, high } = points(
        name,
        runScores(talks, take, ({ from }) => from === start),
        '',
      );
      const end = talks.flatMap(({ chunks }) => chunks).find(({ from }) => from === start)!.to;
      return value === null
        ? []
        : [{ label: `${start + 1}–${end}`, value, ...(low !== undefined && { low, high: high! }) }];
    }),
  });
  return {
    title: 'As talk goes on',
    explanation:
      'Means over the talks, stretch by stretch; the upright lines are 95 % intervals over the runs.',
    kind: 'lines',
    unit: 'points',
    max: 100,
    series: [
      series('Overall', comparable),
      ...PILLARS.map(({ name }) => series(name, ({ pillars }) => pillars[name])),
    ].filter(({ points: found }) => found.length > 0),
  };
}

function dimensionChart(talks: readonly JudgedTalk[]): Chart {
  const found = DIMENSIONS.map((dimension) =>
    points(dimension, runScores(talks, ofDimension(dimension)), ''),
  );
  return {
    title: 'Dimensions',
    explanation: 'Means over all talks; the lines are 95 % intervals over the runs.',
    kind: 'bars',
    unit: 'points',
    max: 100,
    series: [
      {
        name: 'score',
        points: found.flatMap(({ name, value, low, high }) =>
          value === null ? [] : [{ label: name, value, ...(low !== undefined && { low, high: high! }) }],
        ),
      },
    ],
  };
}

function seedTable(talks: readonly JudgedTalk[]): Table {
  const rows = talks
    .map(({ talk, chunks }) => ({ talk, chunks, scored: scoreOf(chunks) }))
    .toSorted((a, b) => (a.scored.overall ?? 101) - (b.scored.overall ?? 101));
  return {
    title: 'Talks',
    explanation: 'The worst first.',
    columns: ['Seed', 'NPC', 'Run', 'Turns', 'Silent', 'Overall', ...PILLARS.map(({ name }) => name)],
    rows: rows.map(({ talk, scored }) => [
      talk.seed.id,
      talk.seed.stage.persona.name,
      talk.run + 1,
      talk.turns.length,
      talk.turns.filter(({ reply }) => viewFor(reply.spans, 'npc').length === 0).length,
      shown(scored.overall),
      ...PILLARS.map(({ name }) => shown(scored.pillars[name])),
    ]),
  };
}

function flawTable(talks: readonly JudgedTalk[]): Table {
  const chunks = talks.flatMap((judged) => judged.chunks);
  const count = (dimension: SoakDimension, isFirst: boolean) =>
    chunks
      .filter(({ from }) => (from === 0) === isFirst)
      .flatMap(({ verdict }) => flawsOf(verdict))
      .filter((flaw) => flaw.dimension === dimension).length;
  return {
    title: 'Flaws',
    columns: ['Dimension', 'In first stretches', 'Later'],
    rows: DIMENSIONS.map((dimension) => [dimension, count(dimension, true), count(dimension, false)]),
  };
}

const flawsOf = (verdict: JudgedTalk['chunks'][number]['verdict']): readonly SoakFlaw[] =>
  'flaws' in verdict ? verdict.flaws : [];

function warningsOn(
  talks: readonly JudgedTalk[],
  judge: Pick<ChunkJudge, 'isModel'>,
  player: string,
): string[] {
  const chunks = talks.flatMap((judged) => judged.chunks);
  const problems = chunks.flatMap(({ verdict }) => ('problem' in verdict ? [verdict.problem] : []));
  const runs = new Set(talks.map(({ talk }) => talk.run)).size;
  return [
    ...(judge.isModel
      ? []
      : [
          'No model judged: only what can be measured counts, so scores say what is wrong, never what is good. Knowledge is not measured; Worlds is the mean of the other two.',
        ]),
    ...(player === 'script'
      ? [
          'The player read from a script: it says what players say, and does not listen. Its lines are English.',
        ]
      : []),
    ...(problems.length > 0
      ? [
          `${problems.length} of ${chunks.length} stretches have no verdict and are not scored: ${[...new Set(problems)].slice(0, 3).join('; ')}.`,
        ]
      : []),
    ...(runs < 2 ? ['With one run there are no intervals.'] : []),
  ];
}

/** Of each dimension the turns with most against them, and what the player had said. */
const worst = (talks: readonly JudgedTalk[]): Example[] =>
  DIMENSIONS.flatMap((dimension) =>
    talks
      .flatMap(({ talk, chunks }) => {
        const flaws = chunks
          .flatMap(({ verdict }) => flawsOf(verdict))
          .filter((flaw) => flaw.dimension === dimension);
        return talk.turns.map((turn) => {
          const own = flaws.filter((flaw) => flaw.turn === turn.number);
          return { talk, turn, own, gravity: own.reduce((sum, { severity }) => sum + (severity ?? 1), 0) };
        });
      })
      .filter(({ own }) => own.length > 0)
      .toSorted((a, b) => b.gravity - a.gravity)
      .slice(0, EXAMPLES)
      .map(({ talk: { seed, run }, turn, own }) => ({
        title: `${dimension}: ${seed.id}, run ${run + 1}, turn ${turn.number}`,
        lines: [
          ...(turn.player ? [{ name: seed.user.name, text: toHer(turn.player) }] : []),
          { name: seed.stage.persona.name, text: toHer(viewFor(turn.reply.spans, 'judge')) },
        ],
        findings: own.map(({ what }) => what),
      })),
  );

const shown = (score: number | null): string => (score === null ? 'not judged' : score.toFixed(1));
