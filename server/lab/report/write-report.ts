import type { Run } from '../calls/run.ts';
import type { Shell } from '../shell.ts';
import { shown } from './numbers.ts';
import { reportPage } from './page.ts';
import type { LabReport } from './report.ts';

/** What is the same in every report: by whom it was judged, from which run. */
export const reportHead = (
  judge: { name: string; isModel: boolean },
  { settings, runHash }: Pick<LabReport, 'settings' | 'runHash'>,
): Pick<LabReport, 'madeAt' | 'judgedBy' | 'isModelJudge' | 'runHash' | 'settings'> => ({
  madeAt: new Date().toISOString(),
  judgedBy: judge.name,
  isModelJudge: judge.isModel,
  runHash,
  settings,
});

/** Keeps a report in its run as `report.json` and `report.html`, and says its warnings and where it is. */
export async function writeReport(shell: Shell, run: Run, report: LabReport): Promise<void> {
  await run.writeJson('report.json', report);
  const page = await run.write('report.html', reportPage(report));
  for (const warning of report.warnings) shell.tell(warning);
  shell.tell(`The report: ${page}`);
}

/** Says each figure of a report with its interval. */
export function tellMetrics(shell: Shell, { metrics }: LabReport): void {
  for (const metric of metrics) {
    const { name, value, low, high } = metric;
    const range =
      low === undefined || high === undefined ? '' : ` (${shown(metric, low)} to ${shown(metric, high)})`;
    shell.tell(`${name}: ${shown(metric, value)}${range}`);
  }
}
