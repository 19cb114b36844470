import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from './run.ts';

/** What a run does at the moment, and how much of that is done. */
export type RunProgress = { label: string; done: number; total: number };

const FILE = 'progress.json';
const EVERY_MS = 500;

/** Says in a run's folder how far it is, for whoever looks on: now and then, and at the end of each stage. */
export class ProgressFile {
  readonly #file: string;
  #writtenAt = 0;
  #writing: Promise<void> = Promise.resolve();

  constructor(dir: string) {
    this.#file = path.join(dir, FILE);
  }

  tell(progress: RunProgress): void {
    const now = performance.now();
    if (progress.done > 0 && progress.done < progress.total && now - this.#writtenAt < EVERY_MS) return;
    this.#writtenAt = now;
    // Nobody's run is to fail because nobody can be told how far it is.
    const write = () => writeWhole(this.#file, JSON.stringify(progress)).catch(() => {});
    this.#writing = this.#writing.then(write);
  }

  /** Resolves when what was told is written. */
  async settled(): Promise<void> {
    await this.#writing;
  }
}

/** How far the run of a folder said it is; null where it has said nothing. */
export async function readProgress(dir: string): Promise<RunProgress | null> {
  try {
    return JSON.parse(await readFile(path.join(dir, FILE), 'utf8')) as RunProgress;
  } catch {
    return null;
  }
}
