import { setImmediate as nextRound } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { GAME, speechOf } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { gate, lastPrompt, promptOf, scripted } from '../scripted.ts';
import { persona, type WorldInput } from '../worlds.ts';

type Talks = NonNullable<WorldInput['talks']>;
type Limits = NonNullable<WorldInput['talkLimits']>;

const bailiff: Talks[string] = {
  between: ['mara', 'tom'],
  about: 'the bailiff who is missing',
  quietSeconds: 10,
  cooldownSeconds: 60,
  turns: 4,
};

/** Mara and Tom in the tavern, who have something to talk about, and Ash who hears it. */
async function tavern(
  model = scripted('Heard anything?', 'Not a word.', 'Nor I.', 'Strange.'),
  talk: Partial<Talks[string]> = {},
  talkLimits: Limits = {},
) {
  const talks = { bailiff: { ...bailiff, ...talk } };
  const game = await startTalkGame({ model, world: { talks, talkLimits } });
  const player = await game.join({ name: 'Ash', location: 'tavern' });
  return {
    game,
    player,
    model,
    begin: async () => game.pass(11),
    /** Lets the talk go on for some turns. */
    turns: async (count: number) => {
      for (let turn = 0; turn < count; turn += 1) {
        await game.pass(10);
        await game.quiet();
      }
    },
    [Symbol.asyncDispose]: () => game[Symbol.asyncDispose](),
  };
}

test('two NPCs talk back and forth where a player hears it, up to the cap, and again after the cooldown', async () => {
  await using world = await tavern();
  const { game, player } = world;

  await world.begin();
  await game.quiet();
  await world.turns(5);

  await player.until(() => player.all('turn.end').length >= 5);
  expect((await game.said()).slice(1)).toEqual([
    'npc:mara > npc:tom: Heard anything?',
    'npc:tom > npc:mara: Not a word.',
    'npc:mara > npc:tom: Nor I.',
    'npc:tom > npc:mara: Strange.',
  ]);
  const starts = player.all('turn.start').slice(1);
  expect(starts.map(({ npc, to }) => `${npc} > ${to}`)).toEqual([
    'mara > npc:tom',
    'tom > npc:mara',
    'mara > npc:tom',
    'tom > npc:mara',
  ]);
  expect(player.all('turn.end').slice(1).map(speechOf)).toEqual([
    'Heard anything?',
    'Not a word.',
    'Nor I.',
    'Strange.',
  ]);
  await world.turns(1);
  expect(await game.said()).toHaveLength(5);
  await world.turns(5);
  expect((await game.said()).length).toBeGreaterThan(5);
});

test('the speakers know why they talk, and nobody else does', async () => {
  await using world = await tavern();
  const { game, player, model } = world;

  await world.begin();
  await game.quiet();
  await world.turns(3);

  for (const request of model.requests) {
    expect(promptOf(request)).toContain('the bailiff who is missing');
    expect(request.priority).toBe('npc');
  }
  expect(promptOf(model.requests[0]!)).toContain('Mara speaks to Tom now, and to nobody else.');
  expect(promptOf(model.requests[3]!)).toContain('lets the talk come to its end');
  expect(JSON.stringify(player.received)).not.toContain('bailiff');
  expect(Buffer.concat(player.frames).includes('bailiff')).toBe(false);
});

test('what one only thinks recalls nothing to the other', async () => {
  const model = scripted(
    '<system_thinking>The bell, the bell.</system_thinking>Well?<role_thinking>He fears the bell.</role_thinking>',
    'What of the bell?',
    'Hm.',
  );
  const lore = { bell: { title: 'The bell', keys: ['bell'], text: 'The bell is cracked.' } };
  await using game = await startTalkGame({ model, lore, world: { talks: { bailiff } } });
  await game.join({ name: 'Ash', location: 'tavern' });
  const sought: string[] = [];
  const { store } = game.server.soliloquy;
  const { searchMemories } = store;
  store.searchMemories = async (search) => {
    sought.push(search.words.join(' '));
    return searchMemories(search);
  };

  for (let turn = 0; turn < 3; turn += 1) {
    await game.pass(11);
    await game.quiet();
  }

  expect(model.requests.map(({ scene }) => scene!.lore.map(({ id }) => id))).toEqual([[], [], ['bell']]);
  expect(sought.map((words) => words.includes('bell'))).toEqual([false, false, true]);
});

test('what NPCs said to each other is remembered when a player asks', async () => {
  await using world = await tavern();
  const { game, player, model } = world;
  await world.begin();
  await game.quiet();
  await world.turns(3);

  await player.talk({ npc: 'tom', text: 'What did you two talk about?' });

  const prompt = lastPrompt(model);
  for (const words of ['Heard anything?', 'Not a word.', 'Nor I.', 'Strange.'])
    expect(prompt).toContain(words);
});

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

  const { line } = (await host.request(type, message)) as { line: string };
  await game.quiet();

  const lines = await game.instance.record.linesOf({}, 50);
  const cut = lines.findIndex(({ status }) => status === 'interrupted');
  expect(lines.slice(cut, cut + 2).map(({ id, from }) => (id === line ? 'what cut it' : from))).toEqual([
    'npc:mara',
    'what cut it',
  ]);
  // Whoever listens gets it in that order, too.
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

test('no talk begins where nobody is, nor where the world is paused', async () => {
  await using world = await tavern();
  const { game, player, model } = world;
  const host = await game.join({ name: 'Host', location: 'tavern' }, GAME);

  await player.request('move', { location: 'yard' });
  await world.turns(3);
  await player.request('move', { location: 'tavern' });
  await host.request('pause', { paused: true });
  await world.turns(3);

  expect(model.requests).toEqual([]);
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

test('of three who talk, one who is called speaks next, else whose turn it is', async () => {
  const model = scripted('Una, what of the bell?', 'Ask Tom.', 'I know nothing.', 'Hm.', 'So.');
  await using game = await startTalkGame({
    model,
    world: { talks: { bell: { ...bailiff, between: ['mara', 'tom', 'una'], turns: 5 } } },
  });
  await game.join({ name: 'Ash', location: 'tavern' });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.patch', { npc: 'una', location: 'tavern' });

  for (let turn = 0; turn < 6; turn += 1) {
    await game.pass(11);
    await game.quiet();
  }

  expect((await game.said()).slice(1)).toEqual([
    'npc:mara > npc:tom: Una, what of the bell?',
    'npc:una > npc:mara: Ask Tom.',
    'npc:mara > npc:una: I know nothing.',
    'npc:tom > npc:mara: Hm.',
    'npc:una > npc:tom: So.',
  ]);
});

test('a talk of which nothing can be said comes to nothing, without the stand-in', async () => {
  await using world = await tavern(scripted([new Error('down')]), { cooldownSeconds: 0 });
  const { game, player } = world;

  await world.begin();
  await game.quiet();
  await world.turns(5);

  // A model that may be out of order is not asked again within a minute.
  expect(world.model.requests).toHaveLength(1);
  expect(await game.said()).toHaveLength(1);
  await player.until(() => player.all('turn.retracted').length === 1);
});

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

test('a talk does not outlive a restart', async () => {
  await using world = await tavern(undefined, { cooldownSeconds: 0 });
  const { game, model } = world;
  await world.begin();
  await game.quiet();
  await game.stop();
  const { dir, dataDir } = game;
  await using again = await startTalkGame({ model, dir, dataDir });
  await again.join({ name: 'Ash', location: 'tavern' });

  const asked = model.requests.length;
  await again.pass(9);
  await again.quiet();

  expect(model.requests).toHaveLength(asked);
});
