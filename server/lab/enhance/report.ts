import type { LabReport, Metric, Table } from '../report/report.ts';
import { type Counts, repetitive } from './counts.ts';
import { ENOUGH, KEY_PATTERNS, type PatternFigures, patternFigures } from './patterns.ts';
import type { Tallies } from './synthesis.ts';
import type { Tally } from './tally.ts';

export type EnhanceReport = LabReport & { counts: Omit<Counts, 'layouts'> };

const STAGES: Record<keyof Tallies, { name: string; otherwise: string }> = {
  thoughts: { name: '1 Thoughts and actions', otherwise: 'the turn as it came in' },
  drafts: { name: '2a Plans, forward', otherwise: 'no draft: the plan is written anew' },
  plans: { name: '2b Plans, backward', otherwise: 'no plan' },
  settings: { name: '3 Settings', otherwise: 'nothing added' },
};
const SHOWN_PATTERNS = 20;

/** What came in, what goes out, and why not. Nothing here is judged: all of it was counted and checked by rules. */
export function enhanceReport(
  { layouts, ...counts }: Counts,
  about: { settings: Record<string, unknown>; runHash: string; model: string | undefined },
): EnhanceReport {
  const [before, after] = [patternFigures(layouts.before.flat()), patternFigures(layouts.after.flat())];
  const { conversations, turns, tallies } = counts;
  return {
    kind: 'enhance',
    title: 'Reverse synthesis',
    madeAt: new Date().toISOString(),
    judgedBy: 'measurable checks',
    isModelJudge: false,
    runHash: about.runHash,
    settings: about.settings,
    counts,
    warnings: warningsOn(counts, layouts.after, about.model),
    metrics: [
      share('Conversations exported', conversations.accepted, conversations.found, 'Of all that came in.'),
      share(
        'Turns enhanced',
        tallies.thoughts.accepted,
        tallies.thoughts.items,
        'Of characters’ turns; the others are as they came in. HER: 88.2 %.',
      ),
      share(
        'Turns with a plan',
        tallies.plans.accepted,
        tallies.plans.items,
        'A plan that leads to the turn. HER: 100 %.',
      ),
      share(
        'Settings completed',
        counts.settings.completed,
        counts.settings.withSource,
        'Conversations to which something was added, of those with a source text. Nothing is added where nothing is needed.',
      ),
      {
        name: 'Layouts',
        value: after.distinct,
        unit: 'count',
        explanation: `Different orders of thought, action and speech; ${before.distinct} came in.`,
      },
      {
        name: 'Entropy of layouts',
        value: after.turns === 0 ? null : after.entropyBits,
        unit: 'points',
        explanation: `In bits; more is more varied. ${before.entropyBits.toFixed(2)} came in; HER: 2.15 is healthy, 0.28 collapsed.`,
      },
    ],
    charts: [
      {
        title: 'Layouts',
        explanation: 'Shares of turns with HER’s five key layouts, before and after.',
        kind: 'bars',
        unit: 'share',
        max: 1,
        series: [seriesOf('came in', before), seriesOf('goes out', after)],
      },
    ],
    tables: [
      {
        title: 'What came in, and what became of it',
        columns: ['', 'Came in', 'Exported', 'Joined to another', 'Empty', 'Rejected'],
        rows: [
          ['Conversations', conversations.found, conversations.accepted, '', '', conversations.rejected],
          ['Turns', turns.found, turns.accepted, turns.merged, turns.empty, turns.rejected],
        ],
      },
      {
        title: 'Stages',
        explanation: 'Of exported conversations. What failed was asked for once more, then left.',
        columns: ['Stage', 'Items', 'Accepted', 'Of them repaired', 'Asked again', 'Fallback', 'Fallback is'],
        rows: (Object.keys(STAGES) as (keyof Tallies)[]).map((stage) => rowOf(STAGES[stage], tallies[stage])),
      },
      countTable('Why conversations were rejected', 'Stage and reason', counts.reasons),
      ...(Object.keys(STAGES) as (keyof Tallies)[])
        .filter((stage) => Object.keys(tallies[stage].faults).length > 0)
        .map((stage) =>
          countTable(`Checks that failed: ${STAGES[stage].name}`, 'Check', tallies[stage].faults),
        ),
      {
        title: 'Layouts by how common they are',
        columns: [
          '',
          'Distinct',
          'Over 1 %',
          '0.1 to 1 %',
          'Under 0.1 %',
          `Conversations with ${ENOUGH} or more`,
          'More than twice running',
        ],
        rows: [bandsOf('Came in', before, layouts.before), bandsOf('Goes out', after, layouts.after)],
      },
      {
        title: 'Commonest layouts',
        columns: ['Layout', 'Turns', 'Turns that came in'],
        rows: [...after.counts]
          .toSorted((a, b) => b[1] - a[1])
          .slice(0, SHOWN_PATTERNS)
          .map(([pattern, count]) => [pattern || '(empty)', count, before.counts.get(pattern) ?? 0]),
      },
    ],
    examples: [],
  };
}

function share(name: string, part: number, all: number, explanation: string): Metric {
  const told = `${part} of ${all}. ${explanation}`;
  return { name, value: all === 0 ? null : part / all, unit: 'share', max: 1, explanation: told };
}

const seriesOf = (name: string, { key }: PatternFigures) => ({
  name,
  points: KEY_PATTERNS.map((label, index) => ({ label, value: key[index]! })),
});

const rowOf = ({ name, otherwise }: { name: string; otherwise: string }, tally: Tally) => [
  name,
  tally.items,
  tally.accepted,
  tally.repaired,
  tally.again,
  tally.fallback,
  otherwise,
];

const bandsOf = (name: string, { distinct, bands }: PatternFigures, layouts: readonly string[][]) => [
  name,
  distinct,
  bands.common,
  bands.rare,
  bands.rarest,
  layouts.filter((patterns) => new Set(patterns).size >= ENOUGH).length,
  repetitive(layouts),
];

const countTable = (title: string, column: string, counts: Readonly<Record<string, number>>): Table => ({
  title,
  columns: [column, 'Count'],
  rows: Object.entries(counts).toSorted((a, b) => b[1] - a[1]),
});

function warningsOn(
  { conversations, settings }: Omit<Counts, 'layouts'>,
  layouts: readonly string[][],
  model: string | undefined,
): string[] {
  const poor = layouts.filter(
    (patterns) => patterns.length >= 2 * ENOUGH && new Set(patterns).size < ENOUGH,
  ).length;
  const silent = conversations.accepted - settings.withSource;
  return [
    ...(model === undefined
      ? [
          'No model was named: conversations were only cleaned (stage 0). Thoughts, plans and settings were not made; name a model with --actor-url and --actor-model.',
        ]
      : []),
    ...(model !== undefined && silent > 0
      ? [
          `${silent} conversations have no source text, so their settings were not looked at; --world gives lore to scripts.`,
        ]
      : []),
    ...(conversations.leftOut > 0
      ? [`${conversations.leftOut} conversations beyond --limit were not taken.`]
      : []),
    ...(poor > 0
      ? [
          `${poor} conversations of ${2 * ENOUGH} turns or more have fewer than ${ENOUGH} layouts: a model may learn them as a template.`,
        ]
      : []),
  ];
}
