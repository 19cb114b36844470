import { expect, test } from 'vitest';
import { GAME } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { scripted } from '../scripted.ts';
import { bailiff, tavern } from './tavern-talk.ts';

test('a turn for which no tokens are left waits until some are free', async () => {
  // Two turns of some 550 tokens, but not the third: the longest reply, 1024, is set aside besides.
  await using world = await tavern(undefined, {}, { tokensPerMinute: 2400 });
  await world.begin();
  await world.game.quiet();

  await world.turns(4);
  expect(world.model.requests).toHaveLength(2);
  await world.turns(3);
  expect(world.model.requests.length).toBeGreaterThan(2);
});

test('a talk that waits for tokens to begin is not counted anew each second', async () => {
  await using world = await tavern(undefined, { cooldownSeconds: 0, turns: 2 }, { tokensPerMinute: 2400 });
  const { game, model } = world;
  await world.begin();
  await game.quiet();
  await world.turns(2);
  const asked = model.requests.length;
  let counted = 0;
  const { refresh } = game.instance;
  game.instance.refresh = (npc) => {
    counted += 1;
    refresh.call(game.instance, npc);
  };

  for (let second = 0; second < 20; second += 1) await game.pass(1);

  expect(model.requests).toHaveLength(asked);
  expect(counted).toBeLessThanOrEqual(1);
});

test('a talk that can be afforded only just begins, and one token less is warned of before anybody is there', async () => {
  const warned = async (tokensPerMinute: number) => {
    const world = { talks: { bailiff }, talkLimits: { tokensPerMinute } };
    const model = scripted('Heard anything?');
    await using game = await startTalkGame({ model, world });
    const tokens = () =>
      game.logged
        .filter(({ message }) => message.includes('the talk "bailiff" needs'))
        .map(({ fields }) => (fields as { tokens: number }).tokens);
    const atStart = tokens();
    await game.join({ name: 'Ash', location: 'tavern' });
    await game.pass(11);
    await game.quiet();
    return { atStart, atEnd: tokens(), asked: model.requests.length };
  };
  const { atEnd } = await warned(1000);
  // What Ash's coming adds is not known before.
  const needed = atEnd[0]! + 300;

  expect(await warned(needed)).toEqual({ atStart: [], atEnd: [], asked: 1 });
  const { atStart, asked } = await warned(atEnd[0]! - 1);
  expect(atStart).toEqual([atEnd[0]]);
  expect(asked).toBe(0);
});

test('a talk that can never be afforded does not begin, and the log says what to do', async () => {
  await using world = await tavern(undefined, {}, { tokensPerMinute: 1000 });

  await world.turns(3);

  expect(world.model.requests).toEqual([]);
  expect((await world.game.untilLogged(/the talk "bailiff" needs/)).message).toContain(
    'raise talkLimits.tokensPerMinute in world.yaml',
  );
});

test('a talk that can never be afforded is told of once, however often a game is loaded', async () => {
  await using world = await tavern(undefined, {}, { tokensPerMinute: 1000 });
  const client = await world.game.join({ name: 'Host' }, GAME);

  await client.request('game.save', { slot: 'a' });
  await client.request('game.load', { slot: 'a' });
  await world.turns(2);

  const told = world.game.logged.filter(({ message }) => message.includes('the talk "bailiff" needs'));
  expect(told).toHaveLength(1);
});
