import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Cast } from '../../persona/cast.ts';
import { personaYaml } from '../../persona/persona-yaml.ts';

const FOLDERS = ['.', 'personas', 'lore', 'scenes', 'principles'];

/**
 * Writes the world as it is live into a folder of its own below `into`, and tells where: its files, and the personas as designers saved
 * them, which need not be in any file. What is measured there stays what it was, whatever is edited meanwhile.
 */
export async function writeLiveWorld(cast: Cast, worldDir: string, into: string): Promise<string> {
  const dir = path.join(into, 'world', cast.name);
  for (const folder of FOLDERS) {
    const files = await readdir(path.join(worldDir, folder), { withFileTypes: true }).catch(() => []);
    const wanted = files.filter((file) => file.isFile() && /\.ya?ml$/.test(file.name));
    if (wanted.length === 0) continue;
    await mkdir(path.join(dir, folder), { recursive: true });
    for (const { name } of wanted)
      await copyFile(path.join(worldDir, folder, name), path.join(dir, folder, name));
  }
  for (const id of cast.ids) {
    const file = cast.file(id);
    if (!file || file.isLive) continue;
    await writeFile(path.join(dir, file.path), personaYaml(cast.mustHave(id).persona));
  }
  return dir;
}
