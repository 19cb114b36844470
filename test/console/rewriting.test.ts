import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { type Player, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { openConsole, say } from './console.ts';

const REPLY =
  '<system_thinking>Be kind.</system_thinking><role_action>nods</role_action>Sit down.<role_action>pours</role_action>Drink.';

const replyOn = (page: Page) => page.locator('.entry').filter({ hasText: 'to Traveller' }).first();

const spansOf = (player: Player) =>
  player
    .all('history')
    .at(-1)
    ?.lines.at(-1)
    ?.spans.map(({ layer, text }) => `${layer}: ${text}`);

test('a past reply is rewritten in place, and whoever heard it has the new one', async () => {
  const model = scripted(REPLY, 'Aye.');
  await using game = await startGame({ model });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Good evening.');
  const reply = replyOn(page);
  await reply.getByText('Drink.').waitFor();
  await reply.getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('region', { name: 'Edit what Mara did' });
  const part = (name: string) => editor.getByRole('textbox', { name });

  // The first one has the focus.
  expect(await page.evaluate('document.activeElement?.value')).toBe('Be kind.');
  await part('Speech, part 3').fill('Sit <b>down</b>, friend.');
  await editor.getByRole('button', { name: 'Remove Action, part 4' }).click();
  await editor.getByRole('button', { name: 'Up Speech, part 3' }).click();
  await editor.getByLabel('Layer of the new part').selectOption('Thought');
  await editor.getByRole('button', { name: 'Add' }).click();
  await page.keyboard.type('He looks tired.');
  await page.keyboard.press('Control+Enter');

  await editor.waitFor({ state: 'detached' });
  await reply.getByText('He looks tired.').waitFor();
  await player.until(() => spansOf(player)?.length === 3);
  expect(spansOf(player)).toEqual([
    'speech: Sit <b>down</b>, friend.',
    'role_action: nods',
    'speech: Drink.',
  ]);
  expect(Buffer.concat(player.frames).toString('latin1')).not.toMatch(/looks tired|Be kind/);
  expect(await page.locator('main b').count()).toBe(0);
  // One is back at the button that one came from.
  expect(await page.evaluate('document.activeElement?.textContent')).toBe('Edit');
  await player.talk({ npc: 'mara', text: 'And?' });
  expect(JSON.stringify(model.requests.at(-1)!.prompt.messages)).toContain('friend.');
  expect(opened.complaints).toEqual([]);
});

test('what the server refuses is said at its part; Esc keeps what was typed, Discard does not', async () => {
  await using game = await startGame({ model: scripted(REPLY) });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Good evening.');
  const reply = replyOn(page);
  await reply.getByText('Drink.').waitFor();
  await reply.getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('region', { name: 'Edit what Mara did' });
  const speech = editor.getByRole('textbox', { name: 'Speech, part 3' });

  await speech.fill('');
  await editor.getByRole('button', { name: 'Save' }).click();
  await editor.getByRole('listitem').nth(2).getByText('expected some text').waitFor();
  await speech.fill('Sit, then.');
  await speech.press('Escape');
  await editor.waitFor({ state: 'detached' });
  await reply.getByText('Sit down.').waitFor();
  await page.reload();
  await reply.getByRole('button', { name: 'Edit (not saved)' }).click();
  expect(await speech.inputValue()).toBe('Sit, then.');
  await editor.getByRole('button', { name: 'Discard' }).click();

  await reply.getByRole('button', { name: 'Edit', exact: true }).click();
  expect(await speech.inputValue()).toBe('Sit down.');
  // What nobody changed is nothing that is not saved.
  await speech.press('Escape');
  await reply.getByRole('button', { name: 'Edit', exact: true }).waitFor();
  expect(opened.complaints).toEqual([]);
});

test('a reply far up is rewritten on the page, too', async () => {
  await using game = await startGame({ model: scripted('Sit down.', 'More.') });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Good evening.');
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  for (let count = 0; count < 12; count += 1) await ash.talk({ npc: 'tom', text: `And ${count}?` });

  const reply = replyOn(page);
  await reply.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Speech, part 1' }).fill('Stand up.');
  await page.keyboard.press('Control+Enter');

  // The field has the same words.
  await page.getByRole('textbox', { name: 'Speech, part 1' }).waitFor({ state: 'detached' });
  await reply.getByText('Stand up.').waitFor();
});

test('an edit and a judgement outlive a restart of the server; figures come when it is back', async () => {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const start = (port = 0) => startGame({ model: scripted('Aye.'), dir, dataDir, config: { PORT: port } });
  const first = await start();
  await using opened = await openConsole(first, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Good evening.');
  const reply = replyOn(page);
  await reply.getByRole('button', { name: 'Good' }).click();
  await reply.getByLabel('Your name').fill('Bea');
  await reply.getByRole('button', { name: 'Save' }).click();
  await reply.getByText('Bea: good').waitFor();
  await reply.getByRole('button', { name: 'Edit' }).click();
  const speech = page.getByRole('textbox', { name: 'Speech, part 1' });

  await first.stop();
  await page.getByText('offline, trying again').waitFor();
  await speech.fill('Aye, so it is.');
  await page.getByText('Kept until the server is back').waitFor();
  await using second = await start(Number(new URL(first.url).port));
  await page.getByText('live', { exact: true }).waitFor();
  await speech.press('Control+Enter');

  await speech.waitFor({ state: 'detached' });
  await reply.getByText('Aye, so it is.').waitFor();
  await reply.getByText('Bea: good').waitFor();
  const ash = await second.join({ name: 'Ash', location: 'tavern' });
  await ash.talk({ npc: 'tom', text: 'And you?' });
  await page.locator('.entry').filter({ hasText: 'to Ash' }).getByRole('link', { name: 'trace' }).waitFor();
  for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
});
