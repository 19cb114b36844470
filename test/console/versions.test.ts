import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { type PersonaInput, persona } from '../worlds.ts';
import { openConsole } from './console.ts';

/** A game in which Mara was saved so many times over. */
async function savedGame(...versions: Partial<PersonaInput>[]) {
  const game = await startGame({ model: scripted('Aye.') });
  for (const [index, fields] of versions.entries())
    await game.server.soliloquy.savePersona('mara', {
      persona: persona('Mara', fields),
      base: index + 1,
      author: index % 2 === 0 ? 'Kim' : 'Bea',
      note: `edit ${index + 1}`,
    });
  return game;
}

test('any two versions are compared, field by field and word by word', async () => {
  await using game = await savedGame(
    { personality: 'Plain and proud.' },
    { personality: 'Plain and proud.', relationships: { tom: 'A fool.' } },
    { personality: 'Plain, not proud.', relationships: { tom: 'A good fool.' } },
  );
  await using opened = await openConsole(game, { route: 'personas/mara/versions' });
  const { page } = opened;

  await page.getByRole('heading', { name: 'What changed from version 3 to version 4' }).waitFor();
  await page.getByRole('heading', { name: 'Relationships: tom' }).waitFor();
  await page.locator('ins', { hasText: 'good' }).waitFor();
  expect(await page.getByRole('listitem', { name: /^Version/ }).count()).toBe(4);
  await page.getByRole('listitem', { name: 'Version 3' }).getByText('Bea').waitFor();
  await page.getByRole('listitem', { name: 'Version 3' }).getByText('edit 2').waitFor();
  await page.getByLabel('Compare from version 1').check();

  await page.getByRole('heading', { name: 'What changed from version 1 to version 4' }).waitFor();
  await page.getByRole('heading', { name: 'Personality' }).waitFor();
  expect(page.url()).toMatch(/#personas\/mara\/versions\/1\/4$/);
  expect(opened.complaints).toEqual([]);
});

test('an old version is made live again after a second click; a version is called something', async () => {
  await using game = await savedGame({ mood: 'grim' });
  await using opened = await openConsole(game, { route: 'personas/mara/versions' });
  const { page } = opened;
  const first = page.getByRole('listitem', { name: 'Version 1', exact: true });

  await first.getByRole('button', { name: 'Name version 1' }).click();
  await page.keyboard.type('As delivered');
  await page.keyboard.press('Enter');
  await first.getByText('As delivered').waitFor();
  await first.getByRole('button', { name: 'Restore version 1' }).click();
  await first.getByRole('button', { name: 'Make it live version 1' }).click();
  await page.getByText('Say who you are').waitFor();
  await page.getByLabel('Your name').fill('Ann');
  await first.getByRole('button', { name: 'Restore version 1' }).click();
  await first.getByRole('button', { name: 'Make it live version 1' }).click();

  await page.getByText('Version 3 is live; each NPC takes it').waitFor();
  const third = page.getByRole('listitem', { name: 'Version 3' });
  await third.getByText('Version 1 again').waitFor();
  await third.getByText('live', { exact: true }).waitFor();
  expect(game.server.soliloquy.cast.member('mara')).toMatchObject({
    version: 3,
    author: 'Ann',
    persona: { mood: 'calm' },
  });
  expect(opened.complaints).toEqual([]);
});
