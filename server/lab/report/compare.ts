import { chartSvg } from './chart.ts';
import { html, type Markup } from './html.ts';
import { shown } from './numbers.ts';
import { page, tableBlock, warningsBlock } from './page.ts';
import type { Chart, LabReport, Metric, Table } from './report.ts';

/** One metric of two reports. `difference`: the second less the first. */
export type ComparedMetric = Pick<Metric, 'name' | 'unit' | 'explanation'> & {
  first: Metric | null;
  second: Metric | null;
  difference: number | null;
  /** `apart`: the intervals do not meet, so that the difference is not by chance alone; null: there are none. */
  intervals: 'apart' | 'overlapping' | null;
};

/** Two reports of one kind side by side, for people and machines alike. */
export type Comparison = {
  kind: LabReport['kind'];
  judgedBy: string;
  isModelJudge: boolean;
  first: Side;
  second: Side;
  /** Settings that differ. */
  settings: { name: string; first: unknown; second: unknown }[];
  warnings: string[];
  metrics: ComparedMetric[];
};
type Side = Pick<LabReport, 'title' | 'madeAt' | 'runHash'> & { name: string };

/** A report and what a reader calls it. */
export type NamedReport = { name: string; report: LabReport };

/** Why two reports cannot be compared, in a sentence; undefined when they can. */
export function incomparable(one: NamedReport, two: NamedReport): string | undefined {
  const [a, b] = [one.report, two.report];
  if (a.kind !== b.kind)
    return `${one.name} is of ${a.kind}, ${two.name} of ${b.kind}: their numbers mean different things. Expected two reports of one kind.`;
  if (a.judgedBy !== b.judgedBy)
    return `${one.name} was judged by ${a.judgedBy}, ${two.name} by ${b.judgedBy}: numbers of different judges cannot be compared. Run one of the two again with the other's judge.`;
  return undefined;
}

export function compared(one: NamedReport, two: NamedReport): Comparison {
  const [a, b] = [one.report, two.report];
  const settings = [...new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])]
    .filter((name) => JSON.stringify(a.settings[name]) !== JSON.stringify(b.settings[name]))
    .map((name) => ({ name, first: a.settings[name] ?? null, second: b.settings[name] ?? null }));
  return {
    kind: a.kind,
    judgedBy: a.judgedBy,
    isModelJudge: a.isModelJudge && b.isModelJudge,
    first: sideOf(one),
    second: sideOf(two),
    settings,
    warnings: [
      ...a.warnings.filter((text) => b.warnings.includes(text)),
      ...onlyIn(one, b),
      ...onlyIn(two, a),
    ],
    metrics: names(a.metrics, b.metrics).map((name) =>
      comparedMetric(name, found(a.metrics, name), found(b.metrics, name)),
    ),
  };
}

/** What one of the two warns of, and the other does not. */
const onlyIn = ({ name, report }: NamedReport, other: LabReport): string[] =>
  report.warnings.filter((text) => !other.warnings.includes(text)).map((text) => `${name}: ${text}`);

const sideOf = ({ name, report: { title, madeAt, runHash } }: NamedReport): Side => ({
  name,
  title,
  madeAt,
  runHash,
});
const names = (one: readonly { name: string }[], two: readonly { name: string }[]): string[] => [
  ...new Set([...one, ...two].map(({ name }) => name)),
];
const found = (metrics: readonly Metric[], name: string): Metric | null =>
  metrics.find((metric) => metric.name === name) ?? null;

function comparedMetric(name: string, first: Metric | null, second: Metric | null): ComparedMetric {
  const { unit, explanation } = (second ?? first)!;
  const [one, two] = [first?.value ?? null, second?.value ?? null];
  const has = (metric: Metric | null): metric is Metric & { low: number; high: number } =>
    metric?.low !== undefined && metric.high !== undefined;
  return {
    name,
    unit,
    explanation,
    first,
    second,
    difference: one === null || two === null ? null : two - one,
    intervals:
      has(first) && has(second)
        ? first.low > second.high || second.low > first.high
          ? 'apart'
          : 'overlapping'
        : null,
  };
}

/** Two reports as one page: differences first, charts of both in one, then the tables of either. */
export function comparisonPage(one: NamedReport, two: NamedReport): string {
  const comparison = compared(one, two);
  const title = `${one.report.title}: ${one.name} and ${two.name}`;
  return page(
    title,
    html`<header>
      <h1>${one.name} and ${two.name}</h1>
      <p>${one.report.title} · ${comparison.isModelJudge ? `judged by ${comparison.judgedBy}` : 'no model judged'}</p>
    </header>
    ${warningsBlock(comparison.warnings)}
    ${tableBlock(metricTable(comparison))}
    ${tableBlock(differingTable(comparison))}
    ${overlaid(one, two).map((chart) => html`<section><h2>${chart.title}</h2><p>${chart.explanation}</p>${chartSvg(chart)}</section>`)}
    ${tablesOf(one, two)}`,
  );
}

function metricTable({ metrics, first, second }: Comparison): Table {
  const told = (metric: Metric | null): string => {
    if (!metric) return 'not there';
    const range =
      metric.low === undefined || metric.high === undefined
        ? ''
        : ` (${shown(metric, metric.low)} to ${shown(metric, metric.high)})`;
    return `${shown(metric, metric.value)}${range}`;
  };
  const words = { apart: 'beyond chance', overlapping: 'may be chance' };
  return {
    title: 'Results',
    explanation:
      'With 95 % intervals. Where these do not meet, the difference is beyond chance; where they do, it may be chance.',
    columns: ['What', first.name, second.name, 'Difference', 'Intervals'],
    rows: metrics.map((metric) => [
      metric.name,
      told(metric.first),
      told(metric.second),
      metric.difference === null ? 'not known' : signed(metric, metric.difference),
      metric.intervals === null ? 'there are none' : words[metric.intervals],
    ]),
  };
}

const signed = (metric: Pick<Metric, 'unit'>, value: number): string =>
  `${value > 0 ? '+' : ''}${shown(metric, value)}`;

const differingTable = ({ settings, first, second }: Comparison): Table => ({
  title: 'What differs between the two',
  explanation:
    settings.length === 0 ? 'Nothing: the settings are the same.' : 'Settings that are not the same.',
  columns: ['Setting', first.name, second.name],
  rows: settings.map((setting) => [setting.name, text(setting.first), text(setting.second)]),
});

const text = (value: unknown): string => {
  const said = typeof value === 'string' ? value : JSON.stringify(value);
  if (/^[0-9a-f]{64}$/.test(said)) return said.slice(0, 12);
  return said.length > 80 ? `${said.slice(0, 79)}…` : said;
};

/** The charts that both have, each series of the one beside that of the other. */
function overlaid(one: NamedReport, two: NamedReport): Chart[] {
  return one.report.charts.flatMap((chart) => {
    const other = two.report.charts.find(({ title, kind }) => title === chart.title && kind === chart.kind);
    if (!other) return [];
    return names(chart.series, other.series).map(
      (series): Chart => ({
        ...chart,
        title: names(chart.series, other.series).length === 1 ? chart.title : `${chart.title}: ${series}`,
        series: [
          { name: one.name, points: chart.series.find(({ name }) => name === series)?.points ?? [] },
          { name: two.name, points: other.series.find(({ name }) => name === series)?.points ?? [] },
        ],
      }),
    );
  });
}

const tablesOf = (one: NamedReport, two: NamedReport): Markup[] =>
  [...new Set([...one.report.tables, ...two.report.tables].map(({ title }) => title))].flatMap((title) =>
    [one, two].flatMap(({ name, report }) =>
      report.tables
        .filter((table) => table.title === title)
        .map((table) => tableBlock({ ...table, title: `${title}: ${name}` })),
    ),
  );
