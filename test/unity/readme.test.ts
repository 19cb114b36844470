import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { PACKAGE } from '../../plugin-unity/Tools~/metas.mts';
import { buildProject } from './dotnet.ts';

const PROJECT = fileURLToPath(new URL('readme', import.meta.url));

test('the example of the README compiles as it is, without a warning', { timeout: 240_000 }, async () => {
  const readme = await readFile(path.join(PACKAGE, 'README.md'), 'utf8');
  const [, example] = /```csharp\n([\s\S]*?)```/.exec(readme)!;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-readme-'));
  const file = path.join(folder, 'Guest.cs');
  await writeFile(file, example!);

  const { code, output } = await buildProject(PROJECT, [`-p:Example=${file}`]);
  await rm(folder, { recursive: true });

  expect(output).not.toMatch(/: (?:warning|error) /);
  expect(code).toBe(0);
});
