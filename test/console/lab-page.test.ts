import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { labFolder } from '../lab/lab-run.ts';
import { BASELINE, untilFinished } from '../lab/studio.ts';
import { scripted } from '../scripted.ts';
import { look, type States } from './look.ts';

const STATES: States = {
  report: (page) => page.frameLocator('iframe').getByRole('heading', { name: 'Results' }).waitFor(),
  new: async (page) => {
    await page.evaluate("location.hash = 'lab/runs/+'");
    await page.getByText('Played by').waitFor();
  },
  enhance: async (page) => {
    await page.getByLabel('What to measure').selectOption('enhance');
    await page.getByLabel('Files of dialogue').setInputFiles({
      name: 'ferry.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('scene,speaker,text\nferry,Mara,Who goes there?\nferry,Tam,Only me.\n'),
    });
    await page.getByText('ferry.csv').waitFor();
  },
  scenes: async (page) => {
    await page.evaluate("location.hash = 'lab/scenes'");
    await page.getByText('Golden scenes').waitFor();
  },
  scene: async (page) => {
    await page.evaluate("location.hash = 'lab/scenes/the-cellar-asked-for'");
    await page.getByLabel('scenes/the-cellar-asked-for.yaml').waitFor();
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
  timeout: 240_000,
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
