import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Game, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { ARE_DRAWN, look, type States } from './look.ts';

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
const STATES: States = {
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

  const found = await look(game, STATES, {
    route: 'personas',
    name: 'personas',
    // The form as a whole was looked at.
    drawnOnly: ['secrets', 'examples'],
    expected: /status of 4(09|22)/,
  });

  expect(found).toEqual([]);
  await rm(dataDir, { recursive: true, force: true });
}, 120_000);
