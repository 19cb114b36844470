import { expect, test } from 'vitest';
import { GAME } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';
import { bailiff, tavern } from './tavern-talk.ts';

test('no talk begins where nobody is, nor where the world is paused', async () => {
  await using world = await tavern();
  const { game, player, model } = world;
  const host = await game.join({ name: 'Host', location: 'tavern' }, GAME);

  await player.request('move', { location: 'yard' });
  await world.turns(3);
  // The server's own clock might have one begin in between, were they there before.
  await host.request('pause', { paused: true });
  await player.request('move', { location: 'tavern' });
  await world.turns(3);

  expect(model.requests).toEqual([]);
});

test.each([
  ['it is too early after somebody spoke', { quietSeconds: 600 }, {}],
  ['its condition does not hold', { when: { weather: ['snow'] } }, {}],
  ['chance is against it', { chance: 0.4 }, {}],
  ['one of them is elsewhere', { between: ['mara', 'una'] }, {}],
  ['the world has no talks at once', {}, { talksAtOnce: 0 }],
  ['the world gives them no tokens', {}, { tokensPerMinute: 0 }],
])('no talk begins while %s', async (_, talk, limits) => {
  await using world = await tavern(undefined, talk, limits);

  await world.turns(4);

  expect(world.model.requests).toEqual([]);
});

test('a talk begins by chance, and ends with a good night', async () => {
  await using world = await tavern(scripted('Well.', 'Good night, Mara.'), { chance: 0.6, turns: 8 });
  const { game } = world;

  await world.begin();
  await game.quiet();
  await world.turns(4);

  expect((await game.said()).slice(1)).toEqual([
    'npc:mara > npc:tom: Well.',
    'npc:tom > npc:mara: Good night, Mara.',
  ]);
});

test('talks begin no more than a world has at once, wherever they are', async () => {
  const held = gate();
  const talk = { ...bailiff, cooldownSeconds: 0, turns: 2 };
  const model = scripted(['<system_thinking>hm</system_thinking>Heard ', held, 'anything?'], 'No.');
  await using game = await startTalkGame({
    model,
    personas: {
      mara: persona('Mara'),
      tom: persona('Tom'),
      una: persona('Una', { location: 'yard' }),
      bo: persona('Bo', { location: 'yard' }),
    },
    world: {
      talks: { inside: talk, outside: { ...talk, between: ['una', 'bo'] } },
      talkLimits: { talksAtOnce: 1 },
    },
  });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const oak = await game.join({ name: 'Oak', location: 'yard' });
  const inside = ash.next('turn.delta');
  await game.pass(11);
  await inside;

  for (let second = 0; second < 5; second += 1) await game.pass(1);
  expect(model.requests).toHaveLength(1);
  await ash.request('say', { npc: 'tom', text: 'Hush.' });
  await game.quiet();
  const outside = oak.next('turn.start');
  await game.pass(1);

  expect(await outside).toMatchObject({ npc: 'una', to: 'npc:bo' });
});
