import { expect, test } from 'vitest';
import { GAME, speechOf } from '../game.ts';
import { startTalkGame } from '../idle-talk.ts';
import { lastPrompt, promptOf, scripted } from '../scripted.ts';
import { bailiff, tavern } from './tavern-talk.ts';

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
