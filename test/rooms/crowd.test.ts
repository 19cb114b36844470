import { expect, test } from 'vitest';
import { GAME, type Player, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';

type Said = { turn: string };
const say = (player: Player, text: string) => player.request('say', { npc: 'mara', text }) as Promise<Said>;
const isBusy = (error: { reason?: { code?: string } }) => error.reason?.code === 'busy';

test('a flood of words cannot keep an NPC from answering: few join a turn, the rest wait, and then it is busy', async () => {
  const rest = gate();
  const model = scripted(['<system_thinking>hm', rest, '</system_thinking>Enough.']);
  await using game = await startGame({ model });
  const player = await game.join({ location: 'tavern' });
  const end = player.nextTurn('mara');

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => say(player, `Number ${index}.`).catch((error) => error)),
  );

  expect(model.requests.length).toBeLessThanOrEqual(4);
  const turns = answers.filter((answer): answer is Said => 'turn' in answer).map(({ turn }) => turn);
  expect(new Set(turns).size).toBe(2);
  expect(turns.filter((turn) => turn === turns[0])).toHaveLength(4);
  expect(turns.length).toBeLessThanOrEqual(9);
  expect(answers.filter(isBusy).length).toBe(20 - turns.length);
  rest.open();
  expect((await end).turn).toBe(turns[0]);
});

test('words that come seconds after a turn began wait for the next one, though nothing was said yet', async () => {
  let now = Date.now();
  const rest = gate();
  const model = scripted(['<system_thinking>hm', rest, '</system_thinking>Well.']);
  await using game = await startGame({ model, now: () => now });
  const [ash, birch] = [
    await game.join({ name: 'Ash', location: 'tavern' }),
    await game.join({ name: 'Birch', location: 'tavern' }),
  ];
  const first = await say(ash, 'One.');
  await birch.until(() => birch.all('turn.start').some(({ turn }) => turn === first.turn));

  now += 2_000;
  const soon = await say(birch, 'Two.');
  now += 2_000;
  const late = await say(birch, 'Three.');

  expect(soon.turn).toBe(first.turn);
  expect(late.turn).not.toBe(first.turn);
  rest.open();
});

test('an event asks no reaction of an NPC that is busy, though it perceives it', async () => {
  const rest = gate();
  const model = scripted(['<system_thinking>hm', rest, '</system_thinking>Well.']);
  await using game = await startGame({ model });
  const host = await game.join({ name: 'Host' }, GAME);

  const reacting: unknown[] = [];
  for (let count = 0; count < 40; count += 1)
    reacting.push(await host.request('event', { text: `Bell ${count}.`, location: 'yard', prompt: true }));
  expect(reacting[0]).toMatchObject({ npcs: ['una'] });
  expect(reacting.at(-1)).toMatchObject({ npcs: [] });

  const [instance] = game.server.soliloquy.instances;
  expect(instance!.npc('una').queue.length).toBeLessThanOrEqual(8);
  expect(instance!.npc('una').history.lines.at(-1)!.spans[0]!.text).toBe('Bell 39.');
  rest.open();
});
