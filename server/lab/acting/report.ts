import { toHer, viewFor } from '../../her/views.ts';
import { grouped } from '../regression/result.ts';
import type { Example, LabReport, Metric } from '../report/report.ts';
import { reportHead } from '../report/write-report.ts';
import { mean, meanInterval } from '../stats.ts';
import type { CaseScore, FlawFinder } from './judge.ts';
import type { ActedCase } from './run-acting.ts';
import { type ActingDimension, DIMENSIONS } from './score.ts';

const EXPLAINED: Record<ActingDimension, string> = {
  'Storyline Consistency': 'Whether characters react as in the original. 100 is without a flaw.',
  Anthropomorphism:
    'Whether they are like living beings, with wishes and feelings of their own. 100 is without a flaw.',
  'Character Fidelity': 'Whether main characters are true to their profiles. 100 is without a flaw.',
  'Storyline Quality':
    'Whether the scene goes somewhere, makes sense and does not repeat itself. 100 is without a flaw.',
};
/** `leftOut`: cases that could not be read, where and why. */
type ActingReportParts = {
  settings: Record<string, unknown>;
  runHash: string;
  finder: FlawFinder;
  leftOut: readonly string[];
};

const EXAMPLES = 12;
const SHOWN_TURNS = 4;

/**
 * The report of acted scenes. Scores are means over scenes with 95 % intervals; several goes at one scene are not independent and count as their
 * mean. What could not be read is in none.
 */
export function actingReport(
  cases: readonly ActedCase[],
  { settings, runHash, finder, leftOut }: ActingReportParts,
): LabReport {
  const of = (measure: (score: CaseScore) => number | null) => byScene(cases, measure);
  const metrics = [
    metricOf(
      'Average',
      of(({ average }) => average),
      averageText(cases),
    ),
    ...DIMENSIONS.map((dimension) =>
      metricOf(
        dimension,
        of((score) => scoreIn(score, dimension)),
        EXPLAINED[dimension],
      ),
    ),
    overlap(
      'BLEU',
      of(({ bleu }) => bleu),
    ),
    overlap(
      'ROUGE-L',
      of(({ rougeL }) => rougeL),
    ),
  ];
  return {
    kind: 'acting',
    title: 'Given-circumstance acting',
    ...reportHead(finder, { settings, runHash }),
    warnings: warningsOn(cases, finder, leftOut),
    metrics,
    charts: [
      {
        title: 'Scores',
        explanation: 'Means over the scenes; the lines are 95 % intervals.',
        kind: 'bars',
        unit: 'points',
        max: 100,
        series: [
          {
            name: finder.name,
            points: metrics
              .slice(0, 5)
              .flatMap(({ name, value, low, high }) =>
                value === null
                  ? []
                  : [{ label: name, value, ...(low !== undefined && { low, high: high! }) }],
              ),
          },
        ],
      },
      {
        title: 'Flaws by type',
        explanation: 'How often each kind of flaw was found, whatever its severity.',
        kind: 'bars',
        unit: 'count',
        series: [{ name: 'flaws', points: byType(cases) }],
      },
    ],
    tables: [
      {
        title: 'Scenes',
        columns: ['Scene', 'Turns', ...DIMENSIONS, 'Average', 'Ended'],
        rows: cases
          .toSorted((a, b) => (a.score.average ?? 101) - (b.score.average ?? 101))
          .map(({ scene, repeat, score, simulation }) => [
            repeat === 0 ? scene.id : `${scene.id} (${repeat + 1})`,
            score.actorTurns,
            ...score.dimensions.map((found) => points(found.score)),
            points(score.average),
            simulation.ended === 'end' ? 'by the director' : 'no more rounds',
          ]),
      },
    ],
    examples: worst(cases),
  };
}

const scoreIn = ({ dimensions }: CaseScore, dimension: ActingDimension): number | null =>
  dimensions.find((found) => found.dimension === dimension)!.score;

/** A value for each scene: the mean of its repetitions that have one; null where none has. */
const byScene = (cases: readonly ActedCase[], measure: (score: CaseScore) => number | null) =>
  grouped(cases, ({ scene }) => scene.id).map(([, all]) => {
    const known = all.map(({ score }) => measure(score)).filter((value) => value !== null);
    return known.length === 0 ? null : mean(known);
  });

/** What the average is of: of less than the four wherever a verdict is missing. */
function averageText(cases: readonly ActedCase[]): string {
  const counts = DIMENSIONS.map((dimension) => ({
    dimension,
    count: cases.filter(({ score }) => scoreIn(score, dimension) !== null).length,
  }));
  if (counts.every(({ count }) => count === cases.length)) return 'The mean of the four.';
  const told = counts.map(({ dimension, count }) => `${dimension} in ${count}`).join(', ');
  return `The mean of the dimensions that a scene has a score in; of ${cases.length} acted: ${told}.`;
}

function metricOf(name: string, scores: readonly (number | null)[], explanation: string): Metric {
  const known = scores.filter((score) => score !== null);
  const missing = scores.length - known.length;
  const told =
    missing === 0
      ? explanation
      : `${explanation} ${missing} of ${scores.length} scenes have none and are left out.`;
  if (known.length === 0) return { name, value: null, unit: 'points', max: 100, explanation: told };
  const { value, low, high } = meanInterval(known);
  return {
    name,
    value,
    ...(known.length > 1 && { low: Math.max(0, low), high: Math.min(100, high) }),
    unit: 'points',
    max: 100,
    explanation: told,
  };
}

function overlap(name: string, shares: readonly (number | null)[]): Metric {
  const known = shares.filter((share) => share !== null);
  const explanation =
    'How much of the wording is the original’s; high is near to it, which need not be good.';
  if (known.length === 0) return { name, value: null, unit: 'share', max: 1, explanation };
  return { name, ...meanInterval(known), unit: 'share', max: 1, explanation };
}

function byType(cases: readonly ActedCase[]) {
  const counts = new Map<string, number>();
  for (const { score } of cases)
    for (const { flaws } of score.dimensions)
      for (const { type } of flaws) counts.set(type || 'unnamed', (counts.get(type || 'unnamed') ?? 0) + 1);
  return [...counts]
    .map(([label, value]) => ({ label, value }))
    .toSorted((a, b) => b.value - a.value)
    .slice(0, 20);
}

function warningsOn(cases: readonly ActedCase[], finder: FlawFinder, leftOut: readonly string[]): string[] {
  const unread = cases
    .flatMap(({ score }) => score.dimensions)
    .filter(({ problem }) => problem !== undefined);
  const problems = [...new Set(unread.map(({ problem }) => problem!))].slice(0, 3);
  // Without a model nobody is asked: all are drawn.
  const disobeyed = finder.isModel
    ? cases.flatMap(({ simulation }) => simulation.choices).filter(({ isObeyed }) => !isObeyed)
    : [];
  return [
    ...(finder.isModel
      ? []
      : [
          'No model judged: only flaws that can be measured are counted, so scores say what is wrong, never what is good.',
        ]),
    ...(unread.length > 0
      ? [
          `${unread.length} of ${cases.length * 4} verdicts are missing and never scored: ${problems.join('; ')}.`,
        ]
      : []),
    ...(leftOut.length > 0
      ? [
          `What could not be read was left out: ${leftOut.slice(0, 5).join('; ')}${leftOut.length > 5 ? `; and ${leftOut.length - 5} more` : ''}.`,
        ]
      : []),
    ...(disobeyed.length > 0
      ? [`${disobeyed.length} choices of the next speaker could not be obeyed; one was drawn instead.`]
      : []),
  ];
}

/** The gravest flaws with the turns where the words stand, else the last ones. */
function worst(cases: readonly ActedCase[]): Example[] {
  return cases
    .flatMap((acted) =>
      acted.score.dimensions.flatMap(({ dimension, flaws }) =>
        flaws.map((flaw) => ({ acted, dimension, flaw })),
      ),
    )
    .toSorted((a, b) => (b.flaw.severity ?? 0) - (a.flaw.severity ?? 0))
    .slice(0, EXAMPLES)
    .map(({ acted: { scene, simulation }, dimension, flaw }) => {
      const lines = simulation.turns.map(({ name, spans }) => ({
        name,
        text: toHer(viewFor(spans, 'judge')),
      }));
      const words = flaw.instance.slice(0, 40);
      const at = flaw.round ?? (words === '' ? -1 : lines.findIndex(({ text }) => text.includes(words)));
      const end = at < 0 ? lines.length : at + 1;
      return {
        title: `${scene.id}: ${dimension}`,
        lines: lines.slice(Math.max(0, end - SHOWN_TURNS), end),
        findings: [
          `${flaw.type || 'Flaw'}${flaw.severity === undefined ? '' : ` (severity ${flaw.severity})`}: ${flaw.instance}`,
        ],
      };
    });
}

const points = (score: number | null): string => (score === null ? 'not judged' : score.toFixed(1));
