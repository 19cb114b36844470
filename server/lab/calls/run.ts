import { appendFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { lockFile, type StoreLock } from '../../store/lock.ts';
import { diskError } from '../disk.ts';
import { CallLog, keyOf } from './call-log.ts';

/** All that the results of a run depend on: the command, models and their addresses, sampling, seeds, hashes of what goes in. Plain JSON. */
export type RunSettings = Readonly<Record<string, unknown>> & { readonly command: string };

/** What a run of `judge` that the console starts is to judge, in its folder. */
export const PAIRS_FILE = 'to-judge.jsonl';
/** Where the files of dialogue are that a run of `enhance` that the console starts makes more of. */
export const SOURCES_FOLDER = 'sources';

/**
 * What a folder may hold before a run begins in it: the lock itself, what a kill left of the very first file, and what the console puts there
 * before it starts a command. Anything else is somebody's, and a run writes over what has the names of its files.
 */
export const BEFORE_A_RUN: readonly string[] = [
  '.lock',
  'run.json.part',
  'request.json',
  'log.txt',
  'world',
  PAIRS_FILE,
  SOURCES_FOLDER,
];

/**
 * A folder in which a command of the lab works, so that it can be ended at any moment and go on later: `run.json` says with which
 * settings, `calls.jsonl` holds every answer that was paid for. One process at a time has it.
 */
export class Run {
  readonly dir: string;
  readonly settings: RunSettings;
  /** Of the settings; in every report. */
  readonly hash: string;
  readonly calls: CallLog;
  /** Whether an earlier run is gone on with. */
  readonly isResumed: boolean;
  readonly #lock: StoreLock;

  private constructor(parts: {
    dir: string;
    settings: RunSettings;
    calls: CallLog;
    isResumed: boolean;
    lock: StoreLock;
  }) {
    this.dir = parts.dir;
    this.settings = parts.settings;
    this.hash = keyOf(parts.settings);
    this.calls = parts.calls;
    this.isResumed = parts.isResumed;
    this.#lock = parts.lock;
  }

  /**
   * Begins a run in a folder, or goes on with the one that is there. Rejects with `bad-config` when that was begun with other settings
   * (naming them), when the folder holds something else, or when another process works in it.
   */
  static async open(dir: string, settings: RunSettings): Promise<Run> {
    await mkdir(dir, { recursive: true }).catch((cause) => {
      throw new SoliloquyError('bad-config', `${dir} cannot be made: ${(cause as Error).message}`, { cause });
    });
    await mustBeRunOrFree(dir);
    const lock = lockIn(dir);
    try {
      const isResumed = await matches(dir, settings);
      if (!isResumed) await writeWhole(path.join(dir, 'run.json'), `${JSON.stringify(settings, null, 2)}\n`);
      const calls = await CallLog.open(path.join(dir, 'calls.jsonl'));
      return new Run({ dir, settings, calls, isResumed, lock });
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  /** Writes a file of the run, whole or not at all. */
  async write(name: string, content: Content): Promise<string> {
    const file = path.join(this.dir, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, content);
    return file;
  }

  /** Writes a value as JSON that a person can read. */
  writeJson(name: string, value: unknown): Promise<string> {
    return this.write(name, `${JSON.stringify(value, null, 2)}\n`);
  }

  /** Writes rows as JSON, one a line, each as it comes: all of them together may be longer than a text can be. */
  writeRows(name: string, rows: Iterable<unknown>): Promise<string> {
    return this.write(name, linesOf(rows));
  }

  /** Writes a file of the run by something that needs its path. */
  async writeWith(name: string, work: (file: string) => void): Promise<string> {
    const file = path.join(this.dir, name);
    try {
      work(`${file}.part`);
      await rename(`${file}.part`, file);
    } catch (cause) {
      throw diskError(file, cause);
    }
    return file;
  }

  /** Adds a line to a file of the run. */
  async append(name: string, line: unknown): Promise<void> {
    const file = path.join(this.dir, name);
    await appendFile(file, `${JSON.stringify(line)}\n`).catch((cause) => {
      throw diskError(file, cause);
    });
  }

  async close(): Promise<void> {
    await this.calls.close();
    this.#lock.close();
  }
}

/** A file's name for something that has any name, such as a book. */
export const fileNameOf = (id: string): string =>
  `${id.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)}-${keyOf(id).slice(0, 8)}`;

/** A text in parts is never held whole. */
type Content = string | Uint8Array | Iterable<string>;

function* linesOf(rows: Iterable<unknown>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

/**
 * Writes beside the file, then puts it in its place: a reader finds the old or the new one, never half of it. Rejects with `bad-config` when
 * the disk does not take it.
 */
export async function writeWhole(file: string, content: Content): Promise<void> {
  try {
    await writeFile(`${file}.part`, content);
    await rename(`${file}.part`, file);
  } catch (cause) {
    throw diskError(file, cause);
  }
}

function lockIn(dir: string): StoreLock {
  const file = path.join(dir, '.lock');
  try {
    return lockFile(
      file,
      (cause) =>
        new SoliloquyError(
          'bad-config',
          `Another process works in ${dir}. Wait for it, or give another folder with --out.`,
          { cause },
        ),
    );
  } catch (cause) {
    throw diskError(file, cause);
  }
}

/** Throws `bad-config` where something lies that no run has put there. */
async function mustBeRunOrFree(dir: string): Promise<void> {
  const names = await readdir(dir);
  const foreign = names.find((name) => !BEFORE_A_RUN.includes(name));
  if (foreign === undefined || names.includes('run.json')) return;
  throw new SoliloquyError(
    'bad-config',
    `${dir} holds something already (${foreign}) and no run.json: a run would write over it. Give another folder with --out, or move that away.`,
  );
}

async function matches(dir: string, settings: RunSettings): Promise<boolean> {
  const file = path.join(dir, 'run.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw new SoliloquyError('bad-config', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  let found: Record<string, unknown>;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw new SoliloquyError(
      'bad-config',
      `${file} is no JSON, so nobody knows what the answers beside it belong to. Give another folder with --out.`,
      { cause },
    );
  }
  const given = JSON.parse(JSON.stringify(settings)) as Record<string, unknown>;
  const differing = [...new Set([...Object.keys(found), ...Object.keys(given)])].filter(
    (name) => JSON.stringify(found[name]) !== JSON.stringify(given[name]),
  );
  if (differing.length === 0) return true;
  const said = differing.map((name) => `  ${name}: ${shown(found[name])} there, ${shown(given[name])} now`);
  throw new SoliloquyError(
    'bad-config',
    `${dir} holds a run with other settings; its answers are not mixed with these. Give another folder with --out, or the same settings:\n${said.join('\n')}`,
  );
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
};
