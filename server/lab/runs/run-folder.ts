import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { LabDataset, LabRun, LabSummary } from '../../../schemas/console/lab.ts';
import { isFileLocked } from '../../store/lock.ts';
import { readProgress } from '../calls/progress-file.ts';
import { REPLIES_FILE } from '../regression/replies.ts';
import { shown } from '../report/numbers.ts';
import { readReport } from '../report/read-report.ts';
import { commandOf, DATASET_FOLDER } from './arguments.ts';
import { LabRequestInput } from './request.ts';

/** What the console's own runs have beside what every run has: how they were asked for, and all that the command said. */
export const REQUEST_FILE = 'request.json';
export const LOG_FILE = 'log.txt';

const MOST_FIGURES = 4;

/** Of each run, until something of its folder is another: the list is asked for again and again. */
const known = new LRUCache<string, { changedAt: number; run: LabRun | undefined }>({ max: 5000 });

/** The runs in a folder, newest first; what is no run is left out. */
export async function readRuns(dir: string): Promise<LabRun[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const runs = await Promise.all(folders.map(({ name }) => readRun(path.join(dir, name))));
  return runs.filter((run) => run !== undefined).sort((a, b) => b.changedAt - a.changedAt);
}

/** The run of a folder; undefined where there is none. */
export async function readRun(dir: string): Promise<LabRun | undefined> {
  // A run says how far it is by a file that takes the place of another: the folder changes with it.
  const changedAt = await stat(dir).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (changedAt === undefined) return undefined;
  const before = known.get(dir);
  if (before?.changedAt === changedAt && before.run?.status !== 'running') return before.run;
  const run = await readAnew(dir, changedAt);
  known.set(dir, { changedAt, run });
  return run;
}

async function readAnew(dir: string, changedAt: number): Promise<LabRun | undefined> {
  const [settings, request, report, hasReplies, { progress, pid }, dataset] = await Promise.all([
    readJson(path.join(dir, 'run.json'), Settings),
    readJson(path.join(dir, REQUEST_FILE), LabRequestInput),
    summaryOf(dir),
    isThere(path.join(dir, REPLIES_FILE)),
    readProgress(dir),
    datasetIn(dir),
  ]);
  const command = settings?.command ?? (dataset ? 'dataset' : request && commandOf(request));
  if (command === undefined) return undefined;
  const isBaseline = hasReplies && settings?.against === undefined;
  const isFinished = report !== null || dataset !== undefined || isBaseline;
  const isRunning = !isFinished && pid !== null && isAlive(pid) && isFileLocked(path.join(dir, '.lock'));
  const problem = isRunning || isFinished ? undefined : await lastSaid(path.join(dir, LOG_FILE));
  return {
    name: path.basename(dir),
    command,
    changedAt,
    status: isFinished ? 'finished' : isRunning ? 'running' : 'stopped',
    progress,
    ...(problem !== undefined && { problem }),
    ...(request && { request }),
    isOurs: false,
    isBaseline: hasReplies && isFinished,
    report,
    ...(dataset && { dataset }),
  };
}

const Settings = z.object({ command: z.string(), against: z.unknown().optional() });

async function summaryOf(dir: string): Promise<LabSummary | null> {
  const file = path.join(dir, 'report.json');
  const report = (await isThere(file)) ? await readReport(file).catch(() => null) : null;
  if (!report) return null;
  const { kind, title, madeAt, judgedBy, isModelJudge, warnings, metrics } = report;
  const figures = metrics
    .slice(0, MOST_FIGURES)
    .map((metric) => ({ name: metric.name, value: shown(metric, metric.value) }));
  return { kind, title, madeAt, judgedBy, isModelJudge, warnings: warnings.length, figures };
}

const Count = z.number();
const Card = z.object({
  counts: z.object({
    conversations: z.object({
      found: Count,
      exported: Count,
      withoutConsent: Count,
      withoutReply: Count,
      unreadable: Count,
    }),
    targets: Count,
    plans: Count,
    splits: z.object({ train: Count, validation: Count, test: Count }),
  }),
  files: z.array(z.object({ path: z.string(), rows: Count })),
});

/** A dataset that is whole, of the console or of a command line: its folder takes its name only then. */
async function datasetIn(dir: string): Promise<LabDataset | undefined> {
  for (const folder of [path.join(dir, DATASET_FOLDER), dir]) {
    const card = await readJson(path.join(folder, 'dataset.json'), Card);
    if (card) return { folder, ...card.counts, files: card.files };
  }
  return undefined;
}

/** Whether a process of this number is there; of whose, only its lock says. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const TAIL_BYTES = 4000;
const TAIL_LINES = 6;

/** The end of what a command said; undefined where it said nothing. */
async function lastSaid(file: string): Promise<string | undefined> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const from = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n').filter(Boolean);
    return lines.slice(-TAIL_LINES).join('\n') || undefined;
  } catch {
    return undefined;
  } finally {
    await handle.close();
  }
}

/** Far more than any of these files has. */
const MAX_BYTES = 1024 * 1024;

/** What a file says; undefined where it is not there, or no such file. */
async function readJson<T>(file: string, schema: z.ZodType<T, unknown>): Promise<T | undefined> {
  try {
    if ((await stat(file)).size > MAX_BYTES) return undefined;
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

const isThere = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
