import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';

const REPLY = '<system_thinking>Be plain.</system_thinking><role_thinking>Hm.</role_thinking>Aye.';

test('beside the form one talks with the NPC that is written, and hears the very next reply change', async () => {
  const model = scripted(REPLY, 'Gone to sea, they have.');
  await using game = await startGame({ model });
  await using opened = await openConsole(game, { route: 'personas/mara' });
  const { page } = opened;
  const said = page.getByRole('region', { name: 'Conversation with Mara' });

  await page.getByRole('textbox', { name: 'Say to Mara' }).fill('Where is the crew?');
  await page.keyboard.press('Enter');
  await said.getByText('Be plain.').waitFor();
  await page.getByRole('textbox', { name: 'Way of speaking' }).fill('Like an old sailor.');
  await page.getByRole('textbox', { name: 'Your name' }).fill('Kim');
  await page.keyboard.press('Control+s');
  await page.getByText('Version 2 is live').waitFor();
  await page.getByRole('textbox', { name: 'Say to Mara' }).fill('And the boat?');
  await page.keyboard.press('Enter');

  await said.getByText('Gone to sea, they have.').waitFor();
  const [before, after] = model.requests.map(({ prompt }) => prompt.messages[0]!.content);
  expect(before).toContain('How Mara speaks: Short sentences.');
  expect(after).toContain('How Mara speaks: Like an old sailor.');
  await said.getByRole('link', { name: 'why?' }).last().click();
  await page.getByRole('heading', { name: 'What the model was sent' }).waitFor();
  expect(opened.complaints).toEqual([]);
});

test('the live state is set there, too, and a director’s note holds for one turn', async () => {
  const model = scripted(REPLY);
  await using game = await startGame({ model });
  await using opened = await openConsole(game, { route: 'personas/mara' });
  const { page } = opened;

  await page.getByText('Live state in main: calm, idle').click();
  await page.getByRole('textbox', { name: 'Mood of Mara' }).fill('furious');
  await page.keyboard.press('Enter');
  await page.getByText('Live state in main: furious, idle').waitFor();
  await page.getByRole('textbox', { name: 'Say to Mara' }).fill('Well?');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Conversation with Mara' }).getByText('Aye.').waitFor();

  expect(model.requests[0]!.prompt.messages.at(-1)!.content).toContain('Mara feels furious.');
});

const STATES: States = {
  beside: async (page) => {
    await page.getByText('Live state in main').click();
    await page.getByRole('region', { name: 'Conversation with Mara' }).getByText('Aye.').waitFor();
  },
};

test('the form with what stands beside it has no fault of accessibility, in either theme, wide or narrow', async () => {
  await using game = await startGame({ model: scripted(REPLY) });
  const ash = await game.join();
  await ash.talk({ npc: 'mara', text: 'Well?' });

  expect(await look(game, STATES, { route: 'personas/mara', name: 'personas' })).toEqual([]);
}, 60_000);
