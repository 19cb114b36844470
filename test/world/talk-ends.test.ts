import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, speechOf } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { gate, scripted } from '../scripted.ts';
import { bailiff, tavern } from './tavern-talk.ts';

test('a player who speaks cuts the talk off at once, is answered next, and what was said stands', async () => {
  const held = gate();
  const model = scripted(
    ['<system_thinking>Ask.</system_thinking>Heard ', held, 'anything?'],
    'You wanted me?',
  );
  await using world = await tavern(model);
  const { game, player } = world;
  const began = player.next('turn.delta');
  await world.begin();
  await began;

  const answer = await player.talk({ npc: 'tom', text: 'Tom, a word.' });

  expect(speechOf(answer)).toBe('You wanted me?');
  await game.quiet();
  await world.turns(3);
  expect((await game.said()).slice(1)).toEqual([
    'npc:mara > npc:tom: Ask. Heard …',
    `player:${player.id} > npc:tom: Tom, a word.`,
    `npc:tom > player:${player.id}: You wanted me?`,
  ]);
  expect(model.aborted).toBe(1);
  expect(model.requests).toHaveLength(2);
});

test('one who speaks to an NPC before it has said a word to the other is answered instead', async () => {
  const held = gate();
  const model = scripted([held, 'Heard anything?'], 'You wanted me?');
  await using world = await tavern(model);
  const { game, player } = world;
  const started = player.next('turn.start');
  await world.begin();
  const { turn } = await started;

  const answer = await player.talk({ npc: 'mara', text: 'Mara, a word.' });

  expect(speechOf(answer)).toBe('You wanted me?');
  expect(player.all('turn.retracted')).toEqual([{ turn }]);
  expect((await game.said()).slice(1)).toEqual([
    `player:${player.id} > npc:mara: Mara, a word.`,
    `npc:mara > player:${player.id}: You wanted me?`,
  ]);
});

/** Says a few words and goes on until it is stopped, which takes it a while. */
const slowToStop = (): LanguageModel & { calls: number } => ({
  name: 'slow',
  calls: 0,
  async *generate(_, signal) {
    this.calls += 1;
    yield { kind: 'text', text: '<system_thinking>Ask.</system_thinking>Heard ' };
    if (this.calls > 1) return;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    for (let round = 0; round < 10; round += 1) await nextRound();
  },
});

test.each([
  ['a player speaks', 'say', { npc: 'tom', text: 'Tom, a word.' }],
  [
    'the game has something happen that they answer',
    'event',
    { text: 'A bell.', location: 'tavern', prompt: true },
  ],
  [
    'the game has something happen that one of them answers',
    'event',
    { text: 'A pain.', witnesses: ['mara'], prompt: true },
  ],
  ['a designer has one of them say something', 'npc.say', { npc: 'tom', text: 'Enough.' }],
])('what was cut off stands before what cut it, when %s', async (_, type, message) => {
  await using game = await startTalkGame({ model: slowToStop(), world: { talks: { bailiff } } });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const host = await game.join({ name: 'Host' }, GAME);
  const began = player.next('turn.delta');
  await game.pass(11);
  await began;
  const before = player.received.length;
  const ended = player.next('turn.end');

  const { line } = (await host.request(type, message)) as { line: string };
  await game.quiet();

  const lines = await game.instance.record.linesOf({}, 50);
  const cut = lines.findIndex(({ status }) => status === 'interrupted');
  expect(lines.slice(cut, cut + 2).map(({ id, from }) => (id === line ? 'what cut it' : from))).toEqual([
    'npc:mara',
    'what cut it',
  ]);
  // Whoever listens gets it in that order, too.
  await ended;
  const told = player.received.slice(before).filter((each) => each.type !== 'turn.delta');
  expect(told[0]).toMatchObject({ type: 'turn.end', message: { npc: 'mara', status: 'interrupted' } });
});

test.each([
  [
    'the game has something happen that they answer',
    'event',
    { text: 'A bell.', location: 'tavern', prompt: true },
  ],
  ['a designer has one of them say something', 'npc.say', { npc: 'tom', text: 'Enough.' }],
  ['one of them is paused', 'npc.patch', { npc: 'tom', paused: true }],
  ['one of them is moved', 'npc.patch', { npc: 'tom', location: 'yard' }],
  ['one of them goes', 'npc.despawn', { npc: 'tom' }],
  ['the world is paused', 'pause', { paused: true }],
  ['a game is loaded', 'game.load', { slot: 'before' }],
])('the talk is over when %s', async (_, type, message) => {
  await using world = await tavern();
  const { game, model } = world;
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('game.save', { slot: 'before' });
  await world.begin();
  await game.quiet();

  await host.request(type, message);
  await game.quiet();

  const asked = model.requests.length;
  await game.pass(8);
  await game.quiet();
  if (type === 'pause') await host.request('pause', { paused: false });
  await game.pass(1);
  await game.quiet();
  expect(model.requests).toHaveLength(asked);
});

test('a talk ends in the middle of a sentence when the last player goes', async () => {
  const held = gate();
  await using world = await tavern(
    scripted(['<system_thinking>Ask.</system_thinking>Heard ', held, 'anything?']),
  );
  const { game, player, model } = world;
  const began = player.next('turn.delta');
  await world.begin();
  await began;

  await player.request('move', { location: 'yard' });
  await game.quiet();
  await world.turns(3);

  expect(model.aborted).toBe(1);
  expect(model.requests).toHaveLength(1);
});
