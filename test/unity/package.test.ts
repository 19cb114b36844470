import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { assets, guidIn, metaOf, orphans, PACKAGE, readMeta } from '../../plugin-unity/Tools~/metas.mts';

const read = (file: string) => readFileSync(path.join(PACKAGE, file), 'utf8');
const sources = () =>
  readdirSync(PACKAGE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.cs'))
    .map((file) => path.join(PACKAGE, file));
const HOW = 'Run `npx tsx plugin-unity/Tools~/metas.mts`.';

test('every asset has a meta of its importer, and nothing else has one', () => {
  for (const asset of assets()) {
    const meta = readMeta(asset);
    expect(meta, `${asset} has no .meta. ${HOW}`).toBeDefined();
    expect(meta, `${asset}.meta does not fit. ${HOW}`).toBe(metaOf(asset, guidIn(meta!)));
  }
  expect(orphans(), HOW).toEqual([]);
});

test('no two assets have one GUID', () => {
  const guids = assets().map((asset) => guidIn(readMeta(asset) ?? ''));
  expect(new Set(guids).size).toBe(guids.length);
});

test('the browser socket is built into WebGL players only', () => {
  const meta = readMeta('Runtime/Plugins/WebGL/SoliloquySocket.jslib')!;
  const enabled = [...meta.matchAll(/- first:\n {6}(\w+): .*\n {4}second:\n {6}enabled: (\d)/g)].map(
    ([, platform, on]) => [platform, on],
  );
  expect(enabled).toEqual([
    ['Any', '0'],
    ['Editor', '0'],
    ['WebGL', '1'],
  ]);
});

test('what bubbles and panels are drawn with is an asset, so that builds have its theme and its shaders', () => {
  // Unity leaves out of a build what no asset refers to, and its own panel settings made in code refer to nothing.
  const settings = read('Runtime/UI/Resources/Soliloquy/Panel.asset');
  const theme = guidIn(readMeta('Runtime/UI/Resources/Soliloquy/Theme.tss')!);
  expect(settings).toContain(`themeUss: {fileID: -4733365628477956816, guid: ${theme}, type: 3}`);
  for (const shader of ['m_AtlasBlitShader: {fileID: 9101', 'm_RuntimeShader: {fileID: 9100'])
    expect(settings).toContain(`${shader}, guid: 0000000000000000f000000000000000, type: 0}`);
  for (const file of sources())
    expect(readFileSync(file, 'utf8'), file).not.toMatch(/CreateInstance<PanelSettings>/);
});

test('the package depends on nothing but modules of Unity itself', () => {
  const manifest = JSON.parse(read('package.json'));
  expect(manifest).toMatchObject({ name: 'com.soliloquy.npc', unity: '2021.3', license: 'MIT' });
  for (const name of Object.keys(manifest.dependencies)) expect(name).toMatch(/^com\.unity\.modules\./);
});

test('assemblies refer to each other by name, and the core to no engine', () => {
  const definitions = assets().filter((asset) => asset.endsWith('.asmdef'));
  const known = definitions.map((file) => JSON.parse(read(file)));
  for (const { name, references } of known) {
    expect(definitions.some((file) => file.endsWith(`/${name}.asmdef`))).toBe(true);
    for (const reference of references)
      if (!/^Unity(Engine|Editor)\.TestRunner$/.test(reference) || name !== 'Soliloquy.Npc.Tests')
        expect(known.map((one) => one.name)).toContain(reference);
  }
  expect(known.find(({ name }) => name === 'Soliloquy.Core')).toMatchObject({
    noEngineReferences: true,
    references: [],
  });
  for (const file of assets('Runtime/Core').filter((asset) => asset.endsWith('.cs')))
    expect(read(file), file).not.toMatch(/\bUnityEngine\b.*;/);
});

test('nothing in the package is reached by reflection, so stripping takes nothing away', () => {
  const sources = assets('Runtime').filter((asset) => asset.endsWith('.cs'));
  for (const file of sources)
    expect(read(file), file).not.toMatch(
      /System\.Reflection|Activator\.|\bdynamic\b|GetMethod\(|Type\.GetType/,
    );
});

test('nullable annotations are switched on where they are used, for Unity does not', () => {
  for (const file of sources())
    expect(readFileSync(file, 'utf8').slice(0, 16), file).toBe('#nullable enable');
});

test('a component is found in a file of its name', () => {
  for (const file of assets('Runtime').filter((asset) => asset.endsWith('.cs'))) {
    const name = /class (\w+) : (?:MonoBehaviour|ScriptableObject|SoliloquyMember)/.exec(read(file))?.[1];
    if (name) expect(path.basename(file, '.cs')).toBe(name);
  }
  expect(existsSync(path.join(PACKAGE, 'LICENSE.md'))).toBe(true);
});
