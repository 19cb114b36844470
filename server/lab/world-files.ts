import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WorldFile } from '../../schemas/console/lab.ts';
import { SoliloquyError } from '../../schemas/errors.ts';
import { hashOf } from '../persona/content.ts';
import { displayPath } from '../persona/yaml-file.ts';
import { writeWhole } from './calls/run.ts';

/** What of a world's folder the lab reads: `scenes` and `principles`, a file each in YAML. A folder that is not there holds none. Throws `bad-content`. */
export async function yamlFilesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new SoliloquyError('bad-content', `${displayPath(folder)} cannot be read: ${cause.message}`, {
      cause,
    });
  });
  return names.filter((name) => /\.ya?ml$/.test(name)).toSorted();
}

/** The name of a file without its ending. */
export const idOf = (name: string): string => path.basename(name, path.extname(name));

/** The files of a folder, with drafts in the places of those that have their ids. Throws `bad-content`. */
export async function textsIn(
  folder: string,
  drafts: ReadonlyMap<string, string>,
): Promise<{ id: string; file: string; text: string }[]> {
  const names = await yamlFilesIn(folder);
  const there = await Promise.all(
    names
      .filter((name) => !drafts.has(idOf(name)))
      .map(async (name) => {
        const file = path.join(folder, name);
        return { id: idOf(name), file, text: await readFile(file, 'utf8') };
      }),
  );
  const drafted = [...drafts].map(([id, text]) => {
    const name = names.find((each) => idOf(each) === id) ?? `${id}.yaml`;
    return { id, file: path.join(folder, name), text };
  });
  return [...there, ...drafted].toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** A file by its id; null where there is none. Throws `bad-content`. */
export async function readWorldFile(folder: string, id: string): Promise<WorldFile | null> {
  const name = (await yamlFilesIn(folder)).find((each) => idOf(each) === id);
  if (name === undefined) return null;
  const text = await readFile(path.join(folder, name), 'utf8');
  return { text, hash: hashOf(text) };
}

/**
 * Writes a file, whole or not at all, after `check` had nothing against it; `base`: of the text that was edited, null where there was no file.
 * Throws what `check` does, and `bad-content` when the file was edited meanwhile.
 */
export async function writeWorldFile(
  { folder, id, text, base }: { folder: string; id: string; text: string; base: string | null },
  check: (draft: ReadonlyMap<string, string>) => Promise<unknown>,
): Promise<WorldFile> {
  await check(new Map([[id, text]]));
  const name = (await yamlFilesIn(folder)).find((each) => idOf(each) === id) ?? `${id}.yaml`;
  const file = path.join(folder, name);
  if (((await readWorldFile(folder, id))?.hash ?? null) !== base)
    throw new SoliloquyError(
      'bad-content',
      `${displayPath(file)} was edited meanwhile; nothing was written. Copy what you typed, open the file anew, and put it in there.`,
    );
  await mkdir(folder, { recursive: true });
  await writeWhole(file, text);
  return { text, hash: hashOf(text) };
}
