import { expect, test } from 'vitest';
import { GAME, type Game, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { writeWorld } from '../worlds.ts';

const PLAN = '<system_thinking>p</system_thinking>';
const MINUTE = 60_000;
const clock = { time: 'Day 1, 08:00', speed: 60 };

test('the clock of a world in which nothing was said for long goes on from where it stopped', async () => {
  const dir = await writeWorld({ world: { clock } });
  let now = Date.now();
  const before = await startGame({ dir, model: scripted('Aye.'), now: () => now });
  const player = await before.join();
  await player.leave();
  now += 3 * MINUTE;
  await before.stop();

  await using after = await startGame({ dir, model: scripted('Aye.'), now: () => now });

  expect((await after.join()).state.time).toBe('Day 1, 11:00');
});

test('the clock is kept by itself, so that a killed server loses less than a minute of it', async () => {
  let now = Date.now();
  await using game = await startGame({ model: scripted('Aye.'), world: { clock }, now: () => now });
  await game.join();
  const kept = nextKept(game);

  now += MINUTE;

  expect(await kept).toMatchObject({ time: 'Day 1, 09:00' });
});

test('a saved game has the clock as it was, and words that wait are answered after the save', async () => {
  let now = Date.now();
  const rest = gate();
  const model = scripted([`${PLAN}First `, rest, 'take.'], 'Second.');
  await using game = await startGame({ model, world: { clock }, now: () => now });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  const begun = player.next('turn.delta', ({ text }) => text.includes('First'));
  player.send('say', { npc: 'mara', text: 'One.' });
  await begun;
  const { turn } = (await player.request('say', { npc: 'mara', text: 'Two.' })) as { turn: string };
  const [cut, answered] = [player.nextTurn('mara'), player.next('turn.end', (end) => end.turn === turn)];
  now += 2 * MINUTE;

  await host.request('game.save', { slot: 'one' });

  expect(await cut).toMatchObject({ status: 'interrupted', spans: [{ text: 'First' }] });
  expect(speechOf(await answered)).toBe('Second.');
  await host.request('world.patch', { time: 'Day 9, 09:00' });
  await host.request('game.load', { slot: 'one' });
  await host.until(() => host.state.time === 'Day 1, 10:00');
});

test('a reply of which nobody has heard anything yet is given after the save, in its own turn', async () => {
  const plan = gate();
  const model = scripted(['<system_thinking>hm', plan, '</system_thinking>Here I am.']);
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  const started = player.next('turn.start', ({ ref }) => ref === 'hello');
  player.send('say', { npc: 'mara', text: 'Hello?', ref: 'hello' });
  const { turn } = await started;
  const answered = player.next('turn.end', (end) => end.turn === turn);

  await host.request('game.save', { slot: 'one' });
  await host.request('game.save', { slot: 'two' });
  plan.open();

  expect(await answered).toMatchObject({ status: 'complete', spans: [{ text: 'Here I am.' }] });
  expect(player.all('turn.start').filter((start) => start.turn === turn)).toHaveLength(1);
  // However often a game saves itself, its NPCs come to speak.
  expect(model.requests).toHaveLength(1);
  await player.until(() => player.state.npcs.get('mara')?.activity === 'idle');
  await host.request('game.load', { slot: 'one' });
  const { lines } = host.all('history').at(-1)!;
  expect(lines.map(speechOf).at(-1)).toBe('Hello?');
});

test('a reply that is thought of when the world is paused is given when it goes on, or ends with its NPC', async () => {
  const model = scripted(['<system_thinking>hm', gate()], ['<system_thinking>hm', gate()], 'Here I am.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  const ask = async (npc: string) => {
    const started = player.next('turn.start', (start) => start.npc === npc);
    player.send('say', { npc, text: 'Hello?' });
    const { turn } = await started;
    return { end: player.next('turn.end', (end) => end.turn === turn) };
  };
  const mara = await ask('mara');
  const tom = await ask('tom');
  const activity = () => player.state.npcs.get('mara')?.activity;

  await host.request('pause', { paused: true });
  await player.until(() => activity() === 'paused');
  await host.request('npc.despawn', { npc: 'tom' });
  expect(await tom.end).toMatchObject({ status: 'interrupted', spans: [] });
  expect(model.requests).toHaveLength(2);
  await host.request('pause', { paused: false });

  expect(speechOf(await mara.end)).toBe('Here I am.');
  await player.until(() => activity() === 'idle');
});

test('a game that cannot be loaded is refused, and nothing else happens', async () => {
  const rest = gate();
  const model = scripted([`${PLAN}First `, rest, 'take.'], 'Second.');
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join({ location: 'tavern' });
  const begun = player.next('turn.delta', ({ text }) => text.includes('First'));
  player.send('say', { npc: 'mara', text: 'One.' });
  await begun;
  await player.request('say', { npc: 'mara', text: 'Two.' });
  const first = player.nextTurn('mara');
  const second = player.next('turn.end', (end) => speechOf(end) === 'Second.');
  await expect(host.request('game.load', { slot: 'none' })).rejects.toMatchObject({
    reason: { code: 'unknown-slot' },
  });
  rest.open();

  expect(await first).toMatchObject({ status: 'complete' });
  expect(await second).toMatchObject({ status: 'complete' });
  expect(player.all('turn.retracted')).toEqual([]);
});

test('who is in a paused world is seen to be paused: after a restart, a load, a spawn, and when spoken to', async () => {
  const dir = await writeWorld();
  const before = await startGame({ dir, model: scripted('Aye.') });
  await (await before.join({ name: 'Host' }, GAME)).request('pause', { paused: true });
  await before.stop();

  await using game = await startGame({ dir, model: scripted('Aye.') });
  const host = await game.join({ name: 'Host' }, GAME);
  const activities = () => [...host.state.npcs.values()].map(({ activity }) => activity);
  expect(activities()).toEqual(['paused', 'paused', 'paused']);
  await host.request('say', { npc: 'mara', text: 'Hello?' });
  expect(activities()).toEqual(['paused', 'paused', 'paused']);
  await host.request('npc.despawn', { npc: 'tom' });
  await host.request('npc.spawn', { persona: 'tom' });
  await host.request('game.save', { slot: 'one' });
  await host.request('game.load', { slot: 'one' });
  expect(activities()).toEqual(['paused', 'paused', 'paused']);
});

/** The state of the world that is kept next. */
const nextKept = ({ server: { soliloquy } }: Game): Promise<unknown> =>
  new Promise((resolve) => {
    const { commit } = soliloquy.store;
    soliloquy.store.commit = async (commits) => {
      await commit(commits);
      if (commits.instanceState !== undefined) resolve(commits.instanceState);
    };
  });
