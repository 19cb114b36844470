import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Character } from '../../../schemas/card.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { loadContent } from '../content.ts';
import { displayPath } from '../yaml-file.ts';
import { characterFiles } from './character-files.ts';

/** A refusal because files of these names are there; `details` for whoever asked. */
export class FilesTaken extends SoliloquyError {
  readonly details: { taken: string[] };

  constructor(taken: string[]) {
    const files = taken.join(', ');
    super(
      'already-here',
      taken.some((file) => file.startsWith('personas/'))
        ? `The world has ${files} already, and nothing is overwritten. Choose another file name for this character.`
        : `The world has ${files} already, and nothing is overwritten. Leave these entries out, or choose another file name for this character.`,
    );
    this.details = { taken };
  }
}

/**
 * Writes a character into a world's folder, all of it or nothing, and returns the files' paths in there. First a copy of the
 * world is checked with it, so that no file that is wrong is ever written. Throws `FilesTaken`, and `bad-content` for what would
 * be wrong with the world, or when its folder cannot be written.
 */
export async function addCharacter(dir: string, character: Character): Promise<string[]> {
  const files = await fittingFiles(dir, character);
  await writeAll(dir, files);
  return [...files.keys()];
}

/** The files that `addCharacter` would write, by their path in the world's folder. Throws what that throws before it writes. */
export async function fittingFiles(dir: string, character: Character): Promise<Map<string, string>> {
  const heads = {
    personas: await headOf(path.join(dir, 'personas')),
    lore: await headOf(path.join(dir, 'lore')),
  };
  const files = characterFiles(character, heads);
  const taken = await existing(dir, [...files.keys()]);
  if (taken.length > 0) throw new FilesTaken(taken);
  await mustFit(dir, files);
  return files;
}

/** What another character's card or a designer wrote there is theirs, whichever ending it has. */
async function existing(dir: string, files: string[]): Promise<string[]> {
  const found = await Promise.all(
    files.map(async (file) => {
      const both = [file, file.replace(/\.yaml$/, '.yml')];
      const there = await Promise.all(both.map((each) => stat(path.join(dir, each)).catch(() => undefined)));
      return there.some(Boolean);
    }),
  );
  return files.filter((_, index) => found[index]);
}

/** Checks a copy of the world with the new files in it. */
async function mustFit(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  const above = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-add-'));
  const copy = path.join(above, path.basename(dir));
  try {
    for (const part of ['world.yaml', 'personas', 'lore'])
      await cp(path.join(dir, part), path.join(copy, part), { recursive: true, dereference: true }).catch(
        (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
        },
      );
    for (const [file, text] of files) {
      await mkdir(path.dirname(path.join(copy, file)), { recursive: true });
      await writeFile(path.join(copy, file), text);
    }
    await loadContent(copy);
  } catch (error) {
    if (!(error instanceof SoliloquyError)) throw error;
    const message = error.message.replaceAll(`${displayPath(copy)}/`, '');
    throw new SoliloquyError(
      'bad-content',
      `With this character the world would have mistakes, so nothing was written:\n${message}`,
      {
        cause: error,
      },
    );
  } finally {
    await rm(above, { recursive: true, force: true });
  }
}

/** In the order given, the persona first: who has a file can be named by lore. */
async function writeAll(dir: string, files: ReadonlyMap<string, string>): Promise<void> {
  const written: string[] = [];
  try {
    for (const [name, text] of files) {
      const file = path.join(dir, name);
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(file, 'wx');
      written.push(file);
      try {
        await handle.writeFile(text);
      } finally {
        await handle.close();
      }
    }
  } catch (cause) {
    for (const file of written) await rm(file, { force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    const taken = code === 'EEXIST' ? await existing(dir, [...files.keys()]) : [];
    if (taken.length > 0) throw new FilesTaken(taken);
    throw new SoliloquyError(
      'bad-content',
      `The world's folder ${displayPath(dir)} cannot be written (${code ?? message}), so nothing was added. Let the server's user write there, or save the files from elsewhere.`,
      { cause },
    );
  }
}

/** The line by which editors find the schema, as the files of a folder have it. */
async function headOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => []);
  const first = names.find((name) => name.endsWith('.yaml'));
  const text = first === undefined ? '' : await readFile(path.join(folder, first), 'utf8').catch(() => '');
  return /^# yaml-language-server: \$schema=\S+\n/.exec(text)?.[0] ?? '';
}
