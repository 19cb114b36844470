import { expect, test } from 'vitest';
import { DESIGNER, GAME, type Game, type Player, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const PLAN = '<system_thinking>p</system_thinking>';

test('a player whose connection drops comes back to the talk it missed and to the turn under way', async () => {
  const [first, second] = [gate(), gate()];
  await using game = await startGame({
    model: scripted(['<system_thinking>p</system_thinking>You were ', first, 'away ', second, 'just now.']),
  });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const witness = await game.join({ name: 'Birch', location: 'tavern' });
  // The SDK gives up on connections that were cut within their first moments.
  player.room.reconnection.minUptime = 0;
  const begun = player.next('turn.delta', (delta) => delta.text.includes('You'));
  player.send('say', { npc: 'mara', text: 'Hello?' });
  await begun;
  const back = player.next('history');
  const end = player.nextTurn('mara');
  player.drop();
  first.open();

  await back;
  second.open();

  expect(speechOf(await end)).toBe('You were away just now.');
  const sinceBack = player.received.slice(player.received.findLastIndex(({ type }) => type === 'history'));
  const caughtUp = sinceBack
    .flatMap((entry) => (entry.type === 'turn.delta' ? [entry.message.text] : []))
    .join('');
  expect(caughtUp).toBe('You were away just now.');
  expect([...witness.state.players.values()].map(({ name }) => name)).toContain('Ash');
});

test('a hundred NPCs stand in one world, and each can be talked to', async () => {
  const personas = Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `npc-${index}`,
      persona(`Villager ${String.fromCharCode(65 + (index % 26))}${index}`),
    ]),
  );
  await using game = await startGame({ personas, model: scripted('Aye.') });
  const player = await game.join({ location: 'tavern' });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  const turns = [0, 49, 99].map((index) => player.nextTurn(`npc-${index}`));
  for (const index of [0, 49, 99]) player.send('say', { npc: `npc-${index}`, text: 'Aye?' });

  expect((await Promise.all(turns)).map(speechOf)).toEqual(['Aye.', 'Aye.', 'Aye.']);
  expect(player.state.npcs.size).toBe(100);
  expect(designer.state.npcs.get('npc-99')?.goal).toContain('wants the test to pass');
});

test('one who leaves is gone from the state; its name is free again', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const [ash, birch] = [await game.join({ name: 'Ash' }), await game.join({ name: 'Birch' })];
  await ash.leave();
  await birch.until(() => birch.state.players.size === 1);

  const again = await game.join({ name: 'Ash' });
  await birch.until(() => birch.state.players.size === 2);

  expect(again.state.players.get(again.id)?.name).toBe('Ash');
});

test('say is answered with a sign of life before the model has said a word', async () => {
  const rest = gate();
  await using game = await startGame({ model: scripted([rest, 'There.']) });
  const player = await game.join({ location: 'tavern' });
  const heard = player.next('heard');
  const end = player.nextTurn('mara');
  player.send('say', { npc: 'mara', text: 'Well?', ref: 'r1' });

  expect(await heard).toMatchObject({ text: 'Well?', ref: 'r1', from: `player:${player.id}` });
  await player.until(() => player.state.npcs.get('mara')?.activity === 'thinking');
  expect(player.state.npcs.get('mara')?.addressing).toBe(`player:${player.id}`);
  rest.open();
  await end;
  await player.until(() => player.state.npcs.get('mara')?.activity === 'idle');
});

test('whatever became of a turn while its hearer was away, it learns of it when it is back', async () => {
  const rest = gate();
  await using game = await startGame({
    model: scripted([`${PLAN}First `, rest, 'take.'], [`${PLAN}Second `, rest, 'take.']),
  });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  const host = await game.join({ name: 'Host' }, GAME);
  player.room.reconnection.minUptime = 0;
  player.room.reconnection.minDelay = 1000;
  const begin = async (npc: string, text: string) => {
    const begun = player.next('turn.delta', (delta) => delta.text.includes(text));
    const { turn } = (await player.request('say', { npc, text: 'Hello?' })) as { turn: string };
    await begun;
    return turn;
  };
  const moved = await begin('mara', 'First');
  const ended = await begin('tom', 'Second');
  const waiting = (await player.request('say', { npc: 'tom', text: 'And?' })) as { turn: string };
  const back = player.next('history');
  player.drop();
  await untilAway(game, player);
  await host.request('npc.patch', { npc: 'mara', location: 'loft' });
  const over = host.next('turn.retracted');
  await host.request('npc.despawn', { npc: 'tom' });
  await over;

  await back;
  await player.until(() => player.all('turn.end').some(({ turn }) => turn === moved));
  rest.open();

  const endOf = (turn: string) => player.all('turn.end').filter((end) => end.turn === turn);
  expect(endOf(moved)).toMatchObject([{ status: 'interrupted', spans: [{ text: 'First' }] }]);
  expect(endOf(ended)).toMatchObject([{ status: 'interrupted', spans: [{ text: 'Second' }] }]);
  expect(player.all('turn.retracted')).toContainEqual({ turn: waiting.turn });
});

/** Until the server knows that the player's connection is gone. */
async function untilAway(game: Game, player: Player): Promise<void> {
  const [instance] = game.server.soliloquy.instances;
  while (!instance!.members.get(player.id)?.isAway) await new Promise((resolve) => setImmediate(resolve));
}
