import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { GAME, startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';
import { openConsole } from './console.ts';

const field = (page: Page, form: string) => ({
  input: page.getByRole('textbox', { name: form, exact: true }),
  set: page.getByRole('button', { name: `Set ${form}` }),
});

const fact = (page: Page, key: string) => page.locator(`[data-fact="${key}"]`);

test('the clock and the weather are set, whoever is there has them, and what is refused is said there', async () => {
  await using game = await startGame({
    world: { weather: 'mist', clock: { time: 'Day 1, 08:00', speed: 0 } },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const weather = field(page, 'Weather');
  const clock = field(page, 'Clock');
  await page.getByText('Stands until somebody sets it').waitFor();

  await weather.input.fill('   ');
  await weather.set.click();
  await page.getByText('weather: expected some text').waitFor();
  expect(await weather.input.inputValue()).toBe('   ');
  await weather.input.fill('black hail');
  await weather.input.press('Enter');
  await clock.input.fill('Day 2, 23:10');
  await clock.set.click();

  await host.until(() => host.state.weather === 'black hail' && host.state.time === 'Day 2, 23:10');
  await page.getByText('Set in the game. In world.yaml: mist').waitFor();
  await host.request('world.patch', { weather: 'sun' });
  await page.locator('input[value=sun]').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('it is said whether the clock runs by itself', async () => {
  await using game = await startGame({ world: { clock: { time: 'Day 1, 08:00', speed: 30 } } });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  await page.getByText('Runs by itself, 30 minutes per real minute').waitFor();

  await field(page, 'Clock').input.fill('The hour of the wolf');
  await field(page, 'Clock').input.press('Enter');

  await page.getByText('Stands: only a time such as “Day 3, 18:40” runs').waitFor();
});

test('a fact is added, edited, deleted and put back, and says where it comes from', async () => {
  await using game = await startGame({
    world: { facts: { bridge: 'The bridge stands.', well: 'The well is dry.' } },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const bridge = fact(page, 'bridge');
  await bridge.getByText('The bridge stands.').waitFor();

  await page.getByLabel('Key of the new fact').fill('king');
  await page.getByLabel('Text of the new fact').fill('The king is dead.');
  await page.getByRole('button', { name: 'Add' }).click();
  await fact(page, 'king').getByText('set in the game').waitFor();
  await bridge.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Fact bridge' }).fill('The bridge is out.');
  await bridge.getByRole('button', { name: 'Save' }).click();
  await bridge.getByText('In world.yaml: The bridge stands.').waitFor();
  await fact(page, 'well').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await fact(page, 'well').getByText('taken back in the game').waitFor();

  await host.until(() => host.state.facts.size === 2);
  expect(host.state.facts.toJSON()).toEqual({ king: 'The king is dead.', bridge: 'The bridge is out.' });
  await bridge.getByRole('button', { name: 'Put back' }).click();
  await fact(page, 'king').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete it' }).click();
  await fact(page, 'king').waitFor({ state: 'detached' });
  await bridge.getByText('set in the game').waitFor({ state: 'detached' });
  expect(host.state.facts.get('bridge')).toBe('The bridge stands.');
  expect(opened.complaints).toEqual([]);
});

test('a fact that the server refuses stays in its field, with the reason', async () => {
  await using game = await startGame({ world: { facts: { bridge: 'The bridge stands.' } } });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const text = page.getByLabel('Text of the new fact');

  await page.getByLabel('Key of the new fact').fill('constructor');
  await text.fill('Nobody.');
  await page.getByRole('button', { name: 'Add' }).click();
  await page
    .getByRole('form', { name: 'Add a fact' })
    .getByText('facts.constructor: expected another name')
    .waitFor();
  expect(await text.inputValue()).toBe('Nobody.');
  await fact(page, 'bridge').getByRole('button', { name: 'Edit' }).click();
  const editor = page.getByRole('textbox', { name: 'Fact bridge' });
  await editor.fill('\u200b');
  await editor.press('Enter');

  await fact(page, 'bridge').getByText('facts.bridge: expected some text').waitFor();
  await editor.press('Escape');
  await fact(page, 'bridge').getByText('The bridge stands.').waitFor();
});

test('a scene is set for a place and taken back, and NPCs there are told the one that holds', async () => {
  const model = scripted('Aye.');
  const locations = {
    tavern: { name: 'The Tavern', description: 'A fire.', scene: 'A quiet evening.', host: 'mara' },
    yard: { name: 'The Yard', description: 'Mud.' },
  };
  await using game = await startGame({ model, world: { locations } });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'world/locations/tavern' });
  const { page } = opened;
  const tavern = page.getByRole('article', { name: 'The Tavern' });
  await tavern.and(page.locator('[aria-current]')).waitFor();
  await tavern.getByText('Mara greets newcomers').waitFor();
  await tavern.getByText('Ash').waitFor();

  await tavern.getByRole('button', { name: 'Edit the scene' }).click();
  await tavern.getByRole('textbox', { name: 'Scene of The Tavern' }).fill('The roof burns.');
  await tavern.getByRole('textbox', { name: 'Scene of The Tavern' }).press('Enter');
  await tavern.getByText('In world.yaml: A quiet evening.').waitFor();
  await ash.talk({ npc: 'mara', text: 'What now?' });
  expect(lastPrompt(model)).toContain('The roof burns.');
  expect(lastPrompt(model)).not.toContain('A quiet evening.');
  await tavern.getByRole('button', { name: 'Take back' }).click();
  await tavern.getByText('set in the game').waitFor({ state: 'detached' });
  await tavern.getByText('A quiet evening.').waitFor();
  await ash.talk({ npc: 'mara', text: 'And now?' });

  expect(lastPrompt(model)).toContain('A quiet evening.');
  expect(lastPrompt(model)).not.toContain('The roof burns.');
  // What another client sets is seen, too.
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('world.patch', { scene: { yard: 'Hens.' } });
  await page.getByRole('article', { name: 'The Yard' }).getByText('Hens.').waitFor();
  expect(opened.complaints).toEqual([]);
});

test('an NPC is moved to another place', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const host = await game.join({ name: 'Host' }, GAME);
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;

  await page.getByLabel('Where Mara is').selectOption({ label: 'The Yard' });

  await page.getByRole('article', { name: 'The Yard' }).getByRole('link', { name: 'Mara' }).waitFor();
  await host.until(() => host.state.npcs.get('mara')?.location === 'yard');
});

test('an event is remembered by those who perceive it, or answered by them', async () => {
  const model = scripted('Good grief.');
  await using game = await startGame({ model });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;
  const form = page.getByRole('form', { name: 'Send an event' });
  const text = form.getByLabel('What happens');
  const send = form.getByRole('button', { name: 'Send' });

  await text.fill('The chimney falls in.');
  await form.getByLabel('Where').selectOption({ label: 'The Tavern' });
  await form.getByLabel('Only some of those there').check();
  await form.getByRole('checkbox', { name: 'Mara' }).check();
  await send.click();
  await page.getByText('Sent to Mara (The Tavern): The chimney falls in.').waitFor();
  expect(await text.inputValue()).toBe('');
  expect(model.requests).toHaveLength(0);
  await ash.talk({ npc: 'tom', text: 'What was that?' });
  expect(lastPrompt(model)).not.toContain('The chimney falls in.');
  await ash.talk({ npc: 'mara', text: 'What was that?' });
  expect(lastPrompt(model)).toContain('The chimney falls in.');

  const answered = ash.nextTurn('mara');
  await form.getByLabel('Only some of those there').uncheck();
  await form.getByLabel('Where').selectOption({ label: 'everywhere' });
  await form.getByLabel('NPCs who perceive it answer').check();
  await text.fill('The earth shakes.');
  await send.click();
  await page.getByText('Sent to Mara, Tom, Una, Ash (everywhere)').waitFor();
  expect((await answered).spans.map((span) => span.text)).toEqual(['Good grief.']);

  await text.fill('\u200b\u200b');
  await send.click();
  await form.getByText('text: expected some text').waitFor();
  expect(await text.inputValue()).toBe('\u200b\u200b');
  expect(opened.complaints).toEqual([]);
});

test('what NPCs can have the game do is listed', async () => {
  const args = {
    type: 'object',
    properties: { gate: { enum: ['north', 'south'], description: 'Which one.' }, loud: { type: 'boolean' } },
    required: ['gate'],
  };
  const actions = {
    'open-gate': {
      description: 'Opens a gate.',
      npcs: ['mara'],
      locations: ['yard'],
      args,
      facts: { gate: 'A gate is open.' },
    },
  };
  await using game = await startGame({ world: { actions } });
  await using opened = await openConsole(game, { route: 'world' });

  const action = opened.page.getByRole('article', { name: 'open-gate' });

  await action.getByText('Opens a gate.').waitFor();
  const said = await action.locator('dl').textContent();
  for (const part of [
    'Mara',
    'The Yard',
    'gate "north" or "south": Which one.',
    'loud boolean, optional',
    'A gate is open.',
    '10 s',
  ])
    expect(said).toContain(part);
});

test('hostile words of files and games are shown as the text they are', async () => {
  const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const lore = { bell: { title: evil, keys: ['bell', evil.slice(0, 60)], text: `${evil} ${evil}` } };
  await using game = await startGame({
    lore,
    world: { description: evil, facts: { [evil.slice(0, 60)]: evil } },
  });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('world.patch', { scene: { tavern: evil }, weather: evil });
  await using opened = await openConsole(game, { route: 'world' });
  const { page } = opened;

  await page.getByLabel('Try a line').fill(`${evil} bell`);

  await page.locator('[data-fired=bell]').getByText(evil).waitFor();
  await page.locator('.scene').getByText(evil).waitFor();
  expect(await page.locator('img, main script').count()).toBe(0);
  expect(await page.title()).toBe('World · Testworld · Soliloquy');
  expect(opened.complaints).toEqual([]);
});

test('edited files are shown as they are taken over, and their mistakes until they are mended', async () => {
  const dir = await writeWorld({ lore: { bell: { title: 'The bell', keys: ['bell'], text: 'It rings.' } } });
  await using game = await startGame({ dir, watch: true });
  await using opened = await openConsole(game, { route: 'world/lore/bell' });
  const { page } = opened;
  const bell = page.locator('[data-lore=bell]');
  const write = (body: object) => writeFile(path.join(dir, 'lore', 'bell.yaml'), stringify(body));
  await bell.getByText('It rings.').waitFor();
  await bell.getByText('lore/bell.yaml').waitFor();

  await write({ title: 'The bell', keys: ['bell'], text: 'It cracked.' });
  await bell.getByText('It cracked.').waitFor();
  await write({ title: 'The bell', keys: [], text: 'It is gone.' });
  await page.getByRole('alert').getByText('bell.yaml').waitFor();
  await bell.getByText('It cracked.').waitFor();
  await write({ title: 'The bell', keys: ['bell'], text: 'It is mended.' });
  await bell.getByText('It is mended.').waitFor();

  await page.getByRole('alert').waitFor({ state: 'detached' });
  await rm(path.dirname(dir), { recursive: true, force: true });
}, 20_000);

test('a restart of the server takes nothing that was typed', async () => {
  const dir = await writeWorld({
    world: { facts: { bridge: 'The bridge stands.' } },
    lore: { bell: { title: 'The bell', keys: ['bell'], text: 'It rings.' } },
  });
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-'));
  const start = (port = 0) => startGame({ model: scripted('Aye.'), dir, dataDir, config: { PORT: port } });
  const first = await start();
  await using opened = await openConsole(first, { route: 'world' });
  const { page } = opened;
  await fact(page, 'bridge').getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Fact bridge' }).fill('The bridge is out.');
  await page.getByLabel('What happens').fill('The earth shakes.');
  await field(page, 'Weather').input.fill('hail');

  await first.stop();
  await page.getByText('offline, trying again').waitFor();
  await page.getByLabel('Try a line').fill('The bell.');
  expect(await field(page, 'Weather').set.isDisabled()).toBe(true);
  await using _second = await start(Number(new URL(first.url).port));
  await page.locator('[data-fired=bell]').waitFor();
  await page.reload();
  await page.getByText('live', { exact: true }).waitFor();

  expect(await page.getByLabel('What happens').inputValue()).toBe('The earth shakes.');
  expect(await page.getByLabel('Try a line').inputValue()).toBe('The bell.');
  await field(page, 'Weather').set.click();
  await page.getByRole('textbox', { name: 'Fact bridge' }).press('Enter');
  await fact(page, 'bridge').getByText('The bridge is out.').waitFor();
  for (const folder of [path.dirname(dir), dataDir]) await rm(folder, { recursive: true, force: true });
}, 30_000);
