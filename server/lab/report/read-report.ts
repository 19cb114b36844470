import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { KINDS, type LabReport } from './report.ts';

const Unit = z.enum(['points', 'share', 'count']);
const Bound = z.number().optional();
const Report: z.ZodType<LabReport> = z.object({
  kind: z.enum(KINDS),
  title: z.string(),
  madeAt: z.string(),
  judgedBy: z.string(),
  isModelJudge: z.boolean(),
  runHash: z.string(),
  settings: z.record(z.string(), z.unknown()),
  warnings: z.array(z.string()),
  metrics: z.array(
    z.object({
      name: z.string(),
      value: z.number().nullable(),
      low: Bound,
      high: Bound,
      unit: Unit,
      max: Bound,
      explanation: z.string(),
    }),
  ),
  charts: z.array(
    z.object({
      title: z.string(),
      explanation: z.string(),
      kind: z.enum(['bars', 'lines']),
      unit: Unit,
      max: Bound,
      series: z.array(
        z.object({
          name: z.string(),
          points: z.array(z.object({ label: z.string(), value: z.number(), low: Bound, high: Bound })),
        }),
      ),
    }),
  ),
  tables: z.array(
    z.object({
      title: z.string(),
      explanation: z.string().optional(),
      columns: z.array(z.string()),
      rows: z.array(z.array(z.union([z.string(), z.number()]))),
    }),
  ),
  examples: z.array(
    z.object({
      title: z.string(),
      lines: z.array(z.object({ name: z.string(), text: z.string() })),
      findings: z.array(z.string()),
    }),
  ),
  // What is absent is absent in JSON, never undefined.
}) as unknown as z.ZodType<LabReport>;

/** Reads the report of a run, by its folder or its `report.json`. Throws `bad-content` when there is none, or it is no report. */
export async function readReport(place: string): Promise<LabReport> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const file = isFolder ? path.join(place, 'report.json') : place;
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new SoliloquyError(
      'bad-content',
      `${file} is no report: ${(cause as Error).message}. Expected the folder of a run that came to its end; the same command on it goes on.`,
      { cause },
    );
  }
  const report = Report.safeParse(value);
  if (report.success) return report.data;
  throw new SoliloquyError('bad-content', `${file} is no report:\n${z.prettifyError(report.error)}`);
}
