import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { DESIGNER, startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';

const ASH = 'player:client:p1';
const ash = { name: 'Ash', player: 'p1', location: 'tavern' };
const MARA = { instance: 'main', npc: 'mara' };
const bondsOf = (page: Page) => page.getByRole('region', { name: 'What Mara has come to feel' });
const sign = (page: Page) => page.getByRole('textbox', { name: 'Your name' }).fill('Bea');

test('what an NPC comes to feel shows as soon as it was judged, with what changed it and in which turn', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const player = await game.join(ash);
  await using opened = await openConsole(game, { route: 'stage/mara' });
  const { page } = opened;
  const bonds = bondsOf(page);
  await bonds.getByText('Nothing yet').waitFor();

  const { turn } = await player.talk({ npc: 'mara', text: 'Give me the key or I will kill you!' });
  const bond = page.locator(`[data-bond="${ASH}"]`);
  await bond.getByText('Mara hardly knows Ash and is a little wary of Ash.').waitFor();
  expect(await bond.locator('.bar-number').allTextContents()).toEqual(['−0.10', '−0.07', '0.05']);
  await bond.getByRole('button', { name: 'History with Ash' }).click();
  await bond.getByText('judged by its words').waitFor();
  await bond.getByRole('link', { name: 'that turn' }).click();

  await page.getByRole('heading', { name: 'What the model was sent' }).waitFor();
  expect(page.url()).toContain(`#turns/${turn}`);
  expect(opened.complaints).toEqual([]);
});

test('a bond is set by hand, with a reason; the next prompt says it, and its trace leads back', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model });
  const player = await game.join(ash);
  await player.talk({ npc: 'mara', text: 'Good evening.' });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  const bond = page.locator(`[data-bond="${ASH}"]`);

  await bond.getByRole('button', { name: 'Set what Mara feels for Ash' }).click();
  const form = page.getByRole('group', { name: 'What Mara feels for Ash' });
  await form.getByLabel('trust').fill('0.65');
  await form.getByLabel('affinity').press('End');
  await form.getByLabel('Reason').fill('He lent her the <b>boat</b>.');
  expect(await form.getByRole('button', { name: 'Set' }).isDisabled()).toBe(true);
  await sign(page);
  await form.getByLabel('Reason').press('Enter');
  await bond.getByText('is very fond of Ash and trusts Ash fully').waitFor();
  await bond.getByRole('button', { name: 'History with Ash' }).click();
  await bond.getByText('He lent her the <b>boat</b>. (Bea)').waitFor();
  await bond.getByText('set by hand').waitFor();
  expect(await page.locator('main b').count()).toBe(0);

  const { turn } = await player.talk({ npc: 'mara', text: 'And how are you?' });
  expect(lastPrompt(model)).toContain('is very fond of Ash and trusts Ash fully');
  await page.evaluate(`location.hash = 'turns/${turn}'`);
  await page.locator('.piece').filter({ hasText: 'very fond of Ash' }).first().click();
  await page.locator(`[data-bond="${ASH}"][aria-current]`).waitFor();
  expect(decodeURIComponent(page.url())).toContain(`#stage/mara/${ASH}`);
  // For one whom it has nothing to do with yet.
  await bondsOf(page).getByLabel('For whom else Mara feels something').selectOption('Una');
  const other = page.getByRole('group', { name: 'What Mara feels for Una' });
  await other.getByLabel('trust').fill('-0.5');
  await other.getByLabel('trust').press('Enter');
  await page.locator('[data-bond="npc:una"]').getByText('distrusts Una').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('how strong a mood is shows and is set; what the prompt says of it stands beside', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  await using opened = await openConsole(game, { route: 'stage/mara' });
  const state = opened.page.getByRole('region', { name: 'Live state of Mara' });
  await state.getByText('As it feels as a rule.').waitFor();

  await state.getByRole('textbox', { name: 'Mood of Mara' }).fill('furious');
  await state.getByRole('textbox', { name: 'Mood of Mara' }).press('Enter');
  await state.getByText('In the prompt: furious.').waitFor();
  expect(await state.getByLabel('How strong the mood of Mara is').inputValue()).toBe('70');
  await state.getByLabel('How strong the mood of Mara is').selectOption('90 %');
  await state.getByText('In the prompt: very furious.').waitFor();
  await host.until(() => host.state.npcs.get('mara')?.moodIntensity === 90);

  expect(host.state.npcs.get('mara')?.mood).toBe('furious');
  expect(opened.complaints).toEqual([]);
});

test('how strong a mood is is set alone: a mood that changes meanwhile stays', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  await host.request('npc.patch', { npc: 'mara', mood: 'furious' });
  await using opened = await openConsole(game, { route: 'stage/mara' });
  const { page } = opened;
  const strength = page.getByLabel('How strong the mood of Mara is');
  await page.getByText('In the prompt: furious.').waitFor();

  // The page does not hear of it.
  await page.evaluate(`requestAnimationFrame = () => 0`);
  await host.request('npc.patch', { npc: 'mara', mood: 'calm' });
  await strength.selectOption('90 %');
  await host.until(() => host.state.npcs.get('mara')?.moodIntensity === 90);

  expect(host.state.npcs.get('mara')?.mood).toBe('calm');
  expect(opened.complaints).toEqual([]);
});

test('a bond that is being set outlives the server, and what moved meanwhile stays', async () => {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const start = (port = 0) => startGame({ model: scripted('Aye.'), dir, dataDir, config: { PORT: port } });
  const set = { ...MARA, other: 'npc:tom', author: 'Dee' };
  const first = await start();
  await (await consoleOf(first)).ask('npc.set-bond', { ...set, trust: 0.2, affinity: 0.2 });
  await using opened = await openConsole(first, { route: 'stage/mara' });
  const { page } = opened;
  const form = page.getByRole('group', { name: 'What Mara feels for Tom' });
  await page.getByRole('button', { name: 'Set what Mara feels for Tom' }).click();
  await sign(page);
  await form.getByLabel('trust').fill('-0.4');
  await form.getByLabel('Reason').fill('He');

  await first.stop();
  await page.getByText('offline, trying again').waitFor();
  await form.getByLabel('Reason').press('End');
  await page.keyboard.type(' lied.');
  await using second = await start(Number(new URL(first.url).port));
  await page.getByText('live', { exact: true }).waitFor();
  const { ask } = await consoleOf(second);
  await ask('npc.set-bond', { ...set, affinity: 0.8 });
  await form.getByLabel('Reason').press('Enter');
  await form.waitFor({ state: 'detached' });

  const { bonds } = await ask('npc.bonds', MARA);
  expect(bonds[0]).toMatchObject({ other: 'npc:tom', bond: { trust: -0.4, affinity: 0.8 } });
  expect(bonds[0]!.changes[0]!.reason).toBe('He lied. (Bea)');
  for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
});

const STATES: States = {
  stage: async (page) => {
    await page.getByRole('button', { name: 'History with Ash' }).click();
    await page.getByRole('button', { name: 'Set what Mara feels for Tom' }).click();
    await bondsOf(page).scrollIntoViewIfNeeded();
  },
  talk: async (page) => {
    await page.evaluate(`location.hash = 'talk/mara'`);
    const fold = page.getByRole('button', { name: 'Live state of Mara' });
    await page.getByRole('textbox', { name: 'Text' }).waitFor();
    if (await fold.isVisible()) await fold.click();
    await page.getByRole('button', { name: 'History with Ash' }).click();
    await bondsOf(page).scrollIntoViewIfNeeded();
  },
};

test('bonds have no fault of accessibility, in either theme, wide or narrow', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const player = await game.join(ash);
  for (const text of ['Thank you, Mara.', 'You filthy liar!']) await player.talk({ npc: 'mara', text });
  const { ask } = await consoleOf(game);
  await ask('npc.set-bond', { ...MARA, other: 'npc:tom', trust: 0.7, affinity: 0.7, author: 'Dee' });
  expect(await look(game, STATES, { route: `stage/mara/${ASH}`, name: 'bonds' })).toEqual([]);
}, 240_000);
