import { expect, test } from 'vitest';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, type Game, type GameOptions, type Player, speechOf, startGame } from '../game.ts';
import { gate, promptOf, type Script, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const personas = {
  mara: persona('Mara Vell'),
  tom: persona('Old Tom'),
  una: persona('Una'),
};

/** Ash and Oak in a tavern with three NPCs, none of whom has spoken but Mara, who greeted them. */
async function group(model: LanguageModel, options: GameOptions = {}) {
  const game = await startGame({ model, personas, ...options });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const oak = await game.join({ name: 'Oak', location: 'tavern' });
  return { game, ash, oak, [Symbol.asyncDispose]: () => game[Symbol.asyncDispose]() };
}

const endsSince = (player: Player, count: number) => player.all('turn.end').slice(count);
const toldBy = (player: Player, count: number) =>
  endsSince(player, count).map((end) => `${end.npc}: ${speechOf(end)}`);

test('words that name several NPCs are answered by each, the second one having heard the first', async () => {
  const model = scripted('In the loft.', 'At home.', 'Nowhere.');
  await using world = await group(model, { world: { talkLimits: { followUps: 2 } } });
  const { ash, oak } = world;
  const before = oak.all('turn.end').length;

  await ash.request('say', { text: 'Tom, Una and Mara, where were you?' });
  await oak.until(() => endsSince(oak, before).length === 3);

  expect(toldBy(oak, before)).toEqual(['tom: In the loft.', 'una: At home.', 'mara: Nowhere.']);
  const starts = oak.all('turn.start').slice(-3);
  expect(starts.map(({ to }) => to)).toEqual(Array(3).fill(`player:${ash.id}`));
  expect(promptOf(model.requests[1]!)).toContain('Old Tom: In the loft.');
  expect(promptOf(model.requests[2]!)).toContain('Una: At home.');
});

test('no more NPCs answer one thing than the world allows, and none in a whisper', async () => {
  const model = scripted('In the loft.', 'At home.', 'Nowhere.', 'Hush.', 'You again.');
  await using world = await group(model);
  const { ash } = world;
  const before = ash.all('turn.end').length;

  await ash.request('say', { text: 'Tom, Una and Mara, where were you?' });
  await ash.until(() => endsSince(ash, before).length === 2);
  await ash.talk({ text: 'Tom, does Una lie?', whisper: true });
  await ash.talk({ npc: 'mara', text: 'And you?' });

  expect(toldBy(ash, before)).toEqual(['tom: In the loft.', 'una: At home.', 'tom: Nowhere.', 'mara: Hush.']);
});

test('one who was named but is gone by then is passed over', async () => {
  const held = gate();
  await using world = await group(scripted([held, 'In the loft.'], 'Nowhere.'));
  const { game, ash } = world;
  const host = await game.join({ name: 'Host' }, GAME);
  const before = ash.all('turn.end').length;

  await ash.request('say', { text: 'Tom, Una and Mara, where were you?' });
  await host.request('npc.despawn', { npc: 'una' });
  held.open();
  await ash.until(() => endsSince(ash, before).length === 2);

  expect(toldBy(ash, before)).toEqual(['tom: In the loft.', 'mara: Nowhere.']);
});

test('an NPC that another one calls in its answer says something to it, and no more', async () => {
  const model = scripted('Tom, tell her.', 'Mara, you tell her.', 'Never.');
  await using world = await group(model);
  const { ash, oak } = world;
  const before = oak.all('turn.end').length;

  await ash.request('say', { npc: 'mara', text: 'Who drowned?' });
  await oak.until(() => endsSince(oak, before).length === 2);
  await ash.talk({ npc: 'una', text: 'And what do you say?' });

  expect(toldBy(oak, before)).toEqual(['mara: Tom, tell her.', 'tom: Mara, you tell her.', 'una: Never.']);
  expect(oak.all('turn.start').at(-2)).toMatchObject({ npc: 'tom', to: 'npc:mara' });
  expect(model.requests[1]!.priority).toBe('npc');
});

/** A tavern and a loft over it, in which one hears each other; Una is in the loft. */
const upstairs: GameOptions = {
  world: {
    locations: {
      tavern: { name: 'The Tavern', description: 'A room.', heardIn: ['loft'] },
      loft: { name: 'The Loft', description: 'Straw.', heardIn: ['tavern'] },
      yard: { name: 'The Yard', description: 'Mud.' },
    },
    start: 'tavern',
  },
  personas: { ...personas, una: persona('Una', { location: 'loft' }) },
};

test('one within call who is named, or called in an answer, answers from where it is', async () => {
  await using world = await group(scripted('At home.', 'Above.', 'Una, tell her.', 'Never.'), upstairs);
  const { ash } = world;
  const before = ash.all('turn.end').length;

  await ash.request('say', { text: 'Tom and Una, where were you?' });
  await ash.until(() => endsSince(ash, before).length === 2);
  await ash.request('say', { npc: 'mara', text: 'Who drowned?' });
  await ash.until(() => endsSince(ash, before).length === 4);

  expect(toldBy(ash, before)).toEqual([
    'tom: At home.',
    'una: Above.',
    'mara: Una, tell her.',
    'una: Never.',
  ]);
  expect(ash.all('turn.start').at(-1)).toMatchObject({ npc: 'una', to: 'npc:mara' });
});

const instanceOf = ({ server }: Game) => [...server.soliloquy.instances][0]!;

test('one who was named in a game that was left does not answer in the one that was loaded', async () => {
  const held = gate();
  const model = scripted([held, 'In the loft.'], 'Nowhere.');
  await using world = await group(model);
  const { game, ash } = world;
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('game.save', { slot: 'before' });
  await ash.request('say', { text: 'Tom and Una, where were you?' });
  const instance = instanceOf(game);
  const [free, isAsked] = [gate(), gate()];
  const holding = instance.change(() => free);
  const { change } = instance;
  instance.change = (work) => {
    isAsked.open();
    return change.call(instance, work) as never;
  };
  const loaded = host.request('game.load', { slot: 'before' });
  await isAsked;
  const ended = ash.nextTurn('tom');

  // It ends before the game is loaded, and Una would answer after it.
  held.open();
  await ended;
  free.open();
  await Promise.all([holding, loaded]);
  await instance.change(() => {});

  expect(model.requests).toHaveLength(1);
  expect([...instance.npcs.values()].filter(({ queue }) => queue.turn)).toEqual([]);
});

test('a further answer that fails is logged, and ends nothing', async () => {
  const held = gate();
  await using world = await group(scripted([held, 'In the loft.'], 'At home.'));
  const { game, ash } = world;
  const { talks } = instanceOf(game);
  const { giveWay } = talks;
  await ash.request('say', { text: 'Tom and Una, where were you?' });
  talks.giveWay = async () => {
    throw new Error('no way');
  };

  held.open();
  await game.untilLogged(/nobody else could answer a player/);
  talks.giveWay = giveWay;

  expect((await ash.talk({ npc: 'mara', text: 'And you?' })).npc).toBe('mara');
});

test('two players who speak to two NPCs at once are each answered', async () => {
  const held = gate();
  await using world = await group(scripted([held, 'One.'], [held, 'Two.']));
  const { ash, oak } = world;

  const answers = Promise.all([ash.talk({ text: 'Tom, a word.' }), oak.talk({ text: 'Una, a word.' })]);
  await ash.until(() => ash.all('turn.start').length >= 3);
  held.open();

  const [toAsh, toOak] = await answers;
  expect([toAsh.npc, toOak.npc]).toEqual(['tom', 'una']);
});

/** Answers who speaks next as told, and anything else with the NPC's name. */
function choosing(choice: Script) {
  const asked: GenerateRequest[] = [];
  const model: LanguageModel = {
    name: 'choosing',
    async *generate(request, signal): AsyncGenerator<Chunk> {
      if (!promptOf(request).includes('who speaks next')) {
        yield { kind: 'text', text: `${request.scene!.persona.name} here.` };
        return;
      }
      asked.push(request);
      yield* scripted(choice).generate(request, signal);
    },
  };
  return { model, asked };
}

/** Ash among three NPCs, none of whom has spoken. */
async function strangers(model: LanguageModel) {
  const inYard = Object.entries(personas).map(([id, each]) => [id, { ...each, location: 'yard' }]);
  const world = { nextSpeaker: 'model' as const };
  const game = await startGame({ model, world, personas: Object.fromEntries(inYard) });
  const ash = await game.join({ name: 'Ash', location: 'loft' });
  const host = await game.join({ name: 'Host' }, GAME);
  for (const npc of Object.keys(personas)) await host.request('npc.patch', { npc, location: 'loft' });
  return { game, ash, host, [Symbol.asyncDispose]: () => game[Symbol.asyncDispose]() };
}

test.each([
  ['the model’s choice answers', ['Next Speaker: Una'], 'una'],
  ['one who is not there is not chosen', ['Next Speaker: Bo'], 'mara'],
  ['a model that fails leaves it to the rules', [new Error('down')], 'mara'],
  ['a model that takes too long leaves it to the rules', [gate()], 'mara'],
])('where nothing says who answers, %s', async (_, choice: Script, npc) => {
  const { model, asked } = choosing(choice);
  await using world = await strangers(model);
  const { ash } = world;
  const heard = ash.next('heard');
  const ended = ash.next('turn.end');

  const answered = ash.request('say', { text: 'Is anybody there?' });

  expect((await heard).to).toBeUndefined();
  expect(await answered).toMatchObject({ npc });
  expect(await ended).toMatchObject({ npc });
  expect(asked).toHaveLength(1);
  // From now on it is known whom Ash speaks to.
  expect(await ash.talk({ text: 'And then?' })).toMatchObject({ npc });
  expect(asked).toHaveLength(1);
});

test('a choice that is paused meanwhile leaves it to the rules, and these to who is free', async () => {
  const held = gate();
  const { model, asked } = choosing([held, 'Next Speaker: Una']);
  await using world = await strangers(model);
  const { ash, host } = world;
  const heard = ash.next('heard');
  const answered = ash.request('say', { text: 'Is anybody there?' });
  await heard;
  await host.request('npc.patch', { npc: 'una', paused: true });
  await host.request('npc.patch', { npc: 'mara', paused: true });

  held.open();

  expect(await answered).toMatchObject({ npc: 'tom' });
  expect(asked).toHaveLength(1);
});

test('nobody answers where all went while the model chose, however much they had to answer', async () => {
  const held = gate();
  const { model } = choosing([held, 'Next Speaker: Una']);
  await using world = await strangers(model);
  const { game, ash, host } = world;
  const heard = ash.next('heard');
  const answered = ash.request('say', { text: 'Is anybody there?' });
  const refused = expect(answered).rejects.toMatchObject({ reason: { code: 'nobody-here' } });
  await heard;
  await host.request('npc.patch', { npc: 'mara', paused: true });
  while (instanceOf(game).npc('mara').queue.hasRoom)
    await host.request('say', { npc: 'mara', text: 'Mara?' });
  for (const npc of Object.keys(personas)) await host.request('npc.despawn', { npc });

  held.open();

  await refused;
});

test('nobody answers words of a game that was left while the model chose', async () => {
  const held = gate();
  const { model } = choosing([held, 'Next Speaker: Una']);
  await using world = await strangers(model);
  const { game, ash, host } = world;
  await host.request('game.save', { slot: 'before' });
  const heard = ash.next('heard');
  const answered = ash.request('say', { text: 'Is anybody there?' });
  const refused = expect(answered).rejects.toMatchObject({
    reason: { code: 'nobody-here', message: expect.stringContaining('Another game was loaded') },
  });
  await heard;
  await host.request('game.load', { slot: 'before' });

  held.open();
  await refused;

  expect([...instanceOf(game).npcs.values()].filter(({ queue }) => queue.turn)).toEqual([]);
});

test('the built-in model chooses nobody', async () => {
  await using world = await strangers(builtinModel({ chunkDelayMs: 0 }));

  expect(await world.ash.request('say', { text: 'Is anybody there?' })).toMatchObject({ npc: 'mara' });
});
