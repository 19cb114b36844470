import { html, type Markup } from './html.ts';
import { shown } from './numbers.ts';
import type { Chart } from './report.ts';

/**
 * Places along a chart are percents of the room that it gets, and everything else pixels of the screen: letters have one size on a wide page
 * and on a phone.
 */
const BARS_END = 82;
const LINES_START = 12;
const LINES_END = 92;
const LABEL_HEIGHT = 22;
const BAR_HEIGHT = 18;
const BARS_GAP = 8;
const LINES_HEIGHT = 300;
/** Letters of a label that stand on a phone. */
const LABEL_LENGTH = 44;
/** Labels below lines that stand side by side on a phone. */
const MOST_LABELS = 6;
const COLOURS = ['var(--first)', 'var(--second)', 'var(--third)', 'var(--fourth)'];
/** So that lines are told apart without their colours, too. */
const DASHES = ['none', '7 4', '2 4', '10 4 2 4'];

/** A chart as SVG, with its numbers in the text for those who cannot see it. */
export const chartSvg = (chart: Chart): Markup => (chart.kind === 'bars' ? bars(chart) : lines(chart));

function bars({ title, unit, max, series }: Chart): Markup {
  const labels = labelsOf(series);
  const most = mostOf(series, max);
  const x = (value: number) => (within(value, most) / most) * BARS_END;
  const row = LABEL_HEIGHT + series.length * BAR_HEIGHT + BARS_GAP;
  const drawn = labels.map((label, index) => {
    const top = index * row;
    return html`<text x="0" y="${top + LABEL_HEIGHT - 7}">${short(label)}</text>
${series.map((one, which) => {
  const point = one.points.find((each) => each.label === label);
  if (!point) return '';
  const { value, low, high } = point;
  const y = top + LABEL_HEIGHT + which * BAR_HEIGHT;
  const middle = y + BAR_HEIGHT / 2 - 1;
  return html`<rect x="0" y="${y}" width="${x(value)}%" height="${BAR_HEIGHT - 2}" rx="2" fill="${colourOf(which)}"/>
${low !== undefined && high !== undefined ? html`<line x1="${x(low)}%" x2="${x(high)}%" y1="${middle}" y2="${middle}" stroke="currentColor" stroke-width="2"/>` : ''}
<text class="quiet" x="${Math.max(x(value), x(high ?? 0))}%" dx="8" y="${middle + 5}">${shown({ unit }, value)}</text>`;
})}`;
  });
  return svg(title, labels.length * row, drawn, series);
}

function lines({ title, unit, max, series }: Chart): Markup {
  const labels = labelsOf(series);
  const most = mostOf(series, max);
  const [top, bottom] = [20, LINES_HEIGHT - 28];
  const x = (label: string) =>
    LINES_START + (labels.indexOf(label) / Math.max(1, labels.length - 1)) * (LINES_END - LINES_START);
  const y = (value: number) => bottom - (within(value, most) / most) * (bottom - top);
  const ticks = [0, 0.5, 1].map((share) => share * most);
  const every = Math.ceil(labels.length / MOST_LABELS);
  const drawn = [
    ...ticks.map(
      (tick) => html`<line x1="0" x2="100%" y1="${y(tick)}" y2="${y(tick)}" stroke="var(--line)"/>
<text class="quiet" x="0" y="${y(tick) - 4}">${shown({ unit }, tick)}</text>`,
    ),
    ...labels
      .filter((_, index) => index % every === 0)
      .map(
        (label) =>
          html`<text class="quiet" x="${x(label)}%" y="${LINES_HEIGHT - 8}" text-anchor="middle">${label}</text>`,
      ),
    ...series.map(({ points }, which) => {
      const colour = colourOf(which);
      return html`${points.slice(1).map((point, index) => {
        const from = points[index]!;
        return html`<line x1="${x(from.label)}%" y1="${y(from.value)}" x2="${x(point.label)}%" y2="${y(point.value)}" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${DASHES[which % DASHES.length]!}"/>`;
      })}
${points.map((point) => html`${point.low !== undefined && point.high !== undefined ? html`<line x1="${x(point.label)}%" x2="${x(point.label)}%" y1="${y(point.low)}" y2="${y(point.high)}" stroke="${colour}"/>` : ''}<circle cx="${x(point.label)}%" cy="${y(point.value)}" r="4" fill="${colour}"><title>${point.label}: ${shown({ unit }, point.value)}</title></circle>`)}`;
    }),
  ];
  return svg(title, LINES_HEIGHT, drawn, series);
}

function svg(title: string, height: number, drawn: Markup[], series: Chart['series']): Markup {
  const legend =
    series.length < 2
      ? ''
      : html`<p>${series.map(({ name }, which) => html`<svg class="key" width="12" height="12"><rect width="12" height="12" rx="2" fill="${colourOf(which)}"/></svg> ${name}  `)}</p>`;
  return html`${legend}<svg width="100%" height="${height}" role="img" aria-label="${title}">${drawn}</svg>`;
}

const labelsOf = (series: Chart['series']): string[] => [
  ...new Set(series.flatMap(({ points }) => points.map(({ label }) => label))),
];
const mostOf = (series: Chart['series'], max: number | undefined): number =>
  max ?? Math.max(1e-9, ...series.flatMap(({ points }) => points.map(({ value, high }) => high ?? value)));
const within = (value: number, most: number): number => Math.max(0, Math.min(most, value));
const colourOf = (which: number): string => COLOURS[which % COLOURS.length]!;
const short = (label: string): string =>
  label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;
