import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const KEPT = 'schemas/generated/csharp';

test('the C# classes for the official SDK are those of the state as it is now', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
  const command: string = scripts.schemas.split(' && ')[1];
  const folder = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-csharp-'));
  const [tool, ...options] = command.replace(KEPT, folder).split(' ');

  await promisify(execFile)(path.join('node_modules/.bin', tool!), options);
  const made = await texts(folder);
  await rm(folder, { recursive: true });

  expect(Object.keys(made).sort()).toEqual([
    'LocationState.cs',
    'NpcState.cs',
    'PlayerState.cs',
    'WorldState.cs',
  ]);
  expect(await texts(KEPT), 'Run `npm run schemas`.').toEqual(made);
});

const texts = async (folder: string): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      (await readdir(folder)).map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')]),
    ),
  );
