import { copyFile, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Cast } from '../../persona/cast.ts';
import { personaYaml } from '../../persona/persona-yaml.ts';
import { displayPath } from '../../persona/yaml-file.ts';

const FOLDERS = ['.', 'personas', 'lore', 'scenes', 'principles'];
const IN_RUN = 'world';

/** Where a run keeps its copy of the world. */
export const worldIn = (dir: string, cast: Cast): string => path.join(dir, IN_RUN, cast.name);

/**
 * Writes the world as it is live into a run's folder and tells where: its files, and the personas as designers saved them, which need not
 * be in any file. What is measured there stays what it was, whatever is edited meanwhile. Throws `bad-content` while the files have
 * mistakes: then what is live stands in none.
 */
export async function writeLiveWorld(cast: Cast, worldDir: string, into: string): Promise<string> {
  if (cast.problem !== undefined)
    throw new SoliloquyError(
      'bad-content',
      `The world's files have mistakes, so that what is live now stands in no file. Mend them first:\n${cast.problem}`,
    );
  const dir = worldIn(into, cast);
  for (const folder of FOLDERS) {
    const names = await readdir(path.join(worldDir, folder)).catch(() => []);
    for (const name of names.filter((each) => /\.ya?ml$/.test(each))) {
      const file = path.join(worldDir, folder, name);
      // A link to a file is one.
      if (!(await stat(file)).isFile()) continue;
      await mkdir(path.join(dir, folder), { recursive: true });
      await copyFile(file, path.join(dir, folder, name));
    }
  }
  for (const id of cast.ids) {
    const file = cast.file(id);
    if (file && !file.isLive)
      await writeFile(path.join(dir, file.path), personaYaml(cast.mustHave(id).persona));
  }
  return dir;
}

/** What a command said of a run's copies of files, told of the files themselves: those are to be mended. */
export const ofCopies = (said: string, copy: string): string =>
  [copy, displayPath(copy)].reduce(
    (text, dir) => text.replaceAll(`${dir}${path.sep}`, '').replaceAll(`${dir}/`, ''),
    said,
  );
