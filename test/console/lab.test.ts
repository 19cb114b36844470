import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { studio } from '../lab/studio.ts';
import { openConsole } from './console.ts';

test('a designer measures the cast, edits a persona, and sees in a report what the edit did', {
  timeout: 120_000,
}, async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);
  await using opened = await openConsole(game, { route: 'lab' });
  const { page } = opened;

  await page.getByText('Nothing was measured yet.').waitFor();
  await page.getByLabel('Replies to each moment').fill('1');
  await page.getByRole('button', { name: 'What will it cost?' }).click();
  await page.getByText('replies: 2 calls').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByRole('heading', { name: 'regression 1' }).waitFor({ timeout: 30_000 });
  const compare = page.getByRole('link', { name: /Compare with the cast as it is now/ });
  await compare.waitFor({ timeout: 30_000 });
  const { persona, live } = await ask('personas.read', { persona: 'mara' });
  const body = { ...persona, profile: 'Mara LEAKS.' };
  await ask('personas.save', { persona: 'mara', body, base: live.version, author: 'Dee' });
  await compare.click();
  expect(await page.getByLabel('Compare with').inputValue()).toBe('regression 1');
  expect(await page.getByLabel('Replies to each moment').inputValue()).toBe('1');
  await page.getByRole('button', { name: 'What will it cost?' }).click();
  await page.getByRole('button', { name: 'Start' }).click({ timeout: 30_000 });
  const report = page.frameLocator('iframe[title="Report of regression 2"]');
  await report.getByText('As an AI language model').first().waitFor({ timeout: 30_000 });

  await report.getByText('personas.mara').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('a script that a designer chooses becomes records, and a file that is none is told by its name', {
  timeout: 120_000,
}, async () => {
  await using game = await studio();
  await using opened = await openConsole(game, { route: 'lab' });
  const { page } = opened;
  const choose = (name: string, text: string) =>
    page
      .getByLabel('Files of dialogue')
      .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  const ask = page.getByRole('button', { name: 'What will it cost?' });

  await page.getByLabel('What to measure').selectOption('enhance');
  expect(await ask.isDisabled()).toBe(true);
  await choose('notes.csv', 'who,what\nOrla,Hm.\n');
  await ask.click();
  await page.getByRole('alert').getByText('notes.csv').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Leave out notes.csv' }).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await choose('mill.csv', 'scene,speaker,text\nmill,Orla,Who is there?\nmill,Tamsin,Only me.\n');
  await ask.click();
  await page.getByText('1 can be used').waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Start' }).click();
  const report = page.frameLocator('iframe[title="Report of enhance 1"]');
  await report.getByRole('heading', { name: 'Reverse synthesis' }).waitFor({ timeout: 30_000 });

  expect(opened.complaints.filter((said) => !said.includes('status of 422'))).toEqual([]);
});

test('what was said is measured, and what was found leads to its turn', { timeout: 60_000 }, async () => {
  await using game = await studio();
  const ash = await game.join({ name: 'Ash' });
  const { turn } = await ash.talk({ text: 'Well?' });
  await using opened = await openConsole(game, { route: 'lab/check' });
  const { page } = opened;

  await page.getByRole('button', { name: 'Measure' }).click();
  await page.getByRole('row', { name: 'leak.ai' }).getByRole('link').click({ timeout: 30_000 });
  await page.getByRole('heading', { name: 'What the model was sent' }).waitFor();

  expect(page.url()).toContain(`#turns/${turn}`);
  expect(opened.complaints).toEqual([]);
});

test('a recorded turn becomes a golden scene, and what is wrong with it is told by its line', async () => {
  await using game = await studio();
  const ash = await game.join({ name: 'Ash' });
  const { turn } = await ash.talk({ text: 'Have you a room <b>free</b>?' });
  await using opened = await openConsole(game, { route: `turns/${turn}` });
  const { page } = opened;

  await page.getByRole('link', { name: 'Make it a golden scene…' }).click();
  await page.getByLabel('What it is about').fill('A room, asked for!');
  await page.getByRole('button', { name: 'Write it' }).click();
  const file = page.getByLabel('scenes/a-room-asked-for.yaml');
  await file.waitFor();
  const made = await file.inputValue();
  await file.fill(made.replace('location: tavern', 'location: tawern'));
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/a-room-asked-for\.yaml:\d+ location: .*tavern/).waitFor();
  await page.reload();
  await file.fill((await file.inputValue()).replace('location: tawern', 'location: tavern'));
  await file.press('Control+s');
  await page.getByRole('link', { name: 'Mara answers' }).waitFor();

  expect(made).toContain('Ash');
  expect(made).toContain('As an AI language model I cannot say.');
  expect(await page.locator('main b', { hasText: 'free' }).count()).toBe(0);
  expect((await readdir(`${game.dir}/scenes`)).toSorted()).toEqual(['a-room-asked-for.yaml', 'one.yaml']);
  expect(opened.complaints.filter((said) => !/422/.test(said))).toEqual([]);
});

test('principles are edited where they are read', async () => {
  await using game = await studio();
  await using opened = await openConsole(game, { route: 'lab/principles' });
  const { page } = opened;

  await page.getByRole('link', { name: 'Edit its own' }).click();
  await page.getByLabel('principles/mara.yaml').press('Control+s');
  await page.getByText('Never Hurries').waitFor();

  await page.getByText('its own', { exact: true }).waitFor();
  expect(opened.complaints).toEqual([]);
});
