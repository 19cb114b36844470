import { expect, test } from 'vitest';
import { GAME, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { openConsole } from './console.ts';

test('the stage shows who is where, and every change as it happens', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game);
  const { page, complaints } = opened;
  const mara = page.getByRole('article', { name: 'Mara' });
  await mara.getByText('idle').waitFor();

  const host = await game.join({ name: 'Host' }, GAME);
  await game.join({ name: 'Ash', location: 'yard' });
  await host.request('npc.patch', { npc: 'mara', mood: 'uneasy', goal: 'Find the bell.', location: 'yard' });
  await host.request('world.patch', { weather: 'hail', facts: { bridge: 'The bridge is out.' } });

  const yard = page.getByRole('region', { name: /The Yard/ });
  await yard.getByRole('article', { name: 'Mara' }).getByText('uneasy').waitFor();
  await yard.getByText('Find the bell.').waitFor();
  await yard.getByRole('heading', { name: /Ash/ }).waitFor();
  await page.getByText('hail').waitFor();
  await page.getByText('The bridge is out.').waitFor();
  expect(complaints).toEqual([]);
});

test('a thought is on the stage while the NPC still thinks it, and the model that thinks it', async () => {
  const held = gate();
  const model = scripted(['<role_thinking>He knows too', held, ' much.</role_thinking>Sit down.']);
  await using game = await startGame({ model, config: { PLAN: 'off' } });
  await using opened = await openConsole(game);
  const mara = opened.page.getByRole('article', { name: 'Mara' });
  await mara.waitFor();
  const ash = await game.join();

  ash.send('say', { npc: 'mara', text: 'Good evening.' });

  await mara.getByText('He knows too').waitFor();
  await mara.getByText(/^(thinking|speaking)/).waitFor();
  held.open();
  await mara.getByText('He knows too much.').waitFor();
  await mara.getByText('scripted').waitFor();
});

test('one NPC or all are paused and go on; instances are chosen', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  await using opened = await openConsole(game);
  const { page } = opened;
  const activity = (name: string) => page.getByRole('article', { name }).locator('.activity');
  const is = (name: string, what: string) =>
    activity(name)
      .and(page.locator(`[data-activity=${what}]`))
      .waitFor();

  await page.getByRole('button', { name: 'Pause Mara' }).click();
  await is('Mara', 'paused');
  await is('Tom', 'idle');
  await page.keyboard.press('p');
  await is('Tom', 'paused');
  // The whole instance is paused: one alone goes on, nevertheless.
  await page.getByRole('button', { name: 'Resume Tom' }).click();
  await is('Tom', 'idle');
  await is('Una', 'paused');
  await page.getByRole('button', { name: 'Pause Tom' }).click();
  await page.getByRole('button', { name: 'Resume all' }).click();
  await is('Una', 'idle');
  await is('Mara', 'idle');

  await game.join({ name: 'Ash', instance: 'other', location: 'loft' });
  await page
    .getByLabel('Instance')
    .locator('option', { hasText: 'other (1 player)' })
    .waitFor({ state: 'attached' });
  await page.getByLabel('Instance').selectOption('other');
  await page
    .getByRole('region', { name: /The Loft/ })
    .getByText('Ash')
    .waitFor();
  expect(opened.complaints).toEqual([]);
});
