import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Game, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { openConsole, say } from './console.ts';

/** Set, it has each page drawn into `data/screenshots`, to be looked at. */
const ARE_DRAWN = process.env.SCREENSHOTS !== undefined;

const FIRST =
  '<system_thinking>The traveller asks about the bailiff. Mara knows that Tam rowed out that night, and will not say so ' +
  'before she knows who is asking. She keeps to what everybody saw, sends him to the watch, and watches his hands while he drinks; whoever comes for the bailiff pays in crown silver.</system_thinking><role_thinking>Polite, dry boots, and asks for Corven by his name. ' +
  'The crown pays for such boots.</role_thinking><role_action>sets the tankard down without looking at it</role_action>' +
  'Corven Ashe drank here most nights.<role_action>wipes a ring off the bar that is not there</role_action>' +
  'Not that one. You will want to ask the watch.';
const SECOND =
  '<system_thinking>Asked again; give a little: the bell.</system_thinking><role_thinking>He does not let go. Then let ' +
  'him be afraid with the rest of us';

/** What axe finds wrong, in a line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target} ${any[0]?.message}`),
  );
}

const PAGES: Record<string, (page: Page) => Promise<void>> = {
  stage: async (page) => {
    await page.goto(page.url().replace(/#.*|$/, '#stage'));
    await page.getByRole('heading', { name: 'Ravenmoor' }).waitFor();
  },
  talk: async (page) => {
    await page.goto(page.url().replace(/#.*|$/, '#talk/mara'));
    await page.getByText('afraid with the rest').waitFor();
  },
  world: async (page) => {
    await page.goto(page.url().replace(/#.*|$/, '#world/locations/square'));
    await page
      .getByLabel('Try a line')
      .fill('Does the bell in the mere ring for the silver of the abbey, and the tax?');
    await page.getByLabel('heard by').selectOption('wren');
    await page.locator('[data-fired]').first().waitFor();
    await page.getByRole('textbox', { name: 'Weather' }).fill(' ');
    await page.getByRole('button', { name: 'Set Weather' }).click();
    await page.getByText('weather: expected some text').waitFor();
    await page.getByRole('button', { name: 'Edit bailiff' }).click();
    await page.getByRole('textbox', { name: 'Fact bailiff' }).fill(' ');
  },
  keys: async (page) => {
    await page.getByRole('button', { name: 'Keys' }).click();
    await page.getByRole('dialog').waitFor();
  },
  'sign-in': async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Designer token', { exact: true }).waitFor();
  },
};

async function look(game: Game, theme: 'light' | 'dark', width: number): Promise<string[]> {
  await using opened = await openConsole(game, { theme, width });
  const found: string[] = [];
  for (const [name, go] of Object.entries(PAGES)) {
    await go(opened.page);
    if (ARE_DRAWN) await opened.page.screenshot({ path: `data/screenshots/${name}-${theme}-${width}.png` });
    found.push(...(await faults(opened.page)).map((fault) => `${name} in ${theme} at ${width}: ${fault}`));
    const excess = await opened.page.evaluate('document.documentElement.scrollWidth - innerWidth');
    if (Number(excess) > 0) found.push(`${name} at ${width} is ${excess} pixels too wide`);
  }
  return [...found, ...opened.complaints];
}

test('no page has a fault of accessibility, in either theme, wide or narrow', async () => {
  const held = gate();
  const model = scripted(FIRST, [SECOND, held]);
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  await using game = await startGame({ model, dir: 'worlds/ravenmoor', dataDir });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  await say(opened.page, 'Did the bailiff drink here, the night he went out?');
  await opened.page.getByText('ask the watch').first().waitFor();
  await say(opened.page, 'And who rowed him?');
  await game.join({ name: 'Ash', location: 'square' });
  if (ARE_DRAWN) await mkdir('data/screenshots', { recursive: true });

  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1280, 400]) found.push(...(await look(game, theme, width)));

  expect(found).toEqual([]);
  held.open();
  await rm(dataDir, { recursive: true, force: true });
}, 40_000);
