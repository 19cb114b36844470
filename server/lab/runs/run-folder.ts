import { open, readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LabDataset, LabRequest, LabRun, LabSummary } from '../../../schemas/console/lab.ts';
import { lockFile } from '../../store/lock.ts';
import { readProgress } from '../calls/progress-file.ts';
import { REPLIES_FILE } from '../regression/replies.ts';
import { shown } from '../report/numbers.ts';
import { readReport } from '../report/read-report.ts';
import { DATASET_FOLDER } from './arguments.ts';

/** What the console's own runs have beside what every run has: how they were asked for, and all that the command said. */
export const REQUEST_FILE = 'request.json';
export const LOG_FILE = 'log.txt';

const MOST_FIGURES = 4;

/** The runs in a folder, newest first; what is no run is left out. `isOurs`: whether this process has it under way. */
export async function readRuns(dir: string, isOurs: (name: string) => boolean): Promise<LabRun[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const names = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  const runs = await Promise.all(names.map((name) => readRun(path.join(dir, name), name, isOurs(name))));
  return runs.filter((run) => run !== undefined).sort((a, b) => b.changedAt - a.changedAt);
}

async function readRun(dir: string, name: string, isOurs: boolean): Promise<LabRun | undefined> {
  const [settings, request, report, isBaseline, progress, changedAt, dataset] = await Promise.all([
    readJson<{ command?: string; against?: string }>(path.join(dir, 'run.json')),
    readJson<LabRequest>(path.join(dir, REQUEST_FILE)),
    summaryOf(dir),
    stat(path.join(dir, REPLIES_FILE)).then(
      () => true,
      () => false,
    ),
    readProgress(dir),
    changedAtOf(dir),
    datasetIn(path.join(dir, DATASET_FOLDER)),
  ]);
  const command =
    settings?.command ?? (request && (request.kind === 'dataset' ? 'dataset' : `eval ${request.kind}`));
  if (command === undefined) return undefined;
  const isFinished =
    report !== null || dataset !== undefined || (isBaseline && settings?.against === undefined);
  const isRunning = isOurs || (!isFinished && isLocked(dir));
  const problem = isRunning || isFinished ? undefined : await lastSaid(path.join(dir, LOG_FILE));
  return {
    name,
    command,
    changedAt,
    status: isRunning ? 'running' : isFinished ? 'finished' : 'stopped',
    progress,
    ...(problem !== undefined && { problem }),
    ...(request && { request }),
    isOurs,
    isBaseline: isBaseline && isFinished,
    report,
    ...(dataset && { dataset }),
  };
}

/** By the modification times of their reports: the list is asked for again and again. */
const known = new Map<string, { at: number; summary: LabSummary }>();

async function summaryOf(dir: string): Promise<LabSummary | null> {
  const file = path.join(dir, 'report.json');
  const at = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (at === undefined) return null;
  const before = known.get(file);
  if (before?.at === at) return before.summary;
  const report = await readReport(file).catch(() => null);
  if (!report) return null;
  const { kind, title, madeAt, judgedBy, isModelJudge, warnings, metrics } = report;
  const figures = metrics
    .slice(0, MOST_FIGURES)
    .map((metric) => ({ name: metric.name, value: shown(metric, metric.value) }));
  const summary = { kind, title, madeAt, judgedBy, isModelJudge, warnings: warnings.length, figures };
  known.set(file, { at, summary });
  return summary;
}

/** A dataset that is whole: its folder takes its name only then. */
async function datasetIn(folder: string): Promise<LabDataset | undefined> {
  const card = await readJson<{
    counts: Omit<LabDataset, 'files' | 'folder'>;
    files: LabDataset['files'];
  }>(path.join(folder, 'dataset.json'));
  if (!card) return undefined;
  const { conversations, targets, plans, splits } = card.counts;
  const files = card.files.map(({ path: file, rows }) => ({ path: file, rows }));
  return { folder, conversations, targets, plans, splits, files };
}

/** Of what the folder holds itself: a run writes there whenever anything is known. */
async function changedAtOf(dir: string): Promise<number> {
  const names = await readdir(dir).catch(() => []);
  const times = await Promise.all(
    names.map((name) =>
      stat(path.join(dir, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(0, ...times);
}

function isLocked(dir: string): boolean {
  try {
    lockFile(path.join(dir, '.lock'), (cause) => cause as Error).close();
    return false;
  } catch {
    return true;
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
  } finally {
    await handle.close();
  }
}

async function readJson<T>(file: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
