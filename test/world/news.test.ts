import { expect, test } from 'vitest';
import { GAME, type Game, startGame } from '../game.ts';
import { lastPrompt, promptOf, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

const linesOf = ({ server }: Game, id: string) =>
  [...server.soliloquy.instances][0]!
    .npc(id)
    .history.lines.map(({ spans }) => spans.map(({ text }) => text).join(' '));
const clock = { time: 'Day 1, 17:30', speed: 0 };

test('a hundred changes of the weather are one event when the next word is said, for those who hear it', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, world: { clock } });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', player: 'ash', location: 'tavern' });

  for (let index = 0; index < 100; index += 1)
    await host.request('world.patch', { weather: `storm ${index}`, time: 'Day 1, 19:00' });
  await host.request('world.patch', {
    facts: { a: 'A holds.', b: 'B holds.', c: 'C holds.', d: 'D holds.' },
  });
  await ash.talk({ npc: 'mara', text: 'What weather!' });
  await ash.talk({ npc: 'mara', text: 'Still.' });

  const news =
    'Evening falls. The weather turns — storm 99. Everybody knows now — D holds. C holds. B holds.';
  expect(linesOf(game, 'mara').slice(2)).toEqual([news, 'What weather!', 'Aye.', 'Still.', 'Aye.']);
  expect(linesOf(game, 'tom')).toContain(news);
  expect(linesOf(game, 'una')).toEqual([]);
  expect(promptOf(model.requests[0]!)).toMatch(
    /Environment: Evening falls\. The weather turns — storm 99\..*\n\nEnvironment: It is Day 1, 19:00/,
  );
  expect(lastPrompt(model).match(/Evening falls/g)).toHaveLength(1);
  const again = await game.join({ name: 'Ash', player: 'ash', location: 'loft' });
  expect(JSON.stringify(again.all('history')[0])).toContain('Evening falls.');
});

test('what one has been told outlives a restart; a whisper tells nobody but whom it reaches', async () => {
  const dir = await writeWorld({ world: { clock } });
  const model = scripted('Aye.');
  const first = await startGame({ dir, model });
  const host = await first.join({ name: 'Host' }, GAME);
  const ash = await first.join({ name: 'Ash', location: 'tavern' });
  await host.request('world.patch', { weather: 'fog' });
  await ash.talk({ npc: 'mara', text: 'Fog.', whisper: true });
  expect(linesOf(first, 'tom')).not.toContain('The weather turns — fog.');
  await first.stop();

  await using second = await startGame({ dir, model });
  const birch = await second.join({ name: 'Birch', location: 'tavern' });
  await birch.talk({ npc: 'mara', text: 'Hello.' });

  const foggy = (id: string) => linesOf(second, id).filter((text) => text === 'The weather turns — fog.');
  expect([foggy('mara').length, foggy('tom').length, foggy('una').length]).toEqual([1, 1, 0]);
});

test('news that could not be kept are told again', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, world: { clock } });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await host.request('world.patch', { weather: 'fog', facts: { well: 'The well is dry.' } });
  const { store } = game.server.soliloquy;
  const { commit } = store;
  store.commit = async () => {
    store.commit = commit;
    throw new Error('disk full');
  };

  await expect(ash.request('say', { npc: 'mara', text: 'Hello.' })).rejects.toMatchObject({
    reason: { code: 'internal' },
  });
  await ash.talk({ npc: 'mara', text: 'Hello?' });

  expect(linesOf(game, 'mara').slice(-3)).toEqual([
    'The weather turns — fog. Everybody knows now — The well is dry.',
    'Hello?',
    'Aye.',
  ]);
});

test('an event that asks for an answer tells the news first; a clock of words has no parts of the day', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, world: { clock: { time: 'at dusk', speed: 0 } } });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', location: 'yard' });

  await host.request('world.patch', { time: 'the hour of the owl', facts: { well: 'The well is dry.' } });
  const end = ash.nextTurn('una');
  await host.request('event', { text: 'A bell rings.', location: 'yard', prompt: true });
  await end;
  await host.request('world.patch', { facts: { well: null } });
  await ash.talk({ npc: 'una', text: 'And now?' });

  expect(linesOf(game, 'una').slice(2)).toEqual([
    'Everybody knows now — The well is dry.',
    'A bell rings.',
    'Aye.',
    'No longer so — The well is dry.',
    'And now?',
    'Aye.',
  ]);
});

test('a hundred events make a prompt hardly longer', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'Hello.' });
  const before = lastPrompt(model).length;

  for (let index = 0; index < 100; index += 1)
    await host.request('event', { text: `A shutter bangs, ${index}.`, location: 'tavern' });
  await ash.talk({ npc: 'mara', text: 'Hello?' });

  expect(lastPrompt(model).length - before).toBeLessThan(400);
  expect(lastPrompt(model)).toContain('A shutter bangs, 99. And more besides, before that.');
});
