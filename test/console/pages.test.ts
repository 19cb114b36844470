import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { openConsole, say } from './console.ts';
import { look, type States } from './look.ts';

const FIRST =
  '<system_thinking>The traveller asks about the bailiff. Mara knows that Tam rowed out that night, and will not say so ' +
  'before she knows who is asking. She keeps to what everybody saw, sends him to the watch, and watches his hands while he drinks; whoever comes for the bailiff pays in crown silver.</system_thinking><role_thinking>Polite, dry boots, and asks for Corven by his name. ' +
  'The crown pays for such boots.</role_thinking><role_action>sets the tankard down without looking at it</role_action>' +
  'Corven Ashe drank here most nights.<role_action>wipes a ring off the bar that is not there</role_action>' +
  'Not that one. You will want to ask the watch.';
const AGAIN = FIRST.replace('sets the tankard down', 'puts the tankard down hard').replace(
  'most nights',
  'some nights',
);
const SECOND =
  '<system_thinking>Asked again; give a little: the bell.</system_thinking><role_thinking>He does not let go. Then let ' +
  'him be afraid with the rest of us';

const PAGES: States = {
  stage: async (page) => {
    await page.goto(page.url().replace(/#.*|$/, '#stage'));
    await page.getByRole('heading', { name: 'Ravenmoor' }).waitFor();
  },
  'stage-live-state': async (page) => {
    await page.getByRole('button', { name: 'Live state of Mara' }).click();
    const state = page.getByRole('region', { name: 'Live state of Mara' });
    await state.getByText("the persona's own").first().waitFor();
    await state.getByRole('textbox', { name: 'Mood of Mara' }).fill(' ');
    await state.getByRole('textbox', { name: 'Mood of Mara' }).press('Enter');
    await state.getByText('mood: expected some text').waitFor();
    await page.getByRole('article', { name: 'Mara' }).scrollIntoViewIfNeeded();
  },
  talk: async (page) => {
    await page.goto(page.url().replace(/#.*|$/, '#talk/mara'));
    await page.getByText('afraid with the rest').waitFor();
    await page.locator('.figures').first().waitFor();
  },
  takes: async (page) => {
    await page.getByRole('button', { name: /^Takes/ }).click();
    await page.getByRole('article', { name: 'Take 2' }).getByText('stands').waitFor();
    const first = page.getByRole('article', { name: 'Take 1' });
    await first.getByRole('button', { name: 'Prefer this over' }).click();
    await page.getByRole('region', { name: 'Takes' }).scrollIntoViewIfNeeded();
  },
  editor: async (page) => {
    await page.getByRole('button', { name: 'Close the takes' }).click();
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
    await page.getByRole('textbox', { name: 'Speech, part 4' }).fill('');
    await page.keyboard.press('Control+Enter');
    await page.getByText('expected some text').waitFor();
  },
  judgement: async (page) => {
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Good' }).first().click();
    await page.getByRole('textbox', { name: 'Your name' }).waitFor();
    const fold = page.getByRole('button', { name: 'Live state of Mara' });
    if (await fold.isVisible()) await fold.click();
    await page.getByRole('region', { name: 'Live state of Mara' }).waitFor();
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

test('no page has a fault of accessibility, in either theme, wide or narrow', async () => {
  const held = gate();
  const model = scripted(FIRST, AGAIN, [SECOND, held]);
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  await using game = await startGame({ model, dir: 'worlds/ravenmoor', dataDir });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  await say(opened.page, 'Did the bailiff drink here, the night he went out?');
  await opened.page.getByText('ask the watch').first().waitFor();
  await opened.page.getByRole('button', { name: 'Regenerate' }).click();
  await opened.page.getByText('some nights').first().waitFor();
  const { ask } = await consoleOf(game);
  const [row] = (await ask('turns.list', { instance: 'main', limit: 1 })).rows;
  const judged = { instance: 'main', turn: row!.turn, author: 'Bea' } as const;
  await ask('turn.rate', { ...judged, value: -1, reason: 'She would not say “some”.' });
  await say(opened.page, 'And who rowed him?');
  await game.join({ name: 'Ash', location: 'square' });
  expect(await look(game, PAGES)).toEqual([]);
  held.open();
  await rm(dataDir, { recursive: true, force: true });
}, 90_000);
