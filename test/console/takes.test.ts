import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { openConsole, say } from './console.ts';

test('takes stand side by side with their differences; the one that is kept is what players have', async () => {
  const held = gate();
  const model = scripted('The mill burned down.', ['The old mill ', held, 'burned.'], 'Third.');
  await using game = await startGame({ model, config: { PLAN: 'off' } });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'What of the mill?');
  const reply = page.locator('.entry').filter({ hasText: 'to Traveller' });
  await reply.getByRole('link', { name: 'trace' }).waitFor();
  const takes = page.getByRole('region', { name: 'Takes' });
  const take = (name: string) => takes.getByRole('article', { name });

  await reply.getByRole('button', { name: 'Regenerate' }).click();
  // Old and new are both there while the new one streams.
  await page.getByText('The old mill').waitFor();
  expect(await reply.allTextContents()).toMatchObject([
    expect.stringContaining('The mill burned down.'),
    expect.stringContaining('under way'),
  ]);
  held.open();
  await reply.getByText('The mill burned down.').waitFor({ state: 'detached' });
  await reply.getByRole('button', { name: 'Takes (2)' }).click();
  await take('Take 2').getByText('stands').waitFor();
  expect(await take('Take 1').locator('mark').allTextContents()).toEqual([' down']);
  expect(await take('Take 2').locator('mark').count()).toBe(0);

  const told = player.next('history');
  await take('Take 1').getByRole('button', { name: 'Keep this one' }).click();
  await take('Take 1').getByText('stands').waitFor();
  await reply.getByText('The mill burned down.').waitFor();
  expect((await told).lines.at(-1)?.spans.at(-1)?.text).toBe('The mill burned down.');
  // One is still where one was: the takes are open, and the focus is at the one that was kept.
  expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Take 1');

  await reply.getByRole('button', { name: 'Regenerate' }).click();
  await take('Take 3').getByText('stands').waitFor();
  await reply.getByText('Third.').waitFor();
  await reply.getByRole('button', { name: 'Takes (3)' }).waitFor();
  expect(await page.locator('.entry').filter({ hasText: 'to Traveller' }).count()).toBe(1);
  expect(opened.complaints).toEqual([]);
});

test('a new take streams beside the others when they are open', async () => {
  const held = gate();
  const model = scripted('One.', 'Two.', ['Thr', held, 'ee.']);
  await using game = await startGame({ model, config: { PLAN: 'off' } });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Well?');
  const reply = page.locator('.entry').filter({ hasText: 'to Traveller' });
  await reply.getByRole('button', { name: 'Regenerate' }).click();
  await reply.getByRole('button', { name: 'Takes (2)' }).click();

  await reply.getByRole('button', { name: 'Regenerate' }).click();

  const takes = page.getByRole('region', { name: 'Takes' });
  await takes.getByRole('article', { name: 'New take' }).getByText('Thr').waitFor();
  await takes.getByRole('article', { name: 'Take 2' }).getByText('Two.').waitFor();
  await reply.getByText('Two.').waitFor();
  held.open();
  await takes.getByRole('article', { name: 'Take 3' }).getByText('stands').waitFor();
  await takes.getByRole('article', { name: 'New take' }).waitFor({ state: 'detached' });
  await reply.getByRole('button', { name: 'Takes (3)' }).click();
  await takes.waitFor({ state: 'detached' });
  expect(opened.complaints).toEqual([]);
});

test('one take is preferred over another with a reason, under a name that is asked for once', async () => {
  await using game = await startGame({ model: scripted('One.', 'Two.') });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Well?');
  const reply = page.locator('.entry').filter({ hasText: 'to Traveller' });
  await reply.getByRole('button', { name: 'Regenerate' }).click();
  await reply.getByRole('button', { name: 'Takes (2)' }).click();
  const first = page.getByRole('article', { name: 'Take 1' });

  await first.getByRole('button', { name: 'Prefer this over' }).click();
  const form = page.getByRole('form', { name: 'Why take 1 is better' });
  await form.getByLabel('Your name').fill('Bea <b>');
  await form.getByLabel('Why').fill('Shorter <i>is</i> better.');
  await form.getByRole('button', { name: 'Prefer', exact: true }).click();

  await first.getByText('Bea <b> prefers it over take 2, “Shorter <i>is</i> better.”').waitFor();
  expect(await page.evaluate('localStorage.getItem("author")')).toBe('Bea <b>');
  const kept = await page.evaluate('fetch("api/ratings?instance=main").then((answer) => answer.text())');
  expect(JSON.parse(kept as string)).toMatchObject({
    author: 'Bea <b>',
    value: 1,
    reason: 'Shorter <i>is</i> better.',
    body: { spans: [{ text: 'One.' }], rejected: { spans: [{ text: 'Two.' }] } },
  });
  await first.getByRole('button', { name: 'Take back' }).click();
  await first.getByText('prefers it').waitFor({ state: 'detached' });
  // The name is known by now.
  await reply.getByRole('button', { name: 'Bad' }).click();
  await reply.getByText('Bea <b>: bad').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('a take that was put back far up stands where it stood, and the page stays where it is', async () => {
  await using game = await startGame({ model: scripted('One.', 'Two.', 'More.') });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Well?');
  const reply = page.locator('.entry').filter({ hasText: 'to Traveller' }).first();
  await reply.getByRole('button', { name: 'Regenerate' }).click();
  await reply.getByRole('button', { name: 'Takes (2)' }).waitFor();
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  for (let count = 0; count < 12; count += 1) await ash.talk({ npc: 'tom', text: `And ${count}?` });
  await page.getByText('And 11?').waitFor();

  await reply.getByRole('button', { name: 'Takes (2)' }).click();
  const top = () => reply.evaluate((element) => Math.round(element.getBoundingClientRect().top));
  const before = await top();
  await page.getByRole('article', { name: 'Take 1' }).getByRole('button', { name: 'Keep this one' }).click();

  await reply.getByText('One.').waitFor();
  await page.getByRole('article', { name: 'Take 1' }).getByText('stands').waitFor();
  expect(Math.abs((await top()) - before)).toBeLessThan(30);
  const said = await page.locator('.entry').allTextContents();
  expect(said.findIndex((text) => text.includes('One.'))).toBeLessThan(
    said.findIndex((text) => text.includes('And 0?')),
  );
  expect(opened.complaints).toEqual([]);
});
