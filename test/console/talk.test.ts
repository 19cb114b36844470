import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { DESIGNER, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { openConsole, say } from './console.ts';

const LAYERS =
  '<system_thinking>He lies; calm him.</system_thinking><role_thinking>I know that face.</role_thinking>' +
  '<role_action>wipes the bar</role_action>Sit down.<role_action>pours</role_action>Drink.';

test('the four layers run in their lanes; a player there gets what all may see, and not a byte of the rest', async () => {
  await using game = await startGame({ model: scripted(LAYERS) });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  const heard = player.next('heard');
  const ended = player.next('turn.end', ({ npc }) => npc === 'mara');

  await page.getByLabel('Play').fill('Corvin');
  await say(page, 'Good evening.');

  const reply = page.getByRole('article').filter({ hasText: 'to Corvin' });
  await reply.getByText('Drink.').waitFor();
  const lane = (name: string) =>
    reply.locator(`.span[data-lane=${name}]`).locator('.span-text').allTextContents();
  expect(await lane('plan')).toEqual(['He lies; calm him.']);
  expect(await lane('thought')).toEqual(['I know that face.']);
  expect(await lane('action')).toEqual(['wipes the bar', 'pours']);
  expect(await lane('speech')).toEqual(['Sit down.', 'Drink.']);
  expect(await page.locator('.lane-heads > div').allTextContents()).toEqual([
    'Plan designers only',
    'Thought designers only',
    'Action everyone there',
    'Speech everyone there',
  ]);
  expect(await heard).toMatchObject({ name: 'Corvin', text: 'Good evening.', to: 'npc:mara' });
  expect((await ended).spans.map(({ layer }) => layer)).not.toContain('role_thinking');
  const bytes = Buffer.concat(player.frames).toString('latin1');
  expect(bytes).toContain('Sit down.');
  expect(bytes).not.toMatch(/He lies|that face/);
  expect(opened.complaints).toEqual([]);
});

test('a reply is interrupted by Esc, given anew and deleted; a whisper stays between two', async () => {
  const held = gate();
  const model = scripted(['Once upon a time ', held, 'the end.'], 'Another tale.', 'Hush.');
  await using game = await startGame({ model, config: { PLAN: 'off' } });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  const reply = page.getByRole('article').filter({ hasText: 'to Traveller' });

  await say(page, 'Tell me a story.');
  await reply.getByText('Once upon a time').waitFor();
  await page.getByRole('textbox', { name: 'Text' }).press('Escape');
  await reply.getByText('interrupted').waitFor();
  await reply.getByRole('button', { name: 'Regenerate' }).click();
  await reply.getByText('Another tale.').waitFor();
  await page.getByText('Once upon a time').waitFor({ state: 'detached' });
  await reply.getByRole('button', { name: 'Delete' }).click();
  await reply.getByRole('button', { name: 'Delete for good' }).click();
  await reply.waitFor({ state: 'detached' });

  await page.getByRole('textbox', { name: 'Text' }).press('Alt+w');
  await say(page, 'A secret.');
  await reply.getByText('Hush.').waitFor();
  await page.getByText('whisper: these two alone').nth(1).waitFor();
  expect(await page.getByText('whisper: these two alone').count()).toBe(2);
  expect(Buffer.concat(player.frames).toString('latin1')).not.toMatch(/A secret|Hush/);
  expect(opened.complaints).toEqual([]);
});

test('whoever is meant answers; what the server refuses is said, and the text stays', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  await using opened = await openConsole(game, { route: 'talk' });
  const { page } = opened;
  const text = page.getByRole('textbox', { name: 'Text' });

  await page.getByLabel('in', { exact: true }).selectOption('loft');
  await say(page, 'Anybody here?');
  await page
    .getByRole('alert')
    .getByText(/nobody|no one/i)
    .waitFor();
  expect(await text.inputValue()).toBe('Anybody here?');
  await page.getByLabel('in', { exact: true }).selectOption('tavern');
  await say(page, 'Tom, are you there?');

  await page.getByRole('article').filter({ hasText: 'Tom' }).getByText('Aye.').waitFor();
  expect(await text.inputValue()).toBe('');
});

test('hostile words of players and models are shown as the text they are', async () => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  await using game = await startGame({ model: scripted(`Look: ${evil}`) });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  const ash = await game.join({ name: 'Ash', location: 'tavern' });

  await ash.talk({ npc: 'mara', text: evil });

  await page.getByText(evil).first().waitFor();
  expect(await page.locator('img, main script').count()).toBe(0);
  expect(await page.title()).toBe('Talk · Testworld · Soliloquy');
  expect(opened.complaints).toEqual([]);
});

test('a restart of the server is survived: the talk is there, and what was being typed', async () => {
  const dir = await writeWorld();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const start = (port = 0) => startGame({ model: scripted('Aye.'), dir, dataDir, config: { PORT: port } });
  const first = await start();
  await using opened = await openConsole(first, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Good evening.');
  await page.getByText('Aye.').last().waitFor();
  const text = page.getByRole('textbox', { name: 'Text' });
  await text.fill('And another');

  await first.stop();
  await page.getByText('offline, trying again').waitFor();
  await text.press('End');
  await page.keyboard.type(' thing.');
  await using _second = await start(Number(new URL(first.url).port));
  await page.getByText('live', { exact: true }).waitFor();

  expect(await text.inputValue()).toBe('And another thing.');
  expect(await page.getByRole('article').filter({ hasText: 'Good evening.' }).count()).toBe(1);
  await page.getByRole('button', { name: 'Say', exact: true }).click();
  await page.getByRole('article').filter({ hasText: 'And another thing.' }).waitFor();
  for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
});

test('under each reply stands what was measured, with links; asked for in batches, and not of scripted lines', async () => {
  const usage = { kind: 'usage', promptTokens: 1204, completionTokens: 80, cachedTokens: 900 } as const;
  await using game = await startGame({ model: scripted(['Aye.', usage]) });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  for (let count = 0; count < 6; count += 1) await ash.talk({ npc: 'mara', text: `And ${count}?` });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  await host.request('npc.say', { npc: 'mara', text: 'Closing time.' });
  await using opened = await openConsole(game, { route: 'talk/mara', width: 400 });
  const { page } = opened;
  // Signed in: a reload before that would ask for the token.
  await page.getByRole('link', { name: 'trace' }).last().waitFor();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/api\/turns/.test(request.url())) asked.push(request.url());
  });
  await page.reload();

  const replies = page.locator('.entry').filter({ hasText: 'to Ash' });
  await replies.last().getByRole('link', { name: 'trace' }).waitFor();

  expect(await page.locator('.figures').count()).toBe(6);
  const last = replies.last().locator('.figures');
  const figures = (await last.locator('> *').allTextContents()).join(' · ');
  expect(figures).toMatch(
    /queued \d+ ms · prompt built \d+ ms · first token \d+ ms · first visible \d+ ms · end \d+ ms/,
  );
  expect(figures).toContain('· 1,204 (900 cached) + 80 tokens · scripted · persona v1 · trace');
  const { turn } = host
    .all('history')
    .at(-1)!
    .lines.findLast(({ to }) => to?.startsWith('player:'))!;
  expect(await last.getByText('persona v1').getAttribute('href')).toBe('#personas/mara/versions');
  expect(await last.getByText('trace').getAttribute('href')).toBe(`#turns/${turn}`);
  const known = asked.length;
  await ash.talk({ npc: 'mara', text: 'One more?' });
  await replies.nth(6).getByRole('link', { name: 'trace' }).waitFor();
  // Of a first try, one more for the scripted line, and one for the new turn.
  expect(known).toBeLessThanOrEqual(2);
  expect(asked.length).toBeLessThanOrEqual(3);
  expect(opened.complaints).toEqual([]);
});

test('a reply is good or bad for a reason; who thinks so is shown, and it is taken back', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  await using opened = await openConsole(game, { route: 'talk/mara' });
  const { page } = opened;
  await say(page, 'Well?');
  const reply = page.getByRole('article').filter({ hasText: 'to Traveller' });
  const good = reply.getByRole('button', { name: 'Good' });

  await good.click();
  await reply.getByLabel('Your name').fill('Bea');
  await reply.getByRole('textbox', { name: 'Why' }).fill('<b>Short.</b>');
  await reply.getByRole('textbox', { name: 'Why' }).press('Enter');
  await reply.getByText('Bea: good, “<b>Short.</b>”').waitFor();
  expect(await good.getAttribute('aria-pressed')).toBe('true');
  const { ask } = await consoleOf(game);
  const [row] = (await ask('turns.list', { instance: 'main' })).rows;
  await ask('turn.rate', { instance: 'main', turn: row!.turn, author: 'Cy', value: -1, reason: '' });
  await page.reload();
  await reply.getByText('Cy: bad').waitFor();
  // The name is known by now: one press is enough.
  await reply.getByRole('button', { name: 'Bad' }).click();
  await reply.getByText('Bea: bad, “<b>Short.</b>”').waitFor();
  await reply.getByRole('button', { name: 'Bad' }).click();

  await reply.getByText('Bea:').waitFor({ state: 'detached' });
  await reply.getByText('Cy: bad').waitFor();
  expect(opened.complaints).toEqual([]);
});
