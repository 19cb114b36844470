import { SoliloquyError } from '../../schemas/errors.ts';

const REASONS: Record<string, string> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the share of the disk is used up',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
  EISDIR: 'a folder is in its place',
  ENOENT: 'its folder is not there',
  ENOTEMPTY: 'something was put there meanwhile',
  SQLITE_CANTOPEN: 'this user may not write there, or a folder is in its place',
  SQLITE_READONLY: 'this user may not write there',
  SQLITE_FULL: 'the disk is full',
};

/** Why the disk does not take something, in words; undefined for what is no failure of the disk. */
export function diskReason(cause: unknown): string | undefined {
  const { code, message } = cause as NodeJS.ErrnoException;
  // Node's own codes begin so: they are of the program, not of the disk.
  if (cause instanceof SoliloquyError || typeof code !== 'string' || code.startsWith('ERR_'))
    return undefined;
  return REASONS[code] ?? message;
}

/** A failure to write a file of a run as `bad-config`, with what to do; what is no failure of the disk stays as it is. */
export function diskError(file: string, cause: unknown): unknown {
  const reason = diskReason(cause);
  if (reason === undefined) return cause;
  return new SoliloquyError(
    'bad-config',
    `${file} cannot be written: ${reason}. What was paid for until then is kept. Once that is mended, run the same command again: it goes on.`,
    { cause },
  );
}
