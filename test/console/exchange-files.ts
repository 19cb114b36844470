import type { Page } from 'playwright-core';
import { sillyTavern } from '../persona/cards/exports.ts';
import { base64, pngWith, text } from '../persona/cards/files.ts';

/** A picture with a card of version 2. */
export const CARD = pngWith(text('chara', base64(sillyTavern)));

/** Chooses a file to be imported. */
export const choose = (page: Page, name: string, buffer: Buffer) =>
  page.getByLabel('Character file').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
