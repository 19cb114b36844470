import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { LabProgress } from '../../../schemas/console/lab.ts';
import { writeWhole } from './run.ts';

const Progress: z.ZodType<LabProgress> = z.object({ label: z.string(), done: z.number(), total: z.number() });
const Told = z.object({
  progress: Progress.nullable(),
  /** Of the process that works in the folder; null when it has ended. */
  pid: z.int().positive().nullable(),
});

const FILE = 'progress.json';
const EVERY_MS = 500;

/** Says in a run's folder who works there and how far it is, for whoever looks on: at the start, now and then, and at the end. */
export class ProgressFile {
  readonly #file: string;
  #progress: LabProgress | null = null;
  #writtenAt = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(dir: string) {
    this.#file = path.join(dir, FILE);
    this.#write(process.pid);
  }

  tell(progress: LabProgress): void {
    this.#progress = progress;
    const isEnd = progress.done === 0 || progress.done === progress.total;
    if (isEnd || performance.now() - this.#writtenAt >= EVERY_MS) this.#write(process.pid);
  }

  /** Says that nobody works there any more. */
  async close(): Promise<void> {
    this.#write(null);
    await this.#writing;
  }

  #write(pid: number | null): void {
    this.#writtenAt = performance.now();
    const told = JSON.stringify({ progress: this.#progress, pid } satisfies z.infer<typeof Told>);
    // Nobody's run is to fail because nobody can be told how far it is.
    this.#writing = this.#writing.then(() => writeWhole(this.#file, told)).catch(() => {});
  }
}

/** How far the run of a folder said it is, and the process that works there by its own account. */
export async function readProgress(dir: string): Promise<z.infer<typeof Told>> {
  try {
    return Told.parse(JSON.parse(await readFile(path.join(dir, FILE), 'utf8')));
  } catch {
    return { progress: null, pid: null };
  }
}
