import { Client } from '@colyseus/sdk';
import { expect, test } from 'vitest';
import { DESIGNER, GAME, Player, speechOf, startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const PLAN = '<system_thinking>p</system_thinking>';

test('names that every object inherits are no ids, keys or places', async () => {
  await using game = await startGame({ model: scripted('Fine.') });
  const host = await game.join({ name: 'Host' }, GAME);
  const player = await game.join();
  const refused = (code: string) => ({ reason: { code } });

  await expect(
    host.request('npc.spawn', { persona: { id: 'constructor', persona: persona('Con') } }),
  ).rejects.toMatchObject(refused('bad-message'));
  await expect(host.request('world.patch', { facts: { toString: 'x' } })).rejects.toMatchObject(
    refused('bad-message'),
  );
  for (const type of ['move', 'event'])
    await expect(
      (type === 'move' ? player : host).request(type, {
        location: 'constructor',
        ...(type === 'event' && { text: 'Rain.' }),
      }),
    ).rejects.toMatchObject(refused('bad-message'));
  await expect(game.join({ location: 'nowhere' })).rejects.toThrow(/^unknown-location: .*tavern/);

  const late = await game.join();
  expect([...late.state.npcs.keys()]).toEqual(['mara', 'tom', 'una']);
});

test('an instance is open once: another is not created beside it, and one that closes is waited for', async () => {
  await using game = await startGame({ model: scripted([`${PLAN}Well, `, gate()]) });
  await expect(new Client(game.url).create('world', { name: 'Twin' })).rejects.toThrow(/^already-open: /);

  const many = await Promise.all(
    Array.from({ length: 10 }, (_, index) => game.join({ name: `P${index}`, instance: 'fresh' })),
  );
  expect(new Set(many.map(({ room }) => room.roomId)).size).toBe(1);
  const [first] = many;
  const visible = first!.next('turn.delta');
  first!.send('say', { npc: 'mara', text: 'Hello.' });
  await visible;
  const gone = Promise.all(many.map((each) => each.leave()));
  const again = await game.join({ name: 'Back', instance: 'fresh' });
  await gone;
  expect(await again.request('say', { npc: 'mara', text: 'Me again.' })).toMatchObject({ npc: 'mara' });
});

test('nobody becomes another person by naming that person’s session', async () => {
  await using game = await startGame({ model: scripted('I will keep it.') });
  const victim = await game.join({ name: 'Victim' });
  await victim.talk({ npc: 'mara', text: 'SECRETWORD', whisper: true });

  for (const player of [victim.id, `session:${victim.id}`, `player:${victim.id}`]) {
    const thief = await game.join({ name: 'Thief', player });
    expect(Buffer.concat(thief.frames).toString('latin1')).not.toContain('SECRETWORD');
  }
});

test('a regenerated reply answers whom it answered, though another whispered meanwhile', async () => {
  const rest = gate();
  const model = scripted([`${PLAN}First `, rest, 'take.'], 'To the whisper.', 'Second take.');
  await using game = await startGame({ model });
  const ash = await game.join({ name: 'Ash' });
  const birch = await game.join({ name: 'Birch' });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const visible = ash.next('turn.delta');
  const end = ash.nextTurn('mara');
  ash.send('say', { npc: 'mara', text: 'In public.' });
  await visible;
  const whispered = birch.nextTurn('mara');
  birch.send('say', { npc: 'mara', text: 'SECRETWORD', whisper: true });
  rest.open();
  const { turn } = await end;
  await whispered;
  await whispered;
  await birch.until(() => birch.all('turn.end').some((each) => speechOf(each) === 'To the whisper.'));

  const start = ash.next('turn.start', ({ replaces }) => replaces === turn);
  await designer.request('turn.regenerate', { turn });

  expect((await start).to).toBe(`player:${ash.id}`);
  const sent = model.requests.at(-1)!.prompt.messages.at(-1)!.content;
  expect(sent).toContain('In public.');
  expect(sent).not.toContain('SECRETWORD');
});

test('one who walks out of earshot hears no more of the turn', async () => {
  const rest = gate();
  await using game = await startGame({ model: scripted([`${PLAN}Listen. `, rest, 'LATERWORD.']) });
  const [ash, birch] = [await game.join({ name: 'Ash' }), await game.join({ name: 'Birch' })];
  const visible = birch.next('turn.delta', ({ text }) => text.includes('Listen'));
  const end = ash.nextTurn('mara');
  const left = birch.nextTurn('mara');
  ash.send('say', { npc: 'mara', text: 'Tell me.' });
  await visible;

  await birch.request('move', { location: 'loft' });
  expect(speechOf(await left)).toBe('Listen.');
  rest.open();
  await end;
  await birch.request('typing', { npc: 'mara' }).catch(() => {});

  expect(Buffer.concat(birch.frames).toString('latin1')).not.toContain('LATERWORD');
});

test('a reply begun while a player was away is told from its start when the player is back', async () => {
  const rest = gate();
  await using game = await startGame({
    model: scripted([`${PLAN}While you were out, `, rest, 'it rained.']),
  });
  const ash = await game.join({ name: 'Ash' });
  const birch = await game.join({ name: 'Birch' });
  const away = new Promise<void>((resolve) => ash.room.onDrop(() => resolve()));
  ash.room.reconnection.minUptime = 0;
  ash.room.reconnection.minDelay = 1000;
  (ash.room.connection.transport as unknown as { ws: { terminate(): void } }).ws.terminate();
  await away;
  const visible = birch.next('turn.delta');
  birch.send('say', { npc: 'mara', text: 'News?' });
  await visible;

  const start = await ash.next('turn.start', ({ npc }) => npc === 'mara');
  const end = ash.nextTurn('mara');
  rest.open();
  const turn = await end;

  expect(start.turn).toBe(turn.turn);
  const told = ash.all('turn.delta').filter((delta) => delta.turn === turn.turn);
  expect(told.map(({ text }) => text).join('')).toBe('While you were out, it rained.');
});

test('words said while an NPC is sent away, or a game is loaded, start no turn of a ghost', async () => {
  const model = scripted([`${PLAN}Well, `, gate()]);
  await using game = await startGame({ model });
  const ash = await game.join({ name: 'Ash' });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('game.save', { slot: 'one' });
  const say = (who = ash) =>
    who.request('say', { npc: 'mara', text: 'Hello?' }).then(
      () => 'heard',
      ({ reason }) => reason.code as string,
    );
  const visible = ash.next('turn.delta');
  await say();
  await visible;

  const [first, second] = await Promise.all([say(), host.request('game.load', { slot: 'one' }), say()]);
  // On one connection, since nothing orders what comes on two.
  const late = await Promise.all([say(host), host.request('npc.despawn', { npc: 'mara' }), say()]);
  expect(await say()).toBe('unknown-npc');
  await ash.request('typing', { npc: 'tom' });

  expect([first, second]).toEqual(['heard', { slot: 'one' }]);
  expect(late[0]).toBe('heard');
  expect(ash.state.npcs.has('mara')).toBe(false);
  const over = new Set([...ash.all('turn.end'), ...ash.all('turn.retracted')].map(({ turn }) => turn));
  const begun = ash.all('turn.start').filter(({ npc }) => npc === 'mara');
  expect(begun.every(({ turn }) => over.has(turn))).toBe(true);
});

test('a scripted line for someone out of earshot is refused, and nobody remembers it', async () => {
  await using game = await startGame({ model: scripted('Fine.') });
  const host = await game.join({ name: 'Host' }, GAME);
  const far = await game.join({ name: 'Far', player: 'far', location: 'loft' });

  await expect(
    host.request('npc.say', { npc: 'mara', text: 'FARWORD', to: `player:${far.id}` }),
  ).rejects.toMatchObject({ reason: { code: 'out-of-earshot' } });

  const again = await Player.join(game.url, { name: 'Far', player: 'far', location: 'loft' });
  expect(JSON.stringify(again.all('history'))).not.toContain('FARWORD');
  await again.leave();
});

test('a player may not go by a word of an NPC’s name, and the NPC still speaks under it', async () => {
  const model = scripted(`${PLAN}Mara: Well met.`);
  await using game = await startGame({ model, personas: { mara: persona('Old Mara Venn') } });
  const names = ['Mara', 'venn', '“Mara”', 'Old', 'System'];
  const players = [];
  for (const name of names) players.push(await game.join({ name }));

  expect(players.map(({ state, id }) => state.players.get(id)?.name)).toEqual([
    'Mara (2)',
    'venn (2)',
    '“Mara” (2)',
    'Old',
    'System (2)',
  ]);
  expect(speechOf(await players[0]!.talk({ npc: 'mara', text: 'Hello.' }))).toBe('Well met.');
});

test('a name that looks like an NPC’s is made different', async () => {
  await using game = await startGame({ model: scripted('Fine.'), personas: { mara: persona('Mara Venn') } });
  const twin = await game.join({ name: 'Mara  Venn' });
  const wide = await game.join({ name: 'Ｍara Venn' });

  expect([twin, wide].map(({ state, id }) => state.players.get(id)?.name)).toEqual([
    'Mara Venn (2)',
    'Mara Venn (3)',
  ]);
});
