import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { DESIGNER, GAME, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona, writeWorld } from '../worlds.ts';
import { openConsole, say } from './console.ts';

const personas = {
  mara: persona('Mara', { relationships: { tom: 'A good cook.' } }),
  tom: persona('Tom'),
  una: persona('Una', { location: 'yard' }),
};

async function unfolded(page: Page, name: string) {
  const row = page.getByRole('article', { name });
  await row.getByRole('button', { name: `Live state of ${name}` }).click();
  return row.getByRole('region', { name: `Live state of ${name}` });
}

test('mood, goal, thoughts and place of an NPC are set on the stage, and the next reply knows them', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, personas });
  const ash = await game.join({ name: 'Ash', location: 'yard' });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  await using opened = await openConsole(game);
  const { page } = opened;
  const state = await unfolded(page, 'Mara');
  const field = (name: string) => state.getByRole('textbox', { name: `${name} of Mara` });

  await field('Mood').fill('<b>furious</b>');
  await field('Mood').press('Enter');
  await state.getByText('Saved').waitFor();
  // Leaving the field is enough.
  await field('Goal').fill('Be rid of the stranger.');
  await field('Thoughts').fill('He smells of the mere.');
  await field('Goal').focus();
  await host.until(() => host.state.npcs.get('mara')?.thoughts === 'He smells of the mere.');
  await state.getByLabel('Location of Mara').selectOption('yard');
  await host.until(() => host.state.npcs.get('mara')?.location === 'yard');

  expect(host.state.npcs.get('mara')).toMatchObject({
    mood: '<b>furious</b>',
    goal: 'Be rid of the stranger.',
  });
  await ash.talk({ npc: 'mara', text: 'Good evening.' });
  const prompt = JSON.stringify(model.requests.at(-1)!.prompt.messages);
  for (const known of ['furious', 'Be rid of the stranger.', 'The Yard']) expect(prompt).toContain(known);
  // No player sees what it wants.
  expect(Buffer.concat(ash.frames).toString('latin1')).not.toMatch(/Be rid of|smells of/);
  expect(await page.locator('main b').count()).toBe(0);
  expect(opened.complaints).toEqual([]);
});

test('what is typed stays when the state changes underneath; what the server refuses is said at the field', async () => {
  await using game = await startGame({ model: scripted('Aye.'), personas });
  const host = await game.join({ name: 'Host' }, GAME);
  await using opened = await openConsole(game);
  const { page } = opened;
  const state = await unfolded(page, 'Mara');
  const mood = state.getByRole('textbox', { name: 'Mood of Mara' });
  const goal = state.getByRole('textbox', { name: 'Goal of Mara' });

  await mood.fill('calm and');
  await host.request('npc.patch', { npc: 'mara', mood: 'afraid', goal: 'Hide.' });
  await page.getByRole('article', { name: 'Mara' }).locator('.mood').getByText('afraid').waitFor();
  expect(await mood.inputValue()).toBe('calm and');
  expect(await goal.inputValue()).toBe('Hide.');
  await mood.press('Escape');
  expect(await mood.inputValue()).toBe('afraid');
  await goal.fill(' ');
  await goal.press('Enter');

  await state.getByText('goal: expected some text').waitFor();
  expect(await goal.inputValue()).toBe(' ');
  await state.getByRole('button', { name: 'Discard Goal of Mara' }).click();
  expect(await goal.inputValue()).toBe('Hide.');
  await state.getByText('goal: expected some text').waitFor({ state: 'detached' });
  expect(opened.complaints).toEqual([]);
});

test('what an NPC thinks of another is the persona’s own or set in the game, and is taken back', async () => {
  await using game = await startGame({ model: scripted('Aye.'), personas });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  await using opened = await openConsole(game);
  const state = await unfolded(opened.page, 'Mara');
  const of = (id: string) => state.locator(`[data-of=${id}]`);
  const thinks = (name: string) => state.getByRole('textbox', { name: `What Mara thinks of ${name}` });

  await of('tom').getByText("the persona's own").waitFor();
  expect(await thinks('Tom').inputValue()).toBe('A good cook.');
  await thinks('Tom').fill('He stole from me.');
  await thinks('Tom').press('Enter');
  await of('tom').getByText('set in the game').waitFor();
  await state.getByLabel('Whom else Mara thinks something of').selectOption('Una');
  await thinks('Una').fill('My niece.');
  await thinks('Una').press('Enter');
  await of('una').getByText('set in the game').waitFor();

  await host.until(() => host.state.npcs.get('mara')?.relationships.get('una') === 'My niece.');
  expect(host.state.npcs.get('mara')?.relationships.toJSON()).toEqual({
    tom: 'He stole from me.',
    una: 'My niece.',
  });
  await of('tom').getByRole('button', { name: 'Take back' }).click();
  await of('tom').getByText("the persona's own").waitFor();
  expect(await thinks('Tom').inputValue()).toBe('A good cook.');
  expect(opened.complaints).toEqual([]);
});

test('what is set is on the screen by the time it is said to be, however seldom that is drawn', async () => {
  await using game = await startGame({ model: scripted('Aye.'), personas });
  await using opened = await openConsole(game);
  const { page } = opened;
  const state = await unfolded(page, 'Mara');
  const tom = state.locator('[data-of=tom]');
  const thinks = tom.getByRole('textbox');
  await tom.getByText("the persona's own").waitFor();
  await page.evaluate(`requestAnimationFrame = () => 0`);

  await thinks.fill('He stole from me.');
  await thinks.press('Enter');
  await tom.getByText('set in the game').waitFor();
  expect(await thinks.inputValue()).toBe('He stole from me.');
  await tom.getByRole('button', { name: 'Take back' }).click();
  await tom.getByText("the persona's own").waitFor();

  expect(await thinks.inputValue()).toBe('A good cook.');
  expect(opened.complaints).toEqual([]);
});

test('what is written of somebody new is there after a reload, too', async () => {
  await using game = await startGame({ model: scripted('Aye.'), personas });
  await using opened = await openConsole(game, { route: 'stage/mara' });
  const { page } = opened;
  const state = page.getByRole('region', { name: 'Live state of Mara' });

  await state.getByLabel('Whom else Mara thinks something of').selectOption('Una');
  await state.getByRole('textbox', { name: 'What Mara thinks of Una' }).fill('My niece');
  await state.getByLabel('For whom else Mara feels something').selectOption('Una');
  await state.getByRole('group', { name: 'What Mara feels for Una' }).getByLabel('trust').fill('0.5');
  await page.reload();

  const kept = state.getByRole('textbox', { name: 'What Mara thinks of Una' });
  await kept.waitFor();
  expect(await kept.inputValue()).toBe('My niece');
  const bond = state.getByRole('group', { name: 'What Mara feels for Una' });
  await bond.waitFor();
  expect(await bond.getByLabel('trust').inputValue()).toBe('0.5');
  expect(opened.complaints).toEqual([]);
});

test('a director’s note holds for one turn or until it is ended, and no player hears of it', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, personas });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'talk/mara', width: 1280 });
  const { page } = opened;
  const side = page.getByRole('complementary', { name: 'Mara now' });
  const note = side.getByRole('textbox', { name: "Director's note to Mara" });

  await note.fill('Speak in rhymes.');
  await note.press('Enter');
  // What is typed has the same words, as has the box beside it.
  const now = side.locator('.note-now');
  await now.getByText('for its next turn alone').waitFor();
  await now.getByText('Speak in rhymes.').waitFor();
  await say(page, 'Good evening.');
  await side.getByText('None: it plays as it is.').waitFor();
  expect(JSON.stringify(model.requests.at(-1)!.prompt.messages)).toContain('Speak in rhymes.');
  await note.fill('Be curt.');
  await side.getByLabel('for its next turn alone').uncheck();
  await side.getByRole('button', { name: 'Give it' }).click();
  await now.getByText('until it is ended').waitFor();
  await ash.talk({ npc: 'mara', text: 'And you?' });
  await now.getByText('Be curt.').waitFor();
  await side.getByRole('button', { name: 'End it' }).click();

  await side.getByText('None: it plays as it is.').waitFor();
  expect(Buffer.concat(ash.frames).toString('latin1')).not.toMatch(/rhymes|curt/);
  await side.getByRole('button', { name: 'Pause Mara' }).click();
  await side.getByText('Paused: it begins no turn.').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('what is typed outlives the server; it is saved when that is back. Narrow, it is behind a button', async () => {
  const dir = await writeWorld({ personas });
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const start = (port = 0) => startGame({ model: scripted('Aye.'), dir, dataDir, config: { PORT: port } });
  const first = await start();
  await using opened = await openConsole(first, { route: 'talk/mara', width: 400 });
  const { page } = opened;
  await page.getByRole('button', { name: 'Live state of Mara' }).click();
  const state = page.getByRole('region', { name: 'Live state of Mara' });
  const mood = state.getByRole('textbox', { name: 'Mood of Mara' });
  await mood.fill('home');

  await first.stop();
  await page.getByText('offline, trying again').waitFor();
  await mood.press('End');
  await page.keyboard.type('sick');
  await state.getByRole('textbox', { name: 'Goal of Mara' }).focus();
  await state.getByText('Kept until the server is back').waitFor();
  await using second = await start(Number(new URL(first.url).port));
  await page.getByText('live', { exact: true }).waitFor();
  const host = await second.join({ name: 'Host' }, GAME);
  expect(await mood.inputValue()).toBe('homesick');
  await state.getByRole('button', { name: 'Save Mood of Mara' }).click();

  await host.until(() => host.state.npcs.get('mara')?.mood === 'homesick');
  await state.getByText('Saved').waitFor();
  for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
});
