import { html, type Markup } from './html.ts';
import { shown } from './numbers.ts';
import type { Chart } from './report.ts';

const WIDTH = 900;
const LABEL = 230;
const VALUE = 110;
const ROW = 26;
const LINE_HEIGHT = 300;
const COLOURS = ['var(--first)', 'var(--second)', 'var(--quiet)', 'var(--warn)'];

/** A chart as SVG, with its numbers in the text for those who cannot see it. */
export const chartSvg = (chart: Chart): Markup => (chart.kind === 'bars' ? bars(chart) : lines(chart));

function bars({ title, unit, max, series }: Chart): Markup {
  const labels = [...new Set(series.flatMap(({ points }) => points.map(({ label }) => label)))];
  const most =
    max ?? Math.max(1e-9, ...series.flatMap(({ points }) => points.map(({ value, high }) => high ?? value)));
  const room = WIDTH - LABEL - VALUE;
  const x = (value: number) => LABEL + (Math.max(0, Math.min(most, value)) / most) * room;
  const thickness = Math.max(6, (ROW - 8) / series.length);
  const height = labels.length * ROW * Math.max(1, series.length * 0.6) + 8;
  const rowHeight = (height - 8) / Math.max(1, labels.length);
  const drawn = labels.map((label, row) => {
    const top = 4 + row * rowHeight;
    return html`<text x="${LABEL - 10}" y="${top + rowHeight / 2 + 4}" text-anchor="end">${short(label)}</text>
${series.map((one, index) => {
  const point = one.points.find((each) => each.label === label);
  if (!point) return '';
  const y = top + 4 + index * thickness;
  const middle = y + thickness / 2 - 1;
  return html`<rect x="${LABEL}" y="${y}" width="${x(point.value) - LABEL}" height="${thickness - 2}" rx="2" fill="${COLOURS[index % COLOURS.length]!}"/>
${point.low !== undefined && point.high !== undefined ? html`<line x1="${x(point.low)}" x2="${x(point.high)}" y1="${middle}" y2="${middle}" stroke="currentColor" stroke-width="2"/>` : ''}
<text class="quiet" x="${Math.max(x(point.value), x(point.high ?? 0)) + 8}" y="${middle + 5}">${shown({ unit }, point.value)}</text>`;
})}`;
  });
  return svg(title, height, drawn, series);
}

function lines({ title, unit, max, series }: Chart): Markup {
  const labels = [...new Set(series.flatMap(({ points }) => points.map(({ label }) => label)))];
  const most =
    max ?? Math.max(1e-9, ...series.flatMap(({ points }) => points.map(({ value, high }) => high ?? value)));
  const [left, right, top, bottom] = [60, WIDTH - 20, 12, LINE_HEIGHT - 28];
  const x = (label: string) =>
    left + (labels.indexOf(label) / Math.max(1, labels.length - 1)) * (right - left);
  const y = (value: number) => bottom - (Math.max(0, Math.min(most, value)) / most) * (bottom - top);
  const ticks = [0, 0.5, 1].map((share) => share * most);
  const drawn = [
    ...ticks.map(
      (tick) => html`<line x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}" stroke="var(--line)"/>
<text class="quiet" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${shown({ unit }, tick)}</text>`,
    ),
    ...labels.map(
      (label) =>
        html`<text class="quiet" x="${x(label)}" y="${LINE_HEIGHT - 8}" text-anchor="middle">${label}</text>`,
    ),
    ...series.map(({ points }, index) => {
      const colour = COLOURS[index % COLOURS.length]!;
      return html`<polyline fill="none" stroke="${colour}" stroke-width="2.5" points="${points.map((point) => `${x(point.label)},${y(point.value)}`).join(' ')}"/>
${points.map((point) => html`${point.low !== undefined && point.high !== undefined ? html`<line x1="${x(point.label)}" x2="${x(point.label)}" y1="${y(point.low)}" y2="${y(point.high)}" stroke="${colour}"/>` : ''}<circle cx="${x(point.label)}" cy="${y(point.value)}" r="4" fill="${colour}"><title>${point.label}: ${shown({ unit }, point.value)}</title></circle>`)}`;
    }),
  ];
  return svg(title, LINE_HEIGHT, drawn, series);
}

function svg(title: string, height: number, drawn: Markup[], series: Chart['series']): Markup {
  const legend =
    series.length < 2
      ? ''
      : html`<p>${series.map(({ name }, index) => html`<svg viewBox="0 0 12 12" style="display:inline;width:12px"><rect width="12" height="12" rx="2" fill="${COLOURS[index % COLOURS.length]!}"/></svg> ${name}  `)}</p>`;
  return html`${legend}<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${drawn}</svg>`;
}

const short = (label: string): string => (label.length > 32 ? `${label.slice(0, 31)}…` : label);
