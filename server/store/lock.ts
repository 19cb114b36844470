import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import Libsql from 'libsql';
import { SoliloquyError } from '../../schemas/errors.ts';

/** Held until it is closed, or until the process ends in whatever way. */
export type StoreLock = { close(): void };

/**
 * Takes a store's file for this process alone: two servers that count lines of the same record would refuse each other's. The
 * lock is SQLite's own, on an empty database beside the file, since the operating system takes it from a process that is
 * killed; the file itself stays free for whoever looks into it with `sqlite3`. Throws `bad-store`, naming the process that has it.
 */
export function lockStore(file: string): StoreLock {
  if (file === ':memory:') return { close() {} };
  const real = realpathSync(file);
  const lock = lockFile(`${real}.lock`, (cause) => inUse(real, cause));
  writeFileSync(holderFile(real), `${process.pid}\n`);
  return lock;
}

/** Takes a file for this process alone, by SQLite's own lock; the file holds nothing else. Throws what `taken` makes when another has it. */
export function lockFile(file: string, taken: (cause: unknown) => Error): StoreLock {
  const handle = new Libsql(file);
  try {
    // No journal: nothing is ever written.
    handle.exec('pragma journal_mode = memory');
    handle.exec('pragma busy_timeout = 0');
    handle.exec('begin immediate');
  } catch (cause) {
    handle.close();
    throw (cause as { code?: string }).code === 'SQLITE_BUSY' ? taken(cause) : cause;
  }
  return handle;
}

/** Whether another process has taken a file by `lockFile`; false where that cannot be known. Makes no file. */
export function isFileLocked(file: string): boolean {
  if (!existsSync(file)) return false;
  try {
    lockFile(file, () => new Locked()).close();
    return false;
  } catch (error) {
    return error instanceof Locked;
  }
}

class Locked extends Error {}

const holderFile = (file: string): string => `${file}.pid`;

function inUse(file: string, cause: unknown): SoliloquyError {
  const pid = readPid(file);
  const holder =
    pid === undefined ? 'another process' : pid === process.pid ? 'this very process' : `process ${pid}`;
  return new SoliloquyError(
    'bad-store',
    `The store ${file} is in use by ${holder}, most likely another Soliloquy. End that one first, or give this one a store of its own: DATA_DIR or --data-dir names its folder.`,
    { cause },
  );
}

/** Only for the sentence: the lock is what counts. */
function readPid(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(holderFile(file), 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}
