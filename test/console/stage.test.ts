import { expect, test } from 'vitest';
import { GAME, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
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
  await page.getByRole('button', { name: 'Resume Mara alone' }).waitFor();
  await page.keyboard.press('p');
  await is('Tom', 'paused');
  await page.getByText('All is paused: no NPC begins a turn.').waitFor();
  // The whole instance is paused: one alone goes on, nevertheless.
  await page.getByRole('button', { name: 'Resume Tom' }).click();
  await is('Tom', 'idle');
  await is('Una', 'paused');
  await page.getByText('All is paused').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Resume the 2 paused' }).click();
  await is('Una', 'idle');
  await is('Mara', 'idle');
  // Who was paused alone stays so when all go on.
  await page.getByRole('button', { name: 'Pause Mara' }).click();
  await is('Mara', 'paused');
  await page.getByRole('button', { name: 'Pause all' }).click();
  await is('Una', 'paused');
  await page.getByRole('button', { name: 'Resume all' }).click();
  await is('Una', 'idle');
  await is('Mara', 'paused');

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

test('a cast of a thousand is scrolled through smoothly, and each of them can be looked into', async () => {
  const personas = Object.fromEntries(
    Array.from({ length: 1000 }, (_, index) => [
      `npc-${index}`,
      persona(`Npc${index}x`, { location: index % 2 === 0 ? 'tavern' : 'yard' }),
    ]),
  );
  await using game = await startGame({ model: scripted('Yes.'), personas });
  await using opened = await openConsole(game);
  const { page } = opened;
  const list = page.getByRole('region', { name: 'Who is where' });
  await list.getByRole('article', { name: 'Npc0x' }).waitFor();

  expect(await page.locator('.npc').count()).toBeLessThan(60);
  await list.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  const last = list.getByRole('article', { name: 'Npc999x' });
  await last.getByRole('button', { name: 'Live state' }).click();
  await last.getByRole('textbox', { name: 'Mood of Npc999x' }).fill('merry');
  await last.getByRole('textbox', { name: 'Mood of Npc999x' }).press('Enter');
  await last.locator('.mood').getByText('merry').waitFor();
  expect(opened.complaints).toEqual([]);
}, 60_000);
