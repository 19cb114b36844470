import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { labFolder } from '../lab/lab-run.ts';
import { BASELINE, studio, untilFinished } from '../lab/studio.ts';
import { scripted } from '../scripted.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';

test('a designer measures the cast, edits a persona, and sees in a report what the edit did', {
  timeout: 120_000,
}, async () => {
  await using game = await studio();
  const { ask } = await consoleOf(game);
  await using opened = await openConsole(game, { route: 'lab' });
  const { page } = opened;

  await page.getByText('Nothing was measured yet.').waitFor();
  await page.getByLabel('Replies to each moment').fill('1');
  await page.getByRole('button', { name: 'What would it cost?' }).click();
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
  await page.getByRole('button', { name: 'Start' }).click();
  const report = page.frameLocator('iframe[title="Report of regression 2"]');
  await report.getByText('As an AI language model').first().waitFor({ timeout: 30_000 });

  await report.getByText('personas.mara').waitFor();
  expect(opened.complaints).toEqual([]);
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

const STATES: States = {
  report: (page) => page.frameLocator('iframe').getByRole('heading', { name: 'Results' }).waitFor(),
  new: async (page) => {
    await page.evaluate("location.hash = 'lab/runs/+'");
    await page.getByText('Played by').waitFor();
  },
  principles: async (page) => {
    await page.evaluate("location.hash = 'lab/principles'");
    await page.getByText('Meta Leak').waitFor();
  },
  check: async (page) => {
    await page.evaluate("location.hash = 'lab/check'");
    await page.getByRole('button', { name: 'Measure' }).click();
    await page.getByRole('row').nth(1).waitFor({ timeout: 30_000 });
  },
};

test('the lab has no fault of accessibility, in either theme, wide or narrow', {
  timeout: 150_000,
}, async () => {
  await using game = await startGame({
    dir: 'worlds/ravenmoor',
    dataDir: await labFolder(),
    model: scripted('As an AI language model I cannot say.'),
  });
  const console = await consoleOf(game);
  const ash = await game.join({ name: 'Ash' });
  await ash.talk({ text: 'Well?' });
  await console.ask('lab.start', { ...BASELINE, name: 'first' });
  await untilFinished(console, 'first');
  await console.ask('lab.start', { ...BASELINE, name: 'second', against: 'first' });
  await untilFinished(console, 'second');

  expect(await look(game, STATES, { route: 'lab/runs/second', name: 'lab' })).toEqual([]);
});
