import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';
import { fact, MARA, row, sign } from './remembered.ts';

test('a memory that a designer writes is recalled in the next reply, whose trace leads back to it', async () => {
  const model = scripted('Three silver.');
  await using game = await startGame({ model });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'memory' });
  const { page } = opened;
  const text = 'Tom owes <b>three</b> silver for the ale.';

  await page.getByRole('link', { name: 'Mara' }).click();
  await page.getByText('Mara remembers nothing yet.').waitFor();
  await page.getByRole('button', { name: 'Add a memory' }).click();
  const form = page.getByRole('group', { name: 'New memory of Mara' });
  await form.getByLabel('Text').fill(text);
  await form.getByLabel('Importance').selectOption('9');
  await form.getByLabel('About').selectOption('Tom');
  await form.getByLabel('Text').press('Enter');
  await form.getByText('Say who you are').waitFor();
  await sign(page);
  await form.getByRole('button', { name: 'Add' }).click();
  const added = row(page, text);
  for (const told of ['fact', 'about Tom', 'made by hand', 'written by Bea'])
    await added.getByText(told).waitFor();
  await form.waitFor({ state: 'detached' });

  const { turn } = await ash.talk({ npc: 'mara', text: 'Who owes silver for the ale?' });
  // Marks of a tag are none in a prompt.
  expect(lastPrompt(model)).toContain('Mara remembers: Tom owes ‹b›three‹/b› silver for the ale.');
  expect(await page.locator('main b').count()).toBe(0);
  await page.evaluate(`location.hash = 'turns/${turn}'`);
  await page.locator('.piece').filter({ hasText: 'three' }).first().click();
  await page.locator('li[aria-current] .text').getByText('Tom owes').waitFor();
  expect(page.url()).toMatch(/#memory\/mara\/.+/);
  expect(opened.complaints).toEqual([]);
});

test('memories are edited in place and deleted; what the server refuses is said there, and nothing typed is lost', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const { ask } = await consoleOf(game);
  await ask('memories.add', fact('The ferry leaks.'));
  const doomed = await ask('memories.add', fact('The bell is cracked.'));
  await ask('memories.add', fact('The mill is haunted.'));
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;
  await sign(page);

  await row(page, 'ferry').getByRole('button', { name: 'Edit' }).click();
  const form = page.getByRole('group', { name: 'Memory “The ferry leaks.”' });
  await form.getByLabel('Text').fill('The ferry sank.');
  await form.getByLabel('Kind').selectOption('episode');
  await form.getByLabel('Importance').selectOption('10');
  await form.getByLabel('Text').press('Enter');
  await page.locator('li[aria-current] .text').getByText('The ferry sank.').waitFor();
  await row(page, 'ferry').getByText('written by Bea').waitFor();
  await row(page, 'mill').getByRole('button', { name: 'Delete' }).click();
  await row(page, 'mill').getByRole('button', { name: 'Keep' }).click();
  await row(page, 'mill').getByRole('button', { name: 'Delete' }).click();
  await row(page, 'mill').getByRole('button', { name: 'Delete it' }).click();
  await row(page, 'mill').waitFor({ state: 'detached' });
  // Somebody else deletes what is being edited.
  await row(page, 'bell').getByRole('button', { name: 'Edit' }).click();
  const last = page.getByRole('group', { name: 'Memory “The bell is cracked.”' });
  await last.getByLabel('Text').fill('The bell is whole.');
  await page.route('**/npcs/mara/memories?*', (route) => route.abort());
  await ask('memories.delete', { ...MARA, memory: doomed.id, author: 'Dee' });
  await last.getByRole('button', { name: 'Save' }).click();

  await last.getByText(`Mara has no memory "${doomed.id}"`).waitFor();
  expect(await last.getByLabel('Text').inputValue()).toBe('The bell is whole.');
  const { memories } = await ask('memories.list', MARA);
  expect(memories.map(({ kind, text, importance }) => [kind, text, importance])).toEqual([
    ['episode', 'The ferry sank.', 10],
  ]);
});

test('of a memory that changes while it is edited only what the designer changed is changed', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const { ask } = await consoleOf(game);
  const kept = await ask('memories.add', fact('The ferry leaks.'));
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;
  await sign(page);

  await row(page, 'ferry').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('group', { name: 'Memory “' }).getByLabel('Importance').selectOption('9');
  await ask('memories.change', { ...MARA, memory: kept.id, text: 'The ferry sank.', author: 'Dee' });
  const form = page.getByRole('group', { name: 'Memory “The ferry sank.”' });
  await form.waitFor();
  expect(await form.getByLabel('Text').inputValue()).toBe('The ferry sank.');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });

  const { memories } = await ask('memories.list', MARA);
  expect(memories).toMatchObject([{ text: 'The ferry sank.', importance: 9 }]);
  expect(opened.complaints).toEqual([]);
});

test('of what was told one reads who made the memory, of which words, who was there, and in which turn', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'I lost my brother at <i>the mere</i>.' });
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;

  const told = row(page, 'I lost my brother');
  await told.getByText('by extraction, from').waitFor();
  await told.getByText('about Ash').waitFor();
  await told.getByText('there: Tom, Ash').waitFor();
  await told.getByRole('button', { name: '1 line' }).click();

  await told
    .getByRole('list', { name: 'Made of' })
    .getByText('I lost my brother at <i>the mere</i>.')
    .waitFor();
  expect(await page.locator('main i').count()).toBe(0);
  expect(opened.complaints).toEqual([]);
});

test('lines whose answer was lost on the way are asked for again', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'I lost my brother at the mere.' });
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;
  const told = row(page, 'I lost my brother');

  await page.route('**/lines?*', (route) => route.abort(), { times: 1 });
  await told.getByRole('button', { name: '1 line' }).click();
  await told.getByText('The server does not answer. The console asks again by itself.').waitFor();

  await told.getByRole('list', { name: 'Made of' }).getByText('at the mere').waitFor();
});

test('what is typed outlives the server; it is kept when that is back', async () => {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const start = (port = 0) => startGame({ model: scripted('Aye.'), dir, dataDir, config: { PORT: port } });
  const first = await start();
  await (await consoleOf(first)).ask('memories.add', fact('The ferry leaks.'));
  await using opened = await openConsole(first, { route: 'memory/mara', width: 400 });
  const { page } = opened;
  await sign(page);
  await page.getByRole('button', { name: 'Add a memory' }).click();
  await row(page, 'ferry').getByRole('button', { name: 'Edit' }).click();
  const edited = page.getByRole('group', { name: 'Memory “The ferry leaks.”' });
  await edited.getByLabel('Text').fill('The ferry');
  const added = page.getByRole('group', { name: 'New memory of Mara' });
  await added.getByLabel('Text').fill('The mill');

  await first.stop();
  await page.getByText('offline, trying again').waitFor();
  await added.getByText('The server is away; what you type is kept.').waitFor();
  await added.getByLabel('Text').press('End');
  await page.keyboard.type(' burned.');
  await edited.getByLabel('Text').press('End');
  await page.keyboard.type(' sank.');
  await using second = await start(Number(new URL(first.url).port));
  await page.getByText('live', { exact: true }).waitFor();
  await page.reload();
  await edited.getByRole('button', { name: 'Save' }).click();
  await row(page, 'The ferry sank.').waitFor();
  await added.getByRole('button', { name: 'Add' }).click();

  await row(page, 'The mill burned.').waitFor();
  const { memories } = await (await consoleOf(second)).ask('memories.list', MARA);
  expect(memories.map(({ text }) => text)).toEqual(['The mill burned.', 'The ferry sank.']);
  for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
});

const STATES: States = {
  choice: async (page) => {
    await page.getByRole('heading', { name: 'Memory' }).waitFor();
  },
  nothing: async (page) => {
    await page.getByRole('link', { name: 'Una' }).click();
    await page.getByText('Una remembers nothing yet.').waitFor();
  },
  list: async (page) => {
    await page.getByLabel('Whose memories').selectOption('Mara');
    await row(page, 'I lost my brother').getByRole('button', { name: '1 line' }).click();
    await page.getByRole('list', { name: 'Made of' }).waitFor();
  },
  recall: async (page) => {
    await page.getByLabel('Try a line').fill('What of the mere, and the abbey?');
    await page.locator('[data-recalled]').first().scrollIntoViewIfNeeded();
  },
  writing: async (page) => {
    await row(page, 'abbey').getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Add a memory' }).click();
    await page.getByRole('group', { name: 'New memory' }).getByLabel('Text').fill('It rained.');
    await page.getByRole('group', { name: 'New memory' }).getByLabel('Text').press('Enter');
    await page.getByText('Say who you are').waitFor();
    await row(page, 'I lost my brother').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete it' }).waitFor();
  },
};

test('the page has no fault of accessibility, in either theme, wide or narrow', async () => {
  // A talk is put into memories after a minute, and this takes longer.
  await using game = await startGame({ model: scripted('I see.'), now: () => 1_000 });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'I lost my brother at the mere. I live in Karst. My name is Ash.' });
  const { ask } = await consoleOf(game);
  await ask('memories.add', { ...fact('The abbey keeps its silver below the bell.', 9), about: 'npc:tom' });
  const page = { route: 'memory', name: 'memory' };
  expect(await look(game, STATES, page)).toEqual([]);
}, 240_000);
