import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { turnsOf } from '../../../server/lab/enhance/conversation.ts';
import { readSources } from '../../../server/lab/enhance/readers/read.ts';

/** Files of these names and contents in a folder of the test. */
export async function files(named: Record<string, string>): Promise<string[]> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-enhance-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const paths = Object.keys(named).map((name) => path.join(dir, name));
  await Promise.all(Object.values(named).map((content, index) => writeFile(paths[index]!, content)));
  return paths;
}

/** What is found in files. */
export const read = (paths: readonly string[]) => readSources(paths, { player: 'Player', tell: () => {} });
/** What is said in each conversation, with names. */
export const textsOf = (found: Awaited<ReturnType<typeof read>>) =>
  found.sources.map(({ record }) => turnsOf(record).map(({ name, text }) => `${name}: ${text}`));
