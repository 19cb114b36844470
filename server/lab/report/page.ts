import { chartSvg } from './chart.ts';
import { html, type Markup, raw } from './html.ts';
import { shown } from './numbers.ts';
import type { Example, LabReport, Metric, Table } from './report.ts';
import { STYLE } from './style.ts';

/** A report as one page for people: no script, nothing loaded from elsewhere; every text is escaped. */
export function reportPage(report: LabReport): string {
  const {
    title,
    madeAt,
    judgedBy,
    isModelJudge,
    warnings,
    metrics,
    charts,
    tables,
    examples,
    settings,
    runHash,
  } = report;
  return page(
    title,
    html`<header>
      <h1>${title}</h1>
      <p>${madeAt.slice(0, 16).replace('T', ' ')} UTC · ${isModelJudge ? `judged by ${judgedBy}` : 'no model judged'}</p>
    </header>
    ${warningsBlock(warnings)}
    <section><h2>Results</h2><div class="metrics">${metrics.map(metricCard)}</div></section>
    ${charts.map((chart) => html`<section><h2>${chart.title}</h2><p>${chart.explanation}</p>${chartSvg(chart)}</section>`)}
    ${examples.length > 0 ? html`<section><h2>Examples</h2>${examples.map(exampleBlock)}</section>` : ''}
    ${tables.map(tableBlock)}
    <details><summary>How this was made</summary><p>Run ${runHash.slice(0, 12)}</p><pre>${JSON.stringify(settings, null, 2)}</pre></details>`,
  );
}

/** A whole page around a body. */
export const page = (title: string, body: Markup): string =>
  html`${raw('<!doctype html>')}
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${raw(STYLE)}</style></head>
<body><main>${body}</main></body>
</html>
`.text;

/** A page that says something instead of a report. */
export const messagePage = (title: string, message: string): string =>
  page(title, html`<header><h1>${title}</h1></header><p class="message">${message}</p>`);

/** What a reader must know before any number. */
export const warningsBlock = (warnings: readonly string[]): Markup | string =>
  warnings.length === 0
    ? ''
    : html`<section class="warnings" aria-label="To be known first"><ul>${warnings.map((text) => html`<li>${text}</li>`)}</ul></section>`;

const metricCard = (metric: Metric): Markup => html`<article>
  <h3>${metric.name}</h3>
  <p class="value">${shown(metric, metric.value)}</p>
  ${metric.low !== undefined && metric.high !== undefined ? html`<p class="interval">${shown(metric, metric.low)} to ${shown(metric, metric.high)}</p>` : ''}
  <p>${metric.explanation}</p>
</article>`;

export const tableBlock = ({ title, explanation, columns, rows }: Table): Markup => html`<section>
  <h2>${title}</h2>
  ${explanation ? html`<p>${explanation}</p>` : ''}
  <div class="scroll" tabindex="0" role="region" aria-label="${title}"><table>
    <thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td class="${typeof cell === 'number' ? 'number' : ''}">${cell}</td>`)}</tr>`)}</tbody>
  </table></div>
</section>`;

const exampleBlock = ({ title, lines, findings }: Example): Markup => html`<article class="example">
  <h3>${title}</h3>
  ${lines.map(({ name, text }) => html`<p><b>${name}</b> ${layered(text)}</p>`)}
  <ul>${findings.map((finding) => html`<li>${finding}</li>`)}</ul>
</article>`;

/** HER's tags as what they mean: thoughts quiet, actions slanted. */
function layered(text: string): Markup[] {
  return text.split(/(<role_(?:thinking|action)>[\s\S]*?<\/role_(?:thinking|action)>)/).map((part) => {
    const tagged = /^<role_(thinking|action)>([\s\S]*)<\//.exec(part);
    if (!tagged) return html`${part}`;
    return tagged[1] === 'action'
      ? html` <i>${tagged[2]!}</i> `
      : html` <span class="thought" title="private thought">${tagged[2]!}</span> `;
  });
}
