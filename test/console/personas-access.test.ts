import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Game, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { openConsole } from './console.ts';

/** Set, it has each state drawn into `data/screenshots`, to be looked at. */
const ARE_DRAWN = process.env.SCREENSHOTS !== undefined;

/** What axe finds wrong, in a line each, and whether the page scrolls sideways. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ['violations'] }),
  );
  const excess = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${target} ${any[0]?.message}`),
    ),
    ...(Number(excess) > 0 ? [`${excess} pixels too wide`] : []),
  ];
}

const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });

/** Somebody else saves another personality and mood. */
async function saveAsBea({ server: { soliloquy } }: Game): Promise<void> {
  const { persona, version } = soliloquy.cast.member('mara')!;
  const personality = persona.personality.replace(/plain( \(\d+\))?/i, `plain (${version})`);
  await soliloquy.savePersona('mara', {
    persona: { ...persona, personality, mood: `wary, ${version} times over` },
    base: version,
    author: 'Bea',
    note: 'a little softer, after the reading on Tuesday',
  });
}

const hidden = { keys: ['cellar'], deflect: ['It is damp down there.'] };
const PERSONAS = {
  mara: persona('Mara', {
    secrets: [{ text: 'The cellar has a second door.', ...hidden }],
    taboo: [{ topic: 'the war', ...hidden }],
    relationships: { tom: 'A fool.' },
  }),
  tom: persona('Tom'),
};

/** The states of the page in which one meets it, one after another. */
const STATES: Record<string, (page: Page, game: Game) => Promise<void>> = {
  list: async (page) => page.getByRole('heading', { name: 'Personas' }).waitFor(),
  form: async (page) => {
    await page.getByRole('link', { name: /^Mara/ }).click();
    await page.getByText('tokens').first().waitFor();
  },
  secrets: async (page) => {
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Secrets' }).click();
    await page.getByRole('textbox', { name: 'What is hidden' }).first().and(page.locator(':focus')).waitFor();
  },
  examples: async (page) => {
    await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Examples' }).click();
    await page.getByRole('combobox', { name: 'Kind' }).first().and(page.locator(':focus')).waitFor();
  },
  mending: async (page) => {
    await field(page, 'Profile').fill('');
    await page.getByRole('button', { name: 'Add want' }).click();
    await field(page, 'Your name').fill('Kim');
    await page.keyboard.press('Control+s');
    await page.getByText('fields are to be mended').waitFor();
  },
  conflict: async (page, game) => {
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('button', { name: /for good/ }).click();
    await field(page, 'Mood at the start').fill('on edge, and hiding it');
    await field(page, 'Personality').press('End');
    await page.keyboard.type(' She never sits with her back to the door.');
    await saveAsBea(game);
    await page.getByText('by Bea is live now. Your changes').waitFor();
    await page.keyboard.press('Control+s');
    await page.getByRole('heading', { name: /changed the same/ }).waitFor();
    await page.getByLabel('Yours').first().check();
  },
  versions: async (page) => {
    await page.getByRole('button', { name: 'Back to your draft' }).click();
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('heading', { name: /^What changed/ }).waitFor();
    await page.locator('ins').first().waitFor();
    await page.getByRole('button', { name: 'Name version 1', exact: true }).click();
  },
};

test('the pages of personas have no fault of accessibility in any state, theme or width', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  // What is looked at is the sample world; for axe one of each thing will do.
  const world = ARE_DRAWN ? { dir: 'worlds/ravenmoor' } : { personas: PERSONAS };
  await using game = await startGame({ model: scripted('Aye.'), dataDir, ...world });
  if (ARE_DRAWN) await mkdir('data/screenshots', { recursive: true });

  const found: string[] = [];
  for (const theme of ['light', 'dark'] as const)
    for (const width of [1280, 400]) {
      await using opened = await openConsole(game, { theme, width, route: 'personas' });
      for (const [name, go] of Object.entries(STATES)) {
        const isPart = name === 'secrets' || name === 'examples';
        if (isPart && !ARE_DRAWN) continue;
        await go(opened.page, game);
        if (ARE_DRAWN)
          await opened.page.screenshot({
            path: `data/screenshots/personas-${name}-${theme}-${width}.png`,
            fullPage: false,
          });
        // The form as a whole was looked at.
        if (isPart) continue;
        found.push(
          ...(await faults(opened.page)).map((fault) => `${name} in ${theme} at ${width}: ${fault}`),
        );
      }
      found.push(...opened.complaints.filter((said) => !/status of 4(09|22)/.test(said)));
    }

  expect(found).toEqual([]);
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);
