import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { type Game, startGame } from '../game.ts';
import { restartable } from '../restartable.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { openConsole } from './console.ts';

const route = 'personas/mara';
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });

/** Says who saves, and saves. */
async function save(page: Page, author: string, note = ''): Promise<void> {
  await field(page, 'Your name').fill(author);
  await field(page, 'Note').fill(note);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
}

const liveOf = (game: Game) => game.server.soliloquy.cast.member('mara')!;

test('what a designer saves is live, and is in the very next prompt of a conversation that runs', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model });
  const ash = await game.join();
  await ash.talk({ npc: 'mara', text: 'Hello.' });
  await using opened = await openConsole(game, { route: 'personas' });
  const { page } = opened;

  await page.getByRole('link', { name: 'Mara' }).click();
  await field(page, 'Personality').fill('Made of flint.');
  await page.getByText('Unsaved changes in 1 field').waitFor();
  await save(page, 'Kim', 'harder');
  await page
    .getByText('Version 2 is live; each NPC takes it at its next turn in every running world.')
    .waitFor();
  await ash.talk({ npc: 'mara', text: 'And now?' });

  await page.getByText('No unsaved changes').waitFor();
  await page.locator('.persona-head').getByText('Version 2 by Kim').waitFor();
  expect(await field(page, 'Note').inputValue()).toBe('');
  const prompts = model.requests.map((request) => JSON.stringify(request));
  expect(prompts.map((prompt) => prompt.includes('Made of flint.'))).toEqual([false, true]);
  expect(liveOf(game)).toMatchObject({ version: 2, author: 'Kim', note: 'harder' });
  expect(opened.complaints).toEqual([]);
});

test('lists are written, moved by keyboard and saved by Ctrl+S; people are picked from the cast', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  await using opened = await openConsole(game, { route: `${route}/motivation` });
  const { page } = opened;

  await page.getByRole('textbox', { name: 'Want 1' }).and(page.locator(':focus')).waitFor();
  await page.getByRole('button', { name: 'Add want' }).click();
  await page.keyboard.type('Sleep.');
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('button', { name: 'Add secret' }).click();
  await page.keyboard.type('She cannot read.');
  await field(page, 'Words').first().fill('read\nletters');
  await field(page, 'Answer 1').fill('My eyes are bad.');
  await page.getByLabel('Somebody of the cast').selectOption('Una');
  await page.getByRole('button', { name: 'Add person' }).click();
  await page.keyboard.type('A friend.');
  await page.getByLabel('Temperature').fill('0.4');
  await page.getByLabel('Plan', { exact: true }).selectOption('short');
  await field(page, 'Your name').fill('Kim');
  await page.keyboard.press('Control+s');
  await page.getByText('Version 2 is live').waitFor();

  expect(liveOf(game).persona).toMatchObject({
    motivation: ['Sleep.', 'Mara wants the test to pass.'],
    secrets: [{ text: 'She cannot read.', keys: ['read', 'letters'], deflect: ['My eyes are bad.'] }],
    relationships: { una: 'A friend.' },
    model: { temperature: 0.4, plan: 'short' },
  });
  await page.getByRole('button', { name: 'Remove Want 1' }).click();
  await page.getByRole('button', { name: 'Remove Una' }).click();
  await page.getByText('Unsaved changes in 2 fields').waitFor();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Discard 2 fields for good' }).click();
  await page.getByText('No unsaved changes').waitFor();
  expect(await field(page, 'Want 1').inputValue()).toBe('Sleep.');
  expect(opened.complaints).toEqual([]);
});

test('what cannot be saved is said at its field, which gets the focus, and in a summary with links', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  await using opened = await openConsole(game, { route });
  const { page } = opened;

  await field(page, 'Profile').fill(' ');
  await page.getByRole('button', { name: 'Add secret' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Say who you are').waitFor();
  await save(page, 'Kim');

  const summary = page.getByRole('alert').filter({ hasText: 'fields are to be mended' });
  await summary.getByRole('link', { name: 'Secrets 1, words' }).waitFor();
  await field(page, 'Profile').and(page.locator(':focus')).waitFor();
  await page.locator('[data-place=profile]').getByText('expected some text, got nothing').waitFor();
  await summary.getByRole('link', { name: 'Secrets 1, secret' }).click();
  await field(page, 'What is hidden').and(page.locator(':focus')).waitFor();
  await field(page, 'Profile').fill('Mended.');
  await summary.getByRole('link', { name: 'Profile' }).waitFor({ state: 'detached' });
  expect(liveOf(game).version).toBe(1);
});

describe('two designers', () => {
  test('who changed different fields both get theirs, and are told', async () => {
    await using game = await startGame({ model: scripted('Aye.') });
    await using kim = await openConsole(game, { route });
    await using bea = await openConsole(game, { route });
    await field(kim.page, 'Personality').fill('Made of flint.');

    await field(bea.page, 'Mood at the start').fill('grim');
    await save(bea.page, 'Bea');
    await kim.page
      .getByText('Version 2 by Bea is live now. Your changes, based on version 1, are kept')
      .waitFor();
    await save(kim.page, 'Kim');

    await kim.page.getByText('Version 3 is live').waitFor();
    await kim.page.getByText('What was changed meanwhile is in it, too: Mood at the start.').waitFor();
    expect(await field(kim.page, 'Mood at the start').inputValue()).toBe('grim');
    // Bea has typed nothing since: her form follows.
    await bea.page.getByText('Version 3 by Kim is live now.').waitFor();
    expect(await field(bea.page, 'Personality').inputValue()).toBe('Made of flint.');
    expect(liveOf(game).persona).toMatchObject({ mood: 'grim', personality: 'Made of flint.' });
    expect([...kim.complaints, ...bea.complaints]).toEqual([]);
  });

  test('who changed the same choose, field by field, and may write it anew', async () => {
    await using game = await startGame({ model: scripted('Aye.') });
    await using kim = await openConsole(game, { route });
    const { page } = kim;
    await field(page, 'Personality').fill('Plain and hard.');
    await field(page, 'Mood at the start').fill('sad');
    await field(page, 'Background').fill('Born at sea.');
    await game.server.soliloquy.savePersona('mara', {
      persona: persona('Mara', { personality: 'Plain and soft.', mood: 'merry', voice: 'alto' }),
      base: 1,
      author: 'Bea',
    });

    await save(page, 'Kim');

    await page.getByRole('heading', { name: 'Version 2 by Bea changed the same' }).waitFor();
    const mood = page.getByRole('group', { name: 'Mood at the start' });
    const personality = page.getByRole('group', { name: 'Personality' });
    expect(await personality.locator('ins').allTextContents()).toEqual([' and soft', ' and hard']);
    await mood.getByLabel('Theirs').check();
    await personality.getByLabel('Yours').check();
    await personality.getByLabel('What will be saved').fill('Plain, hard and soft.');
    await page.getByRole('button', { name: 'Save with these' }).click();
    await page.getByText('Version 3 is live').waitFor();
    expect(liveOf(game).persona).toMatchObject({
      personality: 'Plain, hard and soft.',
      mood: 'merry',
      background: 'Born at sea.',
      voice: 'alto',
    });
  });
});

test('a draft survives a reload of the page and a restart of the server', async () => {
  const server = await restartable();
  server.control.begin();
  await using opened = await openConsole(server, { route });
  const { page } = opened;
  await field(page, 'Personality').fill('Half a thou');
  await page.getByText('Unsaved changes in 1 field').waitFor();

  await page.reload();
  await page.getByText('Draft of Mara restored, based on version 1.').waitFor();
  await field(page, 'Personality').press('End');
  await page.keyboard.type('ght');
  await server.control.restart();
  await field(page, 'Mood at the start').fill('grim');
  await page.getByText('live', { exact: true }).first().waitFor();
  await save(page, 'Kim');

  await page.getByText('Version 2 is live').waitFor();
  expect(await field(page, 'Personality').inputValue()).toBe('Half a thought');
  await page.reload();
  await page.getByText('No unsaved changes').waitFor();
  await server.end();
}, 20_000);

test('what is live is written to its file on request', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  await using opened = await openConsole(game, { route });
  const { page } = opened;
  const write = page.getByRole('button', { name: 'Write to file' });

  expect(await write.isDisabled()).toBe(true);
  await field(page, 'Mood at the start').fill('grim');
  await save(page, 'Kim');
  await write.click();

  await page.getByText('Version 2 is written to personas/mara.yaml.').waitFor();
  expect(await write.isDisabled()).toBe(true);
  expect(game.server.soliloquy.cast.file('mara')).toMatchObject({ isLive: true });
});

test('a field takes a megabyte at once and says that it is too long; script and marks of direction stay text', async () => {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  await using game = await startGame({ model: scripted('Aye.'), dataDir });
  await using opened = await openConsole(game, { route });
  const { page } = opened;
  const hostile =
    '<script>window.isHacked = true</script><img src=x onerror="window.isHacked = true"> \u202egnorw';

  await field(page, 'Background').fill('word '.repeat(200_000));
  await page.getByText('999,999 characters of at most 5,000').waitFor();
  await save(page, 'Kim');
  await page.getByText('expected at most 5000 characters, got 999999').first().waitFor();
  await field(page, 'Background').fill(hostile);
  await save(page, 'Kim <b>', hostile);
  await page.getByText('Version 2 is live').waitFor();
  await page.getByRole('link', { name: 'Versions' }).click();

  await page.locator('ins', { hasText: '⟨U+202E⟩gnorw' }).waitFor();
  await page.getByRole('listitem', { name: 'Version 2' }).getByText('Kim <b>').waitFor();
  expect(await page.evaluate('window.isHacked')).toBeUndefined();
  expect(opened.complaints.filter((said) => !said.includes('422'))).toEqual([]);
  await rm(dataDir, { recursive: true, force: true });
}, 20_000);
