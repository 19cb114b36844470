import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { HerRecord } from '../../schemas/lab/her-record.ts';
import { exportFiles } from '../../server/lab/data/export-files.ts';
import { importRecords } from '../../server/lab/data/import.ts';
import type { RowOptions } from '../../server/lab/data/rows.ts';

/** A file of this name and content, in a folder of the test. */
async function fileOf(name: string, content: unknown): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-files-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const file = path.join(dir, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

/** The records of a file, each of which fits its schema, and what could not be read. */
export async function importOf(name: string, content: unknown) {
  const problems: string[] = [];
  const records: HerRecord[] = [];
  const onProblem = ({ where, problem }: { where: string; problem: string }) =>
    problems.push(`${where}: ${problem}`);
  for await (const { record } of importRecords(await fileOf(name, content), onProblem))
    records.push(HerRecord.parse(record));
  return { records, problems };
}

/** A file as training data, all of it in `train`. */
export async function exportOf(name: string, content: unknown, more: Partial<RowOptions> = {}) {
  const file = await fileOf(name, content);
  const out = path.join(path.dirname(file), 'out');
  const problems: string[] = [];
  const counts = await exportFiles([file], {
    out,
    seed: 1,
    validation: 0,
    test: 0,
    formats: ['jsonl', 'parquet'],
    layouts: [],
    signal: new AbortController().signal,
    onProblem: ({ where, problem }) => problems.push(`${where}: ${problem}`),
    ...more,
  });
  const rows = async <T>(kind: string): Promise<T[]> =>
    (await readFile(path.join(out, kind, 'train.jsonl'), 'utf8'))
      .split('\n')
      .filter(Boolean)
      .map((row) => JSON.parse(row) as T);
  return { counts, problems, rows, out };
}

/** JSON lines of these values. */
export const jsonl = (...values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');
