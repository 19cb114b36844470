import { randomUUID } from 'node:crypto';
import { readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Persona } from '../../schemas/persona.ts';
import { hashOf, type PersonaSource } from './content.ts';
import { withPersona } from './persona-yaml.ts';
import { displayPath, MAX_FILE_BYTES } from './yaml-file.ts';

/**
 * Writes a persona into its file, whole or not at all; comments and the layout of what did not change stay. Throws `bad-content`
 * when the file is not the one that was read last, or when it cannot be written.
 */
export async function writePersonaFile(source: PersonaSource, persona: Persona): Promise<PersonaSource> {
  const shown = displayPath(source.file);
  const file = await realpath(source.file).catch((cause: unknown) => {
    throw new SoliloquyError('bad-content', `${shown} is not there any more; nothing was written.`, {
      cause,
    });
  });
  const [found, { mode }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
  if (hashOf(found.replace(/^\uFEFF/, '')) !== source.hash)
    throw new SoliloquyError(
      'bad-content',
      `${shown} was edited since the server read it last; nothing was written. Wait until that edit is live (it may have mistakes: see the log), or restart the server.`,
    );
  const text = withPersona(source.text, persona);
  if (Buffer.byteLength(text) > MAX_FILE_BYTES)
    throw new SoliloquyError(
      'bad-content',
      `${shown} would have more than 1 MiB of text; nothing was written.`,
    );
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, text, { mode: mode & 0o777, flag: 'wx' });
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new SoliloquyError(
      'bad-content',
      `${shown} cannot be written (${code ?? message}). Let the server's user write in its folder, or edit the file by hand.`,
      { cause },
    );
  }
  return { ...source, persona, text, hash: hashOf(text) };
}
