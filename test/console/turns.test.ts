import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { SUMMARY } from '../store/records.ts';
import { openConsole } from './console.ts';
import { look, type States } from './look.ts';

const REPLY =
  '<system_thinking>Be short with him.</system_thinking><role_thinking>Who asks?</role_thinking><role_action>nods</role_action>Aye, the mill.';
const LORE = { mill: { title: 'The mill', keys: ['mill'], text: 'The mill burned down.' } };

test('a designer finds the turn that went wrong, and the very field that each word of its prompt came from', async () => {
  await using game = await startGame({ model: scripted(REPLY, 'No.', [new Error('gone')]), lore: LORE });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'What of the mill?' });
  await ash.talk({ npc: 'mara', text: 'Why?' });
  await ash.talk({ npc: 'tom', text: 'And you?' });
  await using opened = await openConsole(game, { route: 'turns' });
  const { page } = opened;

  const rows = page.getByRole('listitem');
  await page.getByRole('link', { name: /fallback/ }).waitFor();
  expect(await rows.count()).toBe(3);
  await page.getByRole('combobox', { name: 'How it ended' }).selectOption('fallback');
  await expect.poll(() => rows.count()).toBe(1);
  await page.getByRole('combobox', { name: 'How it ended' }).selectOption('');
  await page.getByRole('searchbox', { name: 'Search' }).fill('be SHORT with');
  await expect.poll(() => rows.allTextContents()).toEqual([expect.stringContaining('Aye, the mill.')]);
  await rows.getByRole('link').click();

  expect(page.url()).toMatch(new RegExp(`#turns/${turn}$`));
  const prompt = page.getByRole('region', { name: 'What the model was sent' });
  const piece = prompt.getByText('The mill burned down.', { exact: true });
  expect(await piece.getAttribute('title')).toBe('mill: 5 tokens');
  const shares = page.getByRole('table');
  await shares.getByRole('row', { name: /All of it .* 100\.0 %/ }).waitFor();
  const cells = await shares.locator('tbody tr:not(.share-kind) td:last-child').allInnerTexts();
  expect(cells.reduce((sum, cell) => sum + Math.round(Number.parseFloat(cell) * 10), 0)).toBe(1000);
  await page.getByRole('tab', { name: 'Who gets what' }).click();
  const player = page.getByRole('tabpanel').locator('section', { hasText: 'Players there what can be seen' });
  expect(await player.textContent()).not.toContain('Be short with him.');
  await piece.click();
  expect(page.url()).toMatch(/#world\/lore\/mill$/);
  await page.goBack();
  await shares.getByRole('link', { name: 'profile', exact: true }).click();
  await page.getByRole('textbox', { name: 'Profile' }).and(page.locator(':focus')).waitFor();
  expect(opened.complaints).toEqual([]);
});

test('a turn whose answer was lost on the way is asked for again; its request is copied without a clipboard, too', async () => {
  await using game = await startGame({ model: scripted(REPLY) });
  const ash = await game.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  await using opened = await openConsole(game, { route: 'turns' });
  const { page } = opened;
  await page.getByRole('listitem').waitFor();

  // The scripted model is asked by no request.
  await page.route(`**/turns/${turn}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), curl: "curl -N 'http://llm'" } });
  });
  await page.route(`**/turns/${turn}`, (route) => route.abort(), { times: 1 });
  await page.getByRole('listitem').getByRole('link').click();
  await page.getByText('The server does not answer. The console asks again by itself.').waitFor();
  await page.getByRole('tab', { name: 'curl' }).click();
  // As over plain http from another machine.
  await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();

  await page.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(`getSelection().toString()`)).toBe("curl -N 'http://llm'");
});

test('the words that an NPC heard say who said them when, and who else perceived them', async () => {
  await using game = await startGame({ model: scripted('Aye.', 'So.') });
  const ash = await game.join();
  await ash.talk({ npc: 'mara', text: 'I am called <b>Ash</b>.' });
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  await using opened = await openConsole(game, { route: `turns/${turn}` });
  const { page } = opened;

  await page.getByRole('button', { name: /I am called ‹b›Ash‹\/b›/ }).click();

  const note = page.getByRole('note');
  expect(await note.textContent()).toMatch(/^Ash, .*\(Day 1, 08:00\)\. Heard by: mara, tom\./);
  await page.getByRole('button', { name: 'Mara: Aye.' }).click();
  await page.getByRole('link', { name: 'That turn' }).click();
  await page.getByRole('heading', { name: 'Mara' }).waitFor();
  expect(page.url()).not.toContain(turn);
});

test('a thousand turns are a list that draws what one sees, and is read on as one scrolls', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const { store } = game.server.soliloquy;
  for (let index = 0; index < 1000; index += 1)
    await store.commit({
      instance: 'testworld/main',
      branch: 'main',
      lines: [],
      trace: {
        turn: `t${index}`,
        npc: 'mara',
        startedAt: index,
        body: {},
        summary: { ...SUMMARY, excerpt: `Reply number ${index}.` },
      },
    });
  await using opened = await openConsole(game, { route: 'turns' });
  const { page } = opened;
  await page.getByText('Reply number 999.').waitFor();

  const list = page.getByRole('region', { name: 'Recorded turns' });
  for (let at = 0; !(await page.getByText('Reply number 0.', { exact: true }).isVisible()); at += 1) {
    expect(at).toBeLessThan(60);
    const before = await list.evaluate((box) => box.scrollTop);
    await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
    await expect
      .poll(async () => {
        const isThere = await page.getByText('Reply number 0.', { exact: true }).isVisible();
        return (
          isThere || (await list.evaluate((box, was) => box.scrollHeight > was + box.clientHeight, before))
        );
      })
      .toBe(true);
  }

  expect(await page.getByRole('listitem').count()).toBeLessThan(60);
});

const STATES: States = {
  list: (page) => page.getByText('Aye, the mill.').first().waitFor(),
  nothing: async (page) => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('no such words');
    await page.getByText('No turn fits.').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
  },
  turn: async (page) => {
    await page.getByRole('link', { name: /Aye, the mill/ }).click();
    await page.getByRole('heading', { name: 'What the model was sent' }).waitFor();
    await page.getByRole('button', { name: /: What of the mill\?/ }).click();
  },
  viewers: (page) => page.getByRole('tab', { name: 'Who gets what' }).click(),
  raw: (page) => page.getByRole('tab', { name: 'Raw' }).click(),
};

test('the pages of turns have no fault of accessibility, in either theme, wide or narrow', async () => {
  await using game = await startGame({
    model: scripted(REPLY, [new Error('gone')]),
    lore: LORE,
  });
  const ash = await game.join();
  await ash.talk({ npc: 'mara', text: 'What of the mill?' });
  await ash.talk({ npc: 'tom', text: 'And you?' });

  expect(await look(game, STATES, { route: 'turns', name: 'turns' })).toEqual([]);
}, 60_000);
