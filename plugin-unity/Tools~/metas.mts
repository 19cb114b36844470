// Makes the .meta files that Unity keeps beside every file and folder of a package: `npx tsx plugin-unity/Tools~/metas.mts`, to be run
// after something was added, moved or removed. Unity does not look into folders whose names end in "~".
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

const TAIL = '  externalObjects: {}\n  userData: \n  assetBundleName: \n  assetBundleVariant: \n';

const SCRIPT = `MonoImporter:
  externalObjects: {}
  serializedVersion: 2
  defaultReferences: []
  executionOrder: 0
  icon: {instanceID: 0}
  userData: 
  assetBundleName: 
  assetBundleVariant: 
`;

const WEBGL_PLUGIN = `PluginImporter:
  externalObjects: {}
  serializedVersion: 2
  iconMap: {}
  executionOrder: {}
  defineConstraints: []
  isPreloaded: 0
  isOverridable: 0
  isExplicitlyReferenced: 0
  validateReferences: 1
  platformData:
  - first:
      Any: 
    second:
      enabled: 0
      settings: {}
  - first:
      Editor: Editor
    second:
      enabled: 0
      settings:
        DefaultValueInitialized: true
  - first:
      WebGL: WebGL
    second:
      enabled: 1
      settings: {}
  userData: 
  assetBundleName: 
  assetBundleVariant: 
`;

/** Unity's built-in importers of style sheets and of themes are scripts. */
const styleImporter = (script: number) => `ScriptedImporter:
  internalIDToNameTable: []
  externalObjects: {}
  serializedVersion: 2
  userData: 
  assetBundleName: 
  assetBundleVariant: 
  script: {fileID: ${script}, guid: 0000000000000000e000000000000000, type: 0}
  disableValidation: 0
`;

const NATIVE = `NativeFormatImporter:
  externalObjects: {}
  mainObjectFileID: 11400000
  userData: 
  assetBundleName: 
  assetBundleVariant: 
`;

const IMPORTERS: Record<string, string> = {
  '.cs': SCRIPT,
  '.asset': NATIVE,
  '.asmdef': `AssemblyDefinitionImporter:\n${TAIL}`,
  '.jslib': WEBGL_PLUGIN,
  '.md': `TextScriptImporter:\n${TAIL}`,
  '.uss': styleImporter(12385),
  '.tss': styleImporter(12388),
};

/** All files and folders that Unity imports, by their paths in the package. */
export function assets(folder = ''): string[] {
  return readdirSync(path.join(PACKAGE, folder), { withFileTypes: true })
    .filter(({ name }) => !name.endsWith('~') && !name.startsWith('.') && !name.endsWith('.meta'))
    .flatMap((entry) => {
      const asset = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? [asset, ...assets(asset)] : [asset];
    });
}

/** The .meta file of an asset. Its GUID is made of the path it had when it was added: one that is there is kept, for scenes name it. */
export function metaOf(asset: string, guid = guidOf(asset)): string {
  return `fileFormatVersion: 2\nguid: ${guid}\n${importerOf(asset)}`;
}

export const guidOf = (asset: string): string =>
  createHash('md5').update(`com.soliloquy.npc/${asset}`).digest('hex');

export function readMeta(asset: string): string | undefined {
  try {
    return readFileSync(path.join(PACKAGE, `${asset}.meta`), 'utf8');
  } catch {
    return undefined;
  }
}

export const guidIn = (meta: string): string | undefined => /^guid: ([0-9a-f]{32})$/m.exec(meta)?.[1];

/** Metas whose asset is gone. */
export function orphans(folder = ''): string[] {
  return readdirSync(path.join(PACKAGE, folder), { withFileTypes: true }).flatMap((entry) => {
    const here = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.endsWith('~') ? [] : orphans(here);
    return here.endsWith('.meta') && !assets(folder).includes(here.slice(0, -'.meta'.length)) ? [here] : [];
  });
}

function importerOf(asset: string): string {
  if (statSync(path.join(PACKAGE, asset)).isDirectory()) return `folderAsset: yes\nDefaultImporter:\n${TAIL}`;
  if (asset === 'package.json') return `PackageManifestImporter:\n${TAIL}`;
  const importer = IMPORTERS[path.extname(asset)];
  if (!importer) throw new Error(`Say in metas.mts how Unity imports ${asset}.`);
  return importer;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const orphan of orphans()) rmSync(path.join(PACKAGE, orphan));
  for (const asset of assets()) {
    const kept = readMeta(asset);
    writeFileSync(path.join(PACKAGE, `${asset}.meta`), metaOf(asset, kept && guidIn(kept)));
  }
}
