import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { KeptMemory } from '../../server/store/memories.ts';
import { openStore } from '../../server/store/store.ts';
import { writeWorld } from '../worlds.ts';

export const MARA = { instance: 'main', npc: 'mara' };
export const fact = (text: string, importance = 5) => ({
  ...MARA,
  kind: 'fact' as const,
  text,
  importance,
  author: 'Dee',
});
export const row = (page: Page, text: string) =>
  page.locator('[data-memory]').filter({ hasText: text }).first();
export const sign = (page: Page, name = 'Bea') => page.getByRole('textbox', { name: 'Your name' }).fill(name);

/** A world whose Mara remembers so much: every third memory is about Tom, every fourth a fact. */
export async function rememberingWorld(count: number) {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const store = await openStore(`file:${path.join(dataDir, 'soliloquy.db')}`);
  const { id: instance, branch } = await store.openInstance('testworld', 'main');
  const memories = Array.from(
    { length: count },
    (_, index): KeptMemory => ({
      seq: index + 1,
      id: `memory-${index}`,
      npc: 'mara',
      ...(index % 3 === 0 && { about: 'npc:tom' }),
      kind: index % 4 === 0 ? 'fact' : 'episode',
      text: `Memory number ${index} of word${index}. `.repeat(1 + (index % 5)).trim(),
      importance: 1 + (index % 10),
      at: index,
      time: 'Day 1, 08:00',
      witnesses: ['npc:tom'],
      source: { by: 'model', name: 'gpt-4o-mini', lines: [] },
    }),
  );
  await store.commit({ instance, branch, lines: [], memories });
  await store.close();
  return {
    dir,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };
}
