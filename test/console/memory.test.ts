import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { KeptMemory } from '../../server/store/memories.ts';
import { openStore } from '../../server/store/store.ts';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { gate, lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';

const MARA = { instance: 'main', npc: 'mara' };
const fact = (text: string, importance = 5) => ({
  ...MARA,
  kind: 'fact' as const,
  text,
  importance,
  author: 'Dee',
});
const row = (page: Page, text: string) => page.locator('[data-memory]').filter({ hasText: text }).first();
const sign = (page: Page, name = 'Bea') => page.getByRole('textbox', { name: 'Your name' }).fill(name);

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

test('the tester says what a line recalls, in which order and why, as the next prompt has it', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, now: () => 1_000 });
  const { ask } = await consoleOf(game);
  for (const [text, importance] of [
    ['The bell of the abbey cracked in the frost.', 3],
    ['The abbey keeps its silver below the bell.', 9],
    ['Hay is dear this year.', 2],
  ] as const)
    await ask('memories.add', fact(text, importance));
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;

  await page.getByLabel('Try a line').fill('Where is the silver of the abbey?');
  await page
    .getByRole('status', { name: 'What the line recalls' })
    .getByText('would stand in the prompt')
    .waitFor();

  const tried = await ask('memories.recall', { ...MARA, text: 'Where is the silver of the abbey?' });
  const shown = page.locator('[data-recalled]');
  expect(await shown.locator('a').allTextContents()).toEqual(tried.scored.map(({ memory }) => memory.text));
  expect(await shown.locator('.outcome').allTextContents()).toEqual(
    tried.scored.map(({ isTold }) => (isTold ? 'in the prompt' : 'left out')),
  );
  expect(await shown.first().locator('.bar-number').allTextContents()).toEqual(
    (['relevance', 'recency', 'importance'] as const).map((part) => tried.scored[0]![part].toFixed(2)),
  );
  await page.getByText(`${tried.tokens} of ${tried.budget}`).waitFor();
  await ash.talk({ npc: 'mara', text: 'Where is the silver of the abbey?' });
  const prompt = lastPrompt(model);
  for (const { memory, isTold } of tried.scored) expect(prompt.includes(memory.text)).toBe(isTold);
  await page.getByLabel('Try a line').fill('');
  await page.getByText('Type what somebody might say').waitFor();
  expect(opened.complaints).toEqual([]);
});

/** A world whose Mara remembers so much: every third memory is about Tom, every fourth a fact. */
async function rememberingWorld(count: number) {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const store = await openStore(`file:${path.join(dataDir, 'soliloquy.db')}`);
  const { id: instance, branch } = await store.openInstance('testworld', 'main');
  const memories = Array.from(
    { length: count },
    (_, index): KeptMemory => ({
      seq: index + 1,
      id: `memory-${index}`,
      npc: 'mara',
      ...(index % 3 === 0 && { about: 'npc:tom' }),
      kind: index % 4 === 0 ? 'fact' : 'episode',
      text: `Memory number ${index} of word${index}. `.repeat(1 + (index % 5)).trim(),
      importance: 1 + (index % 10),
      at: index,
      time: 'Day 1, 08:00',
      witnesses: ['npc:tom'],
      source: { by: 'model', name: 'gpt-4o-mini', lines: [] },
    }),
  );
  await store.commit({ instance, branch, lines: [], memories });
  await store.close();
  return {
    dir,
    dataDir,
    [Symbol.asyncDispose]: async () => {
      for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
    },
  };
}

test('of thousands only those that are seen are drawn; a link leads to one from long ago, filters to few', async () => {
  await using files = await rememberingWorld(3000);
  await using game = await startGame({ model: scripted('Aye.'), dir: files.dir, dataDir: files.dataDir });
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;
  await page.getByText('3,000 memories').waitFor();
  await page.locator('[data-memory=memory-2999]').getByText('by gpt-4o-mini').waitFor();

  await page.evaluate(`location.hash = 'memory/mara/memory-2345'`);
  await page.locator('[data-memory=memory-2345]').waitFor();
  expect(await page.locator('li[aria-current]').textContent()).toContain('word2345');
  expect(await page.locator('*').count()).toBeLessThan(1500);
  await page.getByLabel('About whom').selectOption('Tom (1000)');
  await page.getByLabel('Kind of memory').selectOption('fact');
  await page.getByText('250 fit').waitFor();
  await page.getByText('The memory that the address names is not among these').waitFor();
  await page.getByRole('button', { name: 'Look among all' }).click();
  await page.locator('[data-memory=memory-2345]').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('word1234');

  await page.getByText('1 fit').waitFor();
  await page.locator('[data-memory=memory-1234]').waitFor();
  await page.getByRole('searchbox').fill('memory');
  await page.getByText('the best 100').waitFor();
  await page.getByRole('searchbox').fill('zebra');
  await page.getByText('No memory fits.').waitFor();
  expect(opened.complaints).toEqual([]);
}, 240_000);

test('reading on goes on after a page was lost, and misses none that came meanwhile', async () => {
  await using files = await rememberingWorld(300);
  await using game = await startGame({ model: scripted('Aye.'), dir: files.dir, dataDir: files.dataDir });
  const { ask } = await consoleOf(game);
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;
  await page.getByText('300 memories').waitFor();

  await page.route('**/memories?*before=*', (route) => route.abort(), { times: 1 });
  await page.evaluate(`location.hash = 'memory/mara/memory-150'`);
  await page.locator('[data-memory=memory-150]').waitFor();
  // More than a page of new ones before the list is asked for again.
  await page.route('**/memories?*', (route) => route.abort());
  const first = await ask('memories.add', fact('The first of many.'));
  for (let index = 0; index < 101; index += 1) await ask('memories.add', fact(`Another one, ${index}.`));
  await page.unroute('**/memories?*');
  await page.getByText('402 memories').waitFor();
  await page.evaluate(`location.hash = 'memory/mara/${first.id}'`);

  await page.locator(`[data-memory="${first.id}"]`).waitFor();
}, 60_000);

test('the tester asks once, and shows no answer to another question as if it were to this one', async () => {
  await using game = await startGame({ model: scripted('Aye.'), now: () => 1_000 });
  const { ask } = await consoleOf(game);
  await ask('memories.add', { ...fact('The abbey keeps its silver below the bell.', 9), about: 'npc:tom' });
  await using opened = await openConsole(game, { route: 'memory/mara' });
  const { page } = opened;
  const asked: string[] = [];
  page.on('request', (request) => request.url().endsWith('/recall') && asked.push(request.postData() ?? ''));
  const results = page.getByRole('status', { name: 'What the line recalls' });
  const isStale = (is: boolean) => results.and(page.locator(`[aria-busy=${is}]`)).waitFor();

  await page.getByLabel('Try a line').fill('Where is the silver?');
  await isStale(false);
  for (let index = 0; index < 2; index += 1) await page.waitForResponse('**/memories?*');
  expect(asked).toHaveLength(1);
  const held = gate();
  await page.route('**/recall', (route) => held.then(() => route.continue()));
  await page.getByLabel('said by').selectOption('Tom');
  await isStale(true);
  held.open();
  await isStale(false);
  await page.unroute('**/recall');
  await page.route('**/recall', (route) => route.abort());
  await page.getByLabel('Try a line').fill('And the bell?');
  await page.getByText('The server does not answer.').waitFor();

  await isStale(true);
  expect(asked[1]).toContain('npc:tom');
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
