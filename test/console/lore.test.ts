import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { GAME, startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { openConsole } from './console.ts';

const fact = (page: Page, key: string) => page.locator(`[data-fact="${key}"]`);

test('the tester says which lore fires and why, as the next prompt has it', async () => {
  const model = scripted('Aye.');
  const lore = {
    bell: { title: 'The bell', keys: ['bell'], text: 'The bell cracked.', priority: 40 },
    tower: { title: 'The tower', keys: ['tower', 'bell tower'], text: 'The tower leans.', priority: 10 },
    abbey: { title: 'The abbey', keys: ['abbey'], text: 'The abbey fell.', priority: 90 },
    river: { title: 'The river', keys: ['river'], text: 'The river floods.', priority: 20 },
    silver: { title: 'The silver', keys: ['silver'], text: 'The silver is buried.', knownBy: ['tom'] },
    hay: { title: 'Hay', keys: ['hay'], text: 'Hay is dear.' },
  };
  await using game = await startGame({ model, lore });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const line = 'Is the silver of the abbey in the BELL TOWER by the river?';

  await page.getByLabel('Try a line').fill(line);
  await page.getByLabel('heard by').selectOption({ label: 'Mara' });
  const row = (id: string) => page.locator(`[data-fired=${id}]`);
  await row('silver').waitFor();

  const told = await page.locator('[data-fired]').evaluateAll((rows) =>
    (
      rows as unknown as {
        dataset: { fired: string; outcome: string };
        querySelectorAll(of: string): { textContent: string }[];
      }[]
    ).map((each) => [
      each.dataset.fired,
      each.dataset.outcome,
      [...each.querySelectorAll('.key')].map((key) => key.textContent),
    ]),
  );
  expect(told).toEqual([
    ['tower', 'reaches', ['tower', 'bell tower']],
    ['abbey', 'reaches', ['abbey']],
    ['bell', 'reaches', ['bell']],
    ['river', 'falls-out', ['river']],
    ['silver', 'unknown', ['silver']],
  ]);
  await row('silver').getByText('Mara does not know it').waitFor();
  expect(await page.locator('.tested mark').allTextContents()).toEqual([
    'silver',
    'abbey',
    'BELL TOWER',
    'river',
  ]);
  await ash.talk({ npc: 'mara', text: line });
  const prompt = lastPrompt(model);
  const recalled = Object.entries(lore).filter(([, { text }]) => prompt.includes(text));
  expect(recalled.map(([id]) => id)).toEqual(['bell', 'tower', 'abbey']);

  await page.getByLabel('heard by').selectOption({ label: 'everybody' });
  await row('silver').getByText('in the prompt of Tom; not known to Mara, Una').waitFor();
  await row('bell').getByText('in the prompt of Mara, Una; falls out for Tom').waitFor();
  await page.getByLabel('Try a line').fill('Nothing at all.');
  await page.getByText('No entry has a key in this line.').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('the tester says what does not hold now, and what the budget has no room for', async () => {
  const lore = {
    ghost: {
      title: 'The ghost',
      keys: ['loft'],
      text: 'It walks.',
      when: { time: { from: '22:00', to: '04:00' } },
    },
    // The first that fires would be told in part.
    teller: { title: 'The teller', keys: ['saga'], text: 'He is old.', priority: 90 },
    saga: { title: 'The saga', keys: ['saga'], text: 'Once upon a time. '.repeat(40) },
    roof: { title: 'The roof', text: 'It leaks.', when: { weather: ['rain'], locations: ['yard'] } },
  };
  const world = { clock: { time: 'Day 1, 12:00', speed: 0 }, weather: 'rain', lore: { tokens: 60 } };
  await using game = await startGame({ model: scripted('Aye.'), lore, world });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const row = (id: string) => page.locator(`[data-fired=${id}]`);

  await page.getByLabel('Try a line').fill('A saga of the loft');
  await page.getByLabel('heard by').selectOption({ label: 'Mara' });

  await row('ghost').getByText('its condition does not hold now where Mara is').waitFor();
  await row('saga').getByText('falls out: longer than the 60 tokens for all lore').waitFor();
  await page.getByLabel('heard by').selectOption({ label: 'Una' });
  await row('roof').getByText('in the prompt').waitFor();
  await page.locator('[data-lore=roof]').getByText('Recalled at yard, in rain, without a word').waitFor();
  await page.locator('[data-lore=ghost]').getByText('Only from 22:00 to 04:00').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('the tester follows what holds now; what does not takes no rank', async () => {
  const night = { time: { from: '22:00', to: '04:00' } };
  const lore = {
    ghost: { title: 'The ghost', keys: ['loft'], text: 'It walks.', priority: 90, when: night },
    hay: { title: 'The hay', keys: ['loft'], text: 'It is dry.', priority: 10 },
    toll: { title: 'The toll', keys: ['loft'], text: 'It is due.', when: { facts: { toll: true } } },
    cook: { title: 'The cook', keys: ['loft'], text: 'He hides.', when: { present: ['una'] } },
  };
  await using game = await startGame({
    model: scripted('Aye.'),
    lore,
    world: { clock: { time: 'Day 1, 12:00', speed: 0 } },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const row = (id: string) => page.locator(`[data-fired=${id}]`);
  const reaches = (id: string) => row(id).getByText('in the prompt').waitFor();

  await page.getByLabel('Try a line').fill('What of the loft?');
  await page.getByLabel('heard by').selectOption({ label: 'Mara' });
  await reaches('hay');
  expect(await page.locator('[data-fired] .rank').allTextContents()).toEqual(['1', '–', '–', '–']);
  await host.request('world.patch', { time: 'Day 1, 23:00' });
  await reaches('ghost');
  expect(await row('ghost').locator('.rank').textContent()).toBe('1');
  expect(await row('hay').locator('.rank').textContent()).toBe('2');
  await host.request('world.patch', { facts: { toll: 'It is three silver.' } });
  await reaches('toll');
  await host.request('npc.patch', { npc: 'una', location: host.state.npcs.get('mara')!.location });

  await reaches('cook');
  expect(opened.complaints).toEqual([]);
});

test('of a thousand entries and facts only those that are seen are drawn, and a link leads to each', async () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  const lore = Object.fromEntries(
    numbers.map((number) => [
      `entry-${number}`,
      { title: `Entry ${number}`, keys: ['bell', `word${number}`], text: `Text ${number}. `.repeat(9) },
    ]),
  );
  const facts = Object.fromEntries(numbers.map((number) => [`fact-${number}`, `Fact ${number} holds.`]));
  await using game = await startGame({ lore, world: { facts } });
  await using opened = await openConsole(game, { route: 'world/lore/entry-777' });
  const { page } = opened;
  const entry = page.locator('[data-lore=entry-777]');

  await entry.waitFor();
  expect(await page.locator('li[aria-current]').textContent()).toContain('Entry 777');
  await page.evaluate(`new Promise((resolve) => {
    const look = ([{ isIntersecting }]) => isIntersecting && resolve();
    new IntersectionObserver(look, { threshold: 0.9 }).observe(document.querySelector('[data-lore=entry-777]'));
  })`);
  await page.evaluate(`location.hash = 'world/facts/fact-901'`);
  await fact(page, 'fact-901').waitFor();
  await page.getByLabel('Try a line').fill('The bell!');
  await page.getByText('And 960 more.').waitFor();

  expect(await page.locator('*').count()).toBeLessThan(1500);
  await page.getByLabel('Filter lore').fill('word321');
  await page.getByText('1 of 1000').waitFor();
  expect(await page.locator('[data-lore]').allTextContents()).toHaveLength(1);
  expect(opened.complaints).toEqual([]);
}, 30_000);
