import { expect, test } from 'vitest';
import { speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';

const reply = (plan: string, speech: string) =>
  `<system_thinking>${plan}</system_thinking><role_thinking>Hm.</role_thinking>${speech}`;
const SECRET = { text: 'She hides the child.', keys: ['child'], deflect: ['No.'] };
const PERSONAS = { mara: persona('Mara', { secrets: [SECRET] }), tom: persona('Tom') };

test('from an odd reply to a persona that is mended, proved on the same turn, and kept', async () => {
  const model = scripted(
    reply('Say where the child is.', 'The child is in the cellar.'),
    reply('Say nothing of the child.', 'There is no child here.'),
    reply('As before.', 'No child, I said.'),
  );
  await using game = await startGame({ model, personas: PERSONAS });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Where is the child?' });
  const heard = ash.received.length;
  await using opened = await openConsole(game, { route: `turns/${turn}` });
  const { page } = opened;

  await page.getByRole('row', { name: /secrets 1/ }).hover();
  await page.getByRole('link', { name: 'try another secrets 1' }).click();
  await page
    .getByRole('textbox', { name: 'Secrets 1, secret' })
    .fill('She hides the child, and would die for it.');
  await page.getByRole('button', { name: 'Run it again' }).click();

  const compare = page.getByRole('table');
  await compare.locator('ins', { hasText: 'There' }).waitFor();
  expect(await compare.locator('td del').allInnerTexts()).toEqual(
    expect.arrayContaining([expect.stringContaining('cellar')]),
  );
  await page.getByText("The prompt differs in Mara's Profile; all else is the recorded one").waitFor();
  const [then, now] = model.requests.map(({ prompt }) => prompt.messages.map(({ content }) => content));
  expect(now).toEqual([
    then![0]!.replace('She hides the child.', 'She hides the child, and would die for it.'),
    ...then!.slice(1),
  ]);
  expect(ash.received).toHaveLength(heard);
  await page.getByRole('textbox', { name: 'Your name' }).fill('Kim');
  await page.getByRole('button', { name: 'Keep it: make it live' }).click();
  await page.getByText('Version 2 is live; each NPC takes it at its next turn').waitFor();
  expect(speechOf(await ash.talk({ npc: 'mara', text: 'And now?' }))).toBe('No child, I said.');
  expect(model.requests.at(-1)!.prompt.messages[0]!.content).toContain('and would die for it.');
  expect(opened.complaints).toEqual([]);
});

test('runs with another model, plan and temperature stand beside one another, and any two are compared', async () => {
  const model = scripted(reply('p', 'Recorded.'), 'One.', 'Two.');
  await using game = await startGame({ model, personas: PERSONAS });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  await using opened = await openConsole(game, { route: `turns/${turn}/rerun` });
  const { page } = opened;

  await page.getByRole('combobox', { name: 'Model' }).fill('other-7b');
  await page.getByRole('combobox', { name: 'Plan' }).selectOption('off');
  await page.getByRole('spinbutton', { name: 'Temperature' }).fill('0.2');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('table').getByText('One.').waitFor();
  await page.getByRole('button', { name: 'Run it again' }).click();
  await page.getByRole('table').getByText('Two.').waitFor();
  await page
    .getByRole('combobox', { name: 'Left' })
    .selectOption({ label: 'Run 1: other-7b, plan off, temperature 0.2' });

  await page.getByRole('table').getByText('One.').waitFor();
  expect(await page.getByRole('row', { name: /^Plan/ }).textContent()).not.toContain('Recorded');
  expect(model.requests[1]).toMatchObject({ model: 'other-7b', temperature: 0.2, prompt: { plan: 'off' } });
  await page.getByRole('link', { name: 'The recorded turn' }).click();
  await page.getByRole('link', { name: 'Run it again…' }).click();
  await page.getByRole('table').getByText('Two.').waitFor();
});

test('Ctrl+Enter runs, but not where it ends the composing of a word', async () => {
  const model = scripted(reply('p', 'Recorded.'), 'One.', 'Two.');
  await using game = await startGame({ model, personas: PERSONAS });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  await using opened = await openConsole(game, { route: `turns/${turn}/rerun` });
  const { page } = opened;
  await page.getByRole('button', { name: 'Run it again' }).waitFor();

  await page.evaluate(`dispatchEvent(
    new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, isComposing: true }))`);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('table').getByText('One.').waitFor();

  expect(await page.getByRole('combobox', { name: 'Left' }).locator('option').count()).toBe(2);
});

test('a run streams as it comes, can be stopped, and says what the model failed of', async () => {
  const held = gate();
  const model = scripted(reply('p', 'Recorded.'), ['Wait for', held], [new Error('the model is gone')]);
  await using game = await startGame({ model, personas: PERSONAS });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  await using opened = await openConsole(game, { route: `turns/${turn}/rerun` });
  const { page } = opened;

  await page.getByRole('combobox', { name: 'Plan' }).selectOption('off');
  await page.getByRole('button', { name: 'Run it again' }).click();
  await page.getByRole('table').getByText('Wait for').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('alert').getByText('Stopped.').waitFor();
  await expect.poll(() => model.aborted).toBe(1);
  await page.getByRole('button', { name: 'Run it again' }).click();

  await page.getByRole('alert').getByText('the model is gone').waitFor();
});

const STATES: States = {
  before: (page) => page.getByText('both replies stand here side by side').waitFor(),
  after: async (page) => {
    await page.getByRole('combobox', { name: 'Text to change' }).selectOption({ label: 'Way of speaking' });
    await page.getByRole('textbox', { name: 'Way of speaking' }).fill('Long, winding sentences.');
    await page.getByRole('button', { name: 'Run it again' }).click();
    await page.locator('.compare ins').first().waitFor();
    await page.getByText(/^The prompt differs/).click();
  },
};

test('the page of reruns has no fault of accessibility, in either theme, wide or narrow', async () => {
  const model = scripted(
    reply('Send him to the watch, and watch his hands.', 'Corven drank here most nights. Ask the watch.'),
    reply(
      'Send him to the priest, and watch his eyes.',
      'Corven drank here some nights. Ask the priest, love.',
    ),
  );
  await using game = await startGame({ model, personas: PERSONAS });
  const ash = await game.join();
  const { turn } = await ash.talk({
    npc: 'mara',
    text: 'Did the bailiff drink here, the night he went out?',
  });

  expect(await look(game, STATES, { route: `turns/${turn}/rerun`, name: 'rerun' })).toEqual([]);
}, 60_000);
