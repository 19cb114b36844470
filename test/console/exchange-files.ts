import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { sillyTavern } from '../persona/cards/exports.ts';
import { base64, pngWith, text } from '../persona/cards/files.ts';

/** A picture with a card of version 2. */
export const CARD = pngWith(text('chara', base64(sillyTavern)));

/** Chooses a file to be imported, from the disk as a person does; handed over in memory, a large one takes a browser long. */
export async function choose(page: Page, name: string, bytes: Buffer): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, name), bytes);
  await page.getByLabel('Character file').setInputFiles(path.join(folder, name));
}
