import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../schemas/errors.ts';

/** Makes the data folder where it is missing. Throws `bad-config` when it cannot be made or used. */
export async function makeDataFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause) => {
    throw unusable(folder, cause);
  });
}

/** Says that the data folder is of no use, and which setting names it. */
export function unusable(folder: string, cause: unknown): SoliloquyError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = REASONS[code ?? ''] ?? message;
  return new SoliloquyError(
    'bad-config',
    `DATA_DIR or --data-dir: ${path.resolve(folder)} cannot be used: ${reason}.`,
    { cause },
  );
}

const REASONS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'there is a file of that name',
  ENOTDIR: 'a part of its path is a file',
};
