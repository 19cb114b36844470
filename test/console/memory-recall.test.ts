import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { gate, lastPrompt, scripted } from '../scripted.ts';
import { openConsole } from './console.ts';
import { fact, MARA, rememberingWorld } from './remembered.ts';

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
