import { expect, test } from 'vitest';
import type { TracedCall } from '../../schemas/trace.ts';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { consoleOf } from '../console-api.ts';
import { DESIGNER, GAME, type Player, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { actions, called, give, OPEN, playing, tracedCalls } from './action-game.ts';

test('what a failed attempt had the game do is not done again by the stand-in', async () => {
  const seen: number[] = [];
  const standIn: LanguageModel = {
    name: 'stand-in',
    async *generate({ scene }) {
      seen.push(scene!.actions.length);
      yield { kind: 'text', text: 'There you are.' };
    },
  };
  await using world = await playing([`<system_thinking>p</system_thinking>${give({ item: 'cup' })}`], {
    standIn,
  });

  await called(world.player, () => world.player.send('say', { npc: 'mara', text: 'The cup.' }));
  await world.player.until(() => world.player.all('turn.end').some(({ status }) => status === 'fallback'));

  expect(seen).toEqual([0]);
});

test('a turn given anew has nothing done again that a take of it did, but what is new or had failed', async () => {
  const [key, cup, cups] = [{ item: 'key' }, { item: 'cup' }, { item: 'cup', count: 2 }].map(give);
  const takes = [
    `One. ${key}${cup}`,
    `Two. ${cups}`,
    `Three. ${key}${cup}${cups}${OPEN}`,
    `Four. ${cup}${OPEN}`,
  ];
  const world = await playing(takes);
  const { game, player } = world;
  const host = await game.join({ name: 'Host' }, GAME);
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const answer = async (ok: (name: unknown) => boolean) => {
    for (const { call, args } of host.all('action.call').splice(answered))
      await host.request('action.result', { call, ok: ok(args.item) });
    answered = host.all('action.call').length;
  };
  let answered = 0;
  const anew = async (by: Player, turn: string, host: Player) => {
    const retracted = host.next('turn.retracted');
    const take = (await by.request('turn.regenerate', { turn })) as { turn: string };
    await retracted;
    return take.turn;
  };
  const sent = () => host.all('action.call').map(({ name, args }) => ({ name, ...args }));

  const begun = host.nextTurn('mara');
  player.send('say', { npc: 'mara', text: 'Show me.' });
  const { turn: first } = await begun;
  await answer((item) => item === 'key');
  const second = await anew(designer, first, host);
  expect(sent().slice(2)).toEqual([{ name: 'give', item: 'cup', count: 2 }]);
  const third = await anew(designer, second, host);

  expect(sent().slice(3)).toEqual([{ name: 'give', item: 'cup' }, { name: 'open-door' }]);
  expect((await tracedCalls(game, third))?.map(({ outcome }) => outcome)).toEqual([
    'repeated',
    'pending',
    'repeated',
    'pending',
  ]);
  await game.stop();

  await using after = await startGame({
    dir: game.dir,
    dataDir: game.dataDir,
    world: { actions },
    model: scripted(takes[3]!),
  });
  const dee = await after.join({ name: 'Dee' }, DESIGNER);
  const again = await after.join({ name: 'Host' }, GAME);
  const fourth = await anew(dee, third, again);
  expect(again.all('action.call')).toEqual([]);
  expect((await tracedCalls(after, fourth))?.map(({ outcome }) => outcome)).toEqual(['repeated', 'repeated']);
});

test('what comes of a call when its turn is over stands in the trace of the turn, and is told to who reads it', async () => {
  await using world = await playing([
    `Here. ${give({ item: 'cup' })}${give({ item: 'key' })}${give({ item: 'crown' })}`,
  ]);
  const { game, player } = world;
  const host = await game.join({ name: 'Host' }, GAME);
  const { ask } = await consoleOf(game);
  const { turn } = await player.talk({ npc: 'mara', text: 'Give me all.' });
  const before = await ask('turn.read', { turn });

  const [cup, key] = host.all('action.call').map(({ call }) => call);
  await host.request('action.result', { call: cup, ok: true, result: 'a fine cup' });
  await host.request('action.result', { call: key, ok: false, error: 'it is lost' });

  const { actions: told, ...after } = await ask('turn.read', { turn });
  const outcomes = (calls: readonly TracedCall[]) => calls.map(({ outcome }) => outcome);
  expect(outcomes(before.actions)).toEqual(['pending', 'pending', 'refused']);
  expect(told).toMatchObject([
    { name: 'give', args: { item: 'cup' }, call: cup, outcome: 'ok', detail: 'a fine cup' },
    { name: 'give', args: { item: 'key' }, call: key, outcome: 'error', detail: 'it is lost' },
    { name: 'give', args: { item: 'crown' }, outcome: 'refused' },
  ]);
  expect({ ...after, actions: before.actions, lines: {} }).toEqual({ ...before, lines: {} });
});

test('a call that failed when its turn was over is made again after a restart, by a turn given anew', async () => {
  const [cup, key] = [{ item: 'cup' }, { item: 'key' }].map(give);
  const world = await playing([`Here. ${cup}${key}`]);
  const { game, player } = world;
  const host = await game.join({ name: 'Host' }, GAME);
  const { turn } = await player.talk({ npc: 'mara', text: 'Give me both.' });
  for (const { call, args } of host.all('action.call'))
    await host.request('action.result', { call, ok: args.item === 'cup' });
  await game.stop();

  await using after = await startGame({
    dir: game.dir,
    world: { actions },
    model: scripted(`So. ${cup}${key}`),
  });
  const again = await after.join({ name: 'Host' }, GAME);
  const designer = await after.join({ name: 'Dee' }, DESIGNER);
  const retracted = again.next('turn.retracted');
  await designer.request('turn.regenerate', { turn });
  await retracted;

  expect(again.all('action.call').map(({ args }) => args)).toEqual([{ item: 'key' }]);
});

test('an action is offered while its condition holds, and a call at another time is refused; what a take had done is not', async () => {
  const door = { description: 'Opens the door.', when: { facts: { door: false } } };
  const world = { actions: { 'open-door': { ...door, facts: { door: 'The door stands open.' } } } };
  await using playingNow = await playing([`Look. ${OPEN}`], { world });
  const { game, model, player } = playingNow;
  const host = await game.join({ name: 'Host' }, GAME);
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const isOffered = () => model.requests.at(-1)!.prompt.messages[0]!.content.includes('open-door');
  const outcomes = async (turn: string) => (await tracedCalls(game, turn))?.map(({ outcome }) => outcome);

  const opening = await player.talk({ npc: 'mara', text: 'Open up.' });
  expect(isOffered()).toBe(true);
  await host.request('action.result', { call: host.all('action.call')[0]!.call, ok: true });
  const again = await player.talk({ npc: 'mara', text: 'Open up again.' });
  expect(isOffered()).toBe(false);
  expect(await outcomes(again.turn)).toEqual(['refused']);
  const retracted = host.next('turn.retracted');
  const take = (await designer.request('turn.regenerate', { turn: opening.turn })) as { turn: string };
  await retracted;
  expect(await outcomes(take.turn)).toEqual(['repeated']);
  expect(host.all('action.call')).toHaveLength(1);

  await host.request('world.patch', { facts: { door: null } });
  expect(await playingNow.nextPrompt()).toContain('could not do "open-door" — not now, as things stand.');
  expect(isOffered()).toBe(true);
  expect(host.all('action.call')).toHaveLength(2);
});
