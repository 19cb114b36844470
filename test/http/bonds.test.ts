import { expect, test, vi } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { GAME, type Game, startGame } from '../game.ts';
import { lastPrompt, scripted } from '../scripted.ts';
import { persona, writeWorld } from '../worlds.ts';

const MARA = { instance: 'main', npc: 'mara' };
const personas = {
  mara: persona('Mara', { mood: 'content', relationships: { tom: 'She relies on him.' } }),
  tom: persona('Tom'),
};

test('what an NPC feels is read: its mood beside its usual one, and its bonds in numbers and words', async () => {
  let now = Date.now();
  await using game = await startGame({ personas, now: () => now });
  const host = await game.join({ name: 'Host' }, GAME);
  const { ask } = await consoleOf(game);
  expect(await ask('npc.bonds', MARA)).toEqual({
    mood: { word: 'content', intensity: 0, baseline: 'content', words: 'content' },
    bonds: [
      {
        other: 'npc:tom',
        name: 'Tom',
        bond: { trust: 0, affinity: 0, familiarity: 0.5 },
        words: 'Mara has known Tom for some time.',
        changes: [],
      },
    ],
  });

  await host.request('npc.patch', { npc: 'mara', mood: 'wistful', moodIntensity: 0.8 });
  now += 20 * 60_000;

  const { mood } = await ask('npc.bonds', MARA);
  expect(mood).toMatchObject({ word: 'wistful', baseline: 'content', words: 'wistful' });
  expect(mood.intensity).toBeCloseTo(0.4);
});

test('a bond is set by hand: what is left out stays, and the change is kept with who made it', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ personas, model });
  const player = await game.join({ name: 'Ash', player: 'p1', location: 'tavern' });
  const { ask } = await consoleOf(game);
  const other = 'player:client:p1';

  await ask('npc.set-bond', { ...MARA, other, trust: -0.8, familiarity: 1, author: 'Dee' });
  const view = await ask('npc.set-bond', {
    ...MARA,
    other,
    affinity: 0.9,
    reason: 'An old debt.',
    author: 'Dee',
  });

  expect(view).toMatchObject({
    other,
    name: 'Ash',
    bond: { trust: -0.8, affinity: 0.9, familiarity: 1 },
    words: 'Mara knows Ash well, is very fond of Ash but does not trust Ash at all.',
  });
  expect(view.changes.map(({ by, reason }) => [by, reason])).toEqual([
    ['designer', 'An old debt. (Dee)'],
    ['designer', 'set by Dee'],
  ]);
  expect((await ask('npc.bonds', MARA)).bonds[0]).toEqual(view);
  await player.talk({ npc: 'mara', text: 'Evening.' });
  expect(lastPrompt(model)).toContain(view.words);
});

test('a person who has left is still known by name', async () => {
  await using game = await startGame({ personas, model: scripted('Aye.') });
  const player = await game.join({ name: 'Ash', player: 'p1', location: 'tavern' });
  await player.talk({ npc: 'mara', text: 'Evening.' });
  await player.leave();
  const { ask } = await consoleOf(game);

  await ask('npc.set-bond', { ...MARA, other: 'player:client:p1', trust: 1, author: 'Dee' });

  const { bonds } = await ask('npc.bonds', MARA);
  expect(bonds.find(({ other }) => other === 'player:client:p1')).toMatchObject({ name: 'Ash' });
});

test('what fits no bond is refused, and nothing changes', async () => {
  await using game = await startGame({ personas });
  const { ask, send } = await consoleOf(game);
  const set = (fields: object) =>
    send('npc.set-bond', { ...MARA, other: 'npc:tom', author: 'Dee', ...fields });

  for (const fields of [
    {},
    { trust: 1.1 },
    { familiarity: -0.1 },
    { trust: 'much' },
    { trust: 1, author: ' ' },
    { trust: 1, other: 'tom' },
    { trust: 1, other: 'npc:mara' },
  ])
    await expect(set(fields)).rejects.toMatchObject({ status: 400, answer: { code: 'bad-message' } });
  for (const other of ['npc:nobody', 'player:client:nobody'])
    await expect(set({ trust: 1, other })).rejects.toMatchObject({ status: 404 });
  await expect(set({ trust: 1, npc: 'nobody' })).rejects.toMatchObject({ status: 404 });
  await expect(ask('npc.bonds', { ...MARA, instance: 'no' })).rejects.toMatchObject({ status: 404 });
  expect((await ask('npc.bonds', MARA)).bonds).toMatchObject([{ other: 'npc:tom', changes: [] }]);
});

test('a mood that is no mood is refused', async () => {
  await using game = await startGame({ personas });
  const host = await game.join({ name: 'Host' }, GAME);

  for (const moodIntensity of [-0.1, 1.1, 'very', null])
    await expect(
      host.request('npc.patch', { npc: 'mara', mood: 'angry', moodIntensity }),
    ).rejects.toMatchObject({ reason: { code: 'bad-message' } });
  expect(host.state.npcs.get('mara')?.mood).toBe('content');
});

test('an NPC that is gone, and has no file, is called by its id', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.spawn', { persona: { id: 'zed', persona: persona('Zed') } });
  const { ask } = await consoleOf(game);
  await ask('npc.set-bond', { ...MARA, other: 'npc:zed', trust: -0.5, author: 'Dee' });
  const draft = { kind: 'fact' as const, text: 'Zed lies.', importance: 5, author: 'Dee' };
  await ask('memories.add', { ...MARA, ...draft, about: 'npc:zed' });

  await host.request('npc.despawn', { npc: 'zed' });

  expect((await ask('npc.bonds', MARA)).bonds[0]).toMatchObject({ other: 'npc:zed', name: 'zed' });
  expect((await ask('memories.list', MARA)).people).toMatchObject([{ about: 'npc:zed', name: 'zed' }]);
});

test('all bonds of an NPC, with the newest changes of each, are one look into the store', async () => {
  await using game = await startGame({ personas, model: scripted('Aye.') });
  const { ask } = await consoleOf(game);
  for (const name of ['Ash', 'Bea', 'Cole']) {
    await game.join({ name, player: name });
    await ask('npc.set-bond', { ...MARA, other: `player:client:${name}`, trust: 0.1, author: 'Dee' });
  }
  for (let count = 0; count < 25; count += 1)
    await ask('npc.set-bond', { ...MARA, other: 'npc:tom', trust: count / 100, author: 'Dee' });
  const { store } = game.server.soliloquy;
  const looks = vi.spyOn(store, 'bonds');

  const { bonds } = await ask('npc.bonds', MARA);

  expect(looks).toHaveBeenCalledTimes(1);
  expect(bonds.map(({ name, changes }) => [name, changes.length])).toEqual([
    ['Tom', 20],
    ['Ash', 1],
    ['Bea', 1],
    ['Cole', 1],
  ]);
  expect(bonds[0]!.changes[0]!.bond.trust).toBe(0.24);
});

test('the bond with a player without an id of its own lasts through a loaded game, and ends when it leaves', async () => {
  const dir = await writeWorld({ personas });
  const play = async (act: (game: Game) => Promise<void>) => {
    await using game = await startGame({ dir, model: scripted('Aye.') });
    await act(game);
  };
  const known = async (game: Game) => {
    const { bonds } = await (await consoleOf(game)).ask('npc.bonds', MARA);
    return bonds.map(({ other, bond }) => [other, bond.trust]);
  };
  const tom = ['npc:tom', 0];
  await play(async (game) => {
    const guest = await game.join({ name: 'Ash', location: 'tavern' });
    const host = await game.join({ name: 'Host' }, GAME);
    const other = `player:session:${guest.id}`;
    const { ask } = await consoleOf(game);
    await ask('npc.set-bond', { ...MARA, other, trust: 0.5, author: 'Dee' });
    await host.request('game.save', { slot: 'a' });
    await host.request('game.load', { slot: 'a' });
    expect(await known(game)).toEqual([tom, [other, 0.5]]);
    await guest.leave();
    await host.until(() => !host.state.players.has(guest.id));
    expect(await known(game)).toEqual([tom]);
    const late = await game.join({ name: 'Bea', location: 'tavern' });
    await ask('npc.set-bond', { ...MARA, other: `player:session:${late.id}`, trust: 0.5, author: 'Dee' });
  });

  await play(async (game) => expect(await known(game)).toEqual([tom]));
});
