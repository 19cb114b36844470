import type { Row, Section, Spread } from './measure.ts';

const COLUMNS = [
  'what',
  'unit',
  'Soliloquy min / median / max',
  'baseline min / median / max',
  'ratio (min … max)',
  'against',
];

/** A section as an aligned table that reads in a terminal and in Markdown alike. */
export function tableOf({ title, how, rows }: Section): string {
  const cells = [COLUMNS, ...rows.map(cellsOf)];
  const widths = COLUMNS.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const lines = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`,
  );
  lines.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return [`## ${title}`, '', how, '', ...lines, ''].join('\n');
}

const cellsOf = ({ what, unit, better, subject, baseline, against, ratio }: Row): string[] => [
  what,
  `${unit} ${better === 'more' ? '↑' : '↓'}`,
  spread(subject),
  spread(baseline),
  `${short(ratio.median)} (${short(ratio.min)} … ${short(ratio.max)})`,
  against,
];

const spread = ({ min, median, max }: Spread): string => `${short(min)} / ${short(median)} / ${short(max)}`;

/** Three digits that count; none after the point from a hundred on. */
export function short(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${(value / 1e6).toFixed(size >= 1e8 ? 0 : 1)}M`;
  if (size >= 100) return value.toFixed(0);
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 1 ? 2 : 3);
}
