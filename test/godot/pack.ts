import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, strToU8, zipSync } from 'fflate';
import { baseOf, classCache } from './class-cache.ts';
import { markTestEnds } from './test-ends.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
export const PLUGIN = path.join(repository, 'plugin-godot');
export const TEST_PROJECT = path.join(repository, 'test/godot/project');

/** Files by their path below `res://`. */
export type PackFiles = Record<string, string | Uint8Array>;

export type PackOptions = {
  /** Folders that become `res://`, the later laid over the earlier. */
  folders?: string[];
  /** Laid over the folders. */
  files?: PackFiles;
  /** A scene to start with instead of the project's main scene, as a `res://` path. */
  scene?: string;
  /** Keep scripts that extend editor classes, which do not parse in the runtime unless `files` brings stand-ins. */
  withEditorScripts?: boolean;
};

const EDITOR_CLASS = /^Editor[A-Z]/;

/** A zip of a Godot project that the engine takes as its main pack, with the cache of script classes the editor writes. */
export async function buildPack(options: PackOptions = {}): Promise<Uint8Array> {
  const { folders = [PLUGIN, TEST_PROJECT], files = {}, scene, withEditorScripts = false } = options;
  const packed = new Map<string, Uint8Array>();
  for (const folder of folders)
    for (const [name, content] of await readFolder(folder)) packed.set(name, content);
  for (const [name, content] of Object.entries(files))
    packed.set(name, typeof content === 'string' ? strToU8(content) : content);
  if (scene) packed.set('project.godot', strToU8(withMainScene(packed.get('project.godot'), scene)));

  const scripts = [];
  for (const [name, content] of packed) {
    if (!name.endsWith('.gd')) continue;
    const text = strFromU8(content);
    if (EDITOR_CLASS.test(baseOf(text)) && !withEditorScripts) packed.delete(name);
    else scripts.push({ path: name, text });
    if (name.startsWith('tests/')) packed.set(name, strToU8(markTestEnds(text)));
  }
  packed.set('.godot/global_script_class_cache.cfg', strToU8(classCache(scripts)));
  return zipSync(Object.fromEntries(packed), { level: 0 });
}

/** The runtime takes no scene on its command line, and no `override.cfg`. */
function withMainScene(project: Uint8Array | undefined, scene: string): string {
  const setting = /^run\/main_scene=.*$/m;
  const text = project ? strFromU8(project) : '';
  if (!setting.test(text))
    throw new Error('The project.godot has no line run/main_scene= to put the scene in.');
  return text.replace(setting, () => `run/main_scene="${scene}"`);
}

async function readFolder(folder: string): Promise<[string, Uint8Array][]> {
  // The plugin's folder is missing from checkouts of the server alone.
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file, name: path.relative(folder, file).split(path.sep).join('/') }))
    .filter(({ name }) => !name.split('/').some((part) => part.startsWith('.')));
  return Promise.all(
    files.map(async ({ file, name }) => [name, await readFile(file)] as [string, Uint8Array]),
  );
}
