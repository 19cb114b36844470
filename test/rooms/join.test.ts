import { expect, test } from 'vitest';
import { DESIGNER, GAME, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

const post = async (url: string, body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/matchmake/joinOrCreate/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return {
    status: response.status,
    body: (await response.json().catch(() => ({}))) as { code?: number; error?: string },
  };
};

test('a refused join says with its status and code what to do', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const join = (options: object, headers?: Record<string, string>) =>
    post(game.url, JSON.stringify(options), headers);

  const wrongToken = await join({ name: 'Ash' }, { authorization: 'Bearer nonsense' });
  const wrongWorld = await join({ name: 'Ash', world: 'atlantis' });
  const wrongProtocol = await join({ name: 'Ash', protocol: 2 });
  const noName = await join({});
  const tagName = await join({ name: '<role_thinking>' });
  const wideTag = await join({ name: '＜/system_thinking＞' });

  expect(wrongToken).toMatchObject({ status: 401, body: { error: expect.stringMatching(/^bad-token: /) } });
  expect(wrongWorld).toMatchObject({
    status: 404,
    body: { error: expect.stringMatching(/^unknown-world: .*testworld/) },
  });
  expect(wrongProtocol).toMatchObject({
    status: 426,
    body: { error: expect.stringMatching(/^wrong-protocol: /) },
  });
  expect(noName).toMatchObject({ status: 400, body: { error: expect.stringMatching(/^bad-join: /) } });
  expect([tagName.status, wideTag.status]).toEqual([400, 400]);
});

test.each([
  ['', '0 characters'],
  ['x'.repeat(129), '129 characters'],
  ['a\nb', '3 characters'],
  ['a\0', '2 characters'],
  ['\ud800', '1 characters'],
])('a player whom the game names %j is refused, and told what is wrong with it', async (player, said) => {
  await using game = await startGame({
    model: scripted('Yes.'),
    authenticate: (token) => ({ role: 'player', player: token ? player : 'ok' }),
  });

  const refused = await post(game.url, JSON.stringify({ name: 'Ash' }), { authorization: 'Bearer them' });

  expect(refused).toMatchObject({
    status: 400,
    body: { error: expect.stringMatching(`^bad-join: .*authenticate.*${said}.*expected 1 to 128`) },
  });
  await game.join();
});

test('a huge match-making body is refused, announced or not', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const huge = JSON.stringify({ name: 'Ash', junk: 'x'.repeat(100_000) });

  const announced = await post(game.url, huge);
  const chunked = await fetch(`${game.url}/matchmake/joinOrCreate/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new Blob([huge]).stream(),
    duplex: 'half',
  } as RequestInit).then(
    (response) => response.status,
    () => 'cut',
  );

  expect(announced.status).toBe(413);
  expect([413, 'cut']).toContain(chunked);
  await game.join();
});

test('a client that names neither world nor instance lands in the same room as one that names both', async () => {
  await using game = await startGame({ model: scripted('Yes.') });

  const plain = await game.join({ name: 'Ash' });
  const exact = await game.join({ name: 'Birch', world: 'testworld', instance: 'main', protocol: 1 });
  const other = await game.join({ name: 'Cass', instance: 'second' });

  expect(exact.room.roomId).toBe(plain.room.roomId);
  expect(other.room.roomId).not.toBe(plain.room.roomId);
});

test('names are unique in an instance and never an NPC’s', async () => {
  await using game = await startGame({ model: scripted('Yes.') });

  const players = [
    await game.join({ name: 'Ash' }),
    await game.join({ name: 'ash' }),
    await game.join({ name: 'Mara' }),
  ];
  await players[0]!.until(() => players[0]!.state.players.size === 3);

  expect([...players[0]!.state.players.values()].map((player) => player.name)).toEqual([
    'Ash',
    'ash (2)',
    'Mara (2)',
  ]);
});

test('no NPC is spawned under the name of somebody who is there, nor does anybody join under that of an NPC', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.despawn', { npc: 'tom' });
  const player = await game.join({ name: 'Ash' });
  const spawn = (id: string, name: string) =>
    host.request('npc.spawn', { persona: { id, persona: persona(name) } });

  for (const name of ['ash', 'Old Ash Weaver', 'Ａｓｈ', 'Host'])
    await expect(spawn('double', name)).rejects.toMatchObject({
      reason: { code: 'already-here', message: expect.stringMatching(/"(Ash|Host)" is here already/) },
    });
  await spawn('guard', 'Guard Orla');
  const others = [];
  for (const name of ['guard orla', 'Orla', 'Tom']) others.push(await game.join({ name }));
  await host.request('npc.spawn', { persona: 'tom' });

  expect(others.map((other) => other.state.players.get(other.id)?.name)).toEqual([
    'guard orla (2)',
    'Orla (2)',
    'Tom (2)',
  ]);
  expect([...host.state.npcs.keys()]).not.toContain('double');
  await player.leave();
  await host.until(() => !host.state.players.has(player.id));
  await spawn('double', 'Ash');
});

test('an NPC greets a player who comes in, once per visit, with a line of its own', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const player = await game.join({ name: 'Ash' });
  await player.until(() => player.all('turn.end').length > 0);

  const greeting = player.all('turn.end')[0]!;
  expect(greeting.spans).toEqual([{ span: 0, layer: 'speech', text: 'Welcome, says Mara.' }]);
  await player.talk({ npc: 'mara', text: 'Hello.' });
  expect(player.all('turn.end')).toHaveLength(2);

  const elsewhere = player.nextTurn('una');
  player.send('move', { location: 'yard' });
  expect((await elsewhere).spans[0]?.text).toBe('Welcome, says Una.');
});

test("a place's host greets before others there", async () => {
  await using game = await startGame({
    model: scripted('Yes.'),
    world: { locations: { tavern: { name: 'The Tavern', description: 'A fire.', host: 'tom' } } },
    personas: { mara: persona('Mara'), tom: persona('Tom') },
  });
  const player = await game.join({ name: 'Ash' });
  await player.until(() => player.all('turn.end').length > 0);

  expect(player.all('turn.end')[0]!.spans[0]!.text).toBe('Welcome, says Tom.');
});

test('a designer who only watches is neither greeted nor shown to players', async () => {
  await using game = await startGame({ model: scripted('Yes.') });
  const player = await game.join({ name: 'Ash' });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  await player.talk({ npc: 'mara', text: 'Hello.' });

  expect([...player.state.players.values()].map(({ name }) => name)).toEqual(['Ash']);
  expect([...designer.state.players.values()].map(({ name }) => name)).toEqual(['Ash']);
});

test('the health page says which world and which model', async () => {
  await using game = await startGame({ model: scripted('Yes.') });

  const health = await fetch(`${game.url}/healthz`).then((response) => response.json());

  expect(health).toMatchObject({ ok: true, protocol: 1, world: 'testworld', model: 'scripted' });
});

test('a page of another origin may not connect where origins are set', async () => {
  await using game = await startGame({
    model: scripted('Yes.'),
    config: { ALLOWED_ORIGINS: 'https://play.example.com' },
  });

  const stranger = await post(game.url, '{"name":"Ash"}', { origin: 'https://evil.example.com' });
  const friend = await post(game.url, '{"name":"Ash"}', { origin: 'https://play.example.com' });

  expect(stranger.status).toBe(403);
  expect(friend.status).toBe(200);
});
