import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabRequest } from '../../../schemas/console/lab.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { SOURCES_FOLDER } from '../calls/run.ts';
import { nameOf } from './request.ts';

/**
 * Writes the files of dialogue that came with a request into its run's folder, where the run finds them whenever it goes on. Throws
 * `bad-content` where one came by its name alone and is not there.
 */
export async function writeSources(request: LabRequest, into: string): Promise<void> {
  if (request.kind !== 'enhance') return;
  const folder = path.join(into, SOURCES_FOLDER);
  await mkdir(folder, { recursive: true });
  for (const file of request.files) {
    const where = path.join(folder, nameOf(file));
    if (typeof file !== 'string') await writeFile(where, file.text);
    else if (!(await stat(where).catch(() => undefined)))
      throw new SoliloquyError('bad-content', `${file}: its text is missing. Send it with its name.`);
  }
}

/** The request as it is kept beside those files. */
export const withoutTexts = (request: LabRequest): LabRequest =>
  request.kind === 'enhance' ? { ...request, files: request.files.map(nameOf) } : request;
