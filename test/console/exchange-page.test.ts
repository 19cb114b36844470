import { mkdir } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { placeholder } from '../../server/persona/cards/placeholder.ts';
import { type Game, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { openConsole } from './console.ts';
import { CARD, choose } from './exchange-files.ts';

/** Set, it has the page drawn into `data/screenshots`, to be looked at. */
const ARE_DRAWN = process.env.SCREENSHOTS !== undefined;

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target} ${any[0]?.message}`),
  );
}

async function look(game: Game, theme: 'light' | 'dark', width: number): Promise<string[]> {
  await using opened = await openConsole(game, { theme, width, route: 'exchange/mara' });
  const { page } = opened;
  const found: string[] = [];
  const steps: Record<string, () => Promise<void>> = {
    empty: () => page.getByText('Drop a character card here').waitFor(),
    refused: async () => {
      await choose(page, 'a-photograph-of-the-harbour-in-the-evening.png', placeholder('x'));
      await page.getByRole('alert').waitFor();
    },
    draft: async () => {
      await choose(page, 'ilse.png', CARD);
      await page.getByRole('checkbox', { name: 'The storm' }).waitFor();
      await page.getByText('Left out').click();
    },
  };
  for (const [name, go] of Object.entries(steps)) {
    await go();
    if (ARE_DRAWN)
      await page.screenshot({
        path: `data/screenshots/exchange-${name}-${theme}-${width}.png`,
        fullPage: true,
      });
    found.push(...(await faults(page)).map((fault) => `${name} in ${theme} at ${width}: ${fault}`));
    const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (Number(excess) > 0) found.push(`${name} at ${width} is ${excess} pixels too wide`);
  }
  return [...found, ...opened.complaints.filter((complaint) => !/422/.test(complaint))];
}

test('the page has no fault of accessibility, in either theme, wide or narrow', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  if (ARE_DRAWN) await mkdir('data/screenshots', { recursive: true });

  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1280, 400]) found.push(...(await look(game, theme, width)));

  expect(found).toEqual([]);
}, 60_000);
