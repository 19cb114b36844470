import { expect, test } from 'vitest';
import { DESIGNER, GAME, type Game, Player, speechOf, startGame } from '../game.ts';
import { startProxy } from '../line-proxy.ts';
import { gate, scripted } from '../scripted.ts';

/** The server has noticed that somebody's connection is gone. */
const untilAway = (game: Game) =>
  expect
    .poll(() => [...[...game.server.soliloquy.instances][0]!.members.values()].some(({ isAway }) => isAway))
    .toBe(true);

test.each(['is still speaking', 'has ended'])(
  'who is away while the NPC goes elsewhere hears nothing of what it says there, be it that it %s',
  async (what) => {
    const [planned, spoken] = [gate(), gate()];
    const rest = '</system_thinking><role_thinking>I killed him.</role_thinking>The code is 4711.';
    await using game = await startGame({
      model: scripted(['<system_thinking>p', planned, rest, spoken]),
      world: { innerVoice: true },
    });
    const host = await game.join({ name: 'Host' }, GAME);
    const player = await game.join({ location: 'tavern' });
    player.room.reconnection.minUptime = 0;
    const started = player.next('turn.start', ({ ref }) => ref === 'hello');
    player.send('say', { npc: 'mara', text: 'Hello.', ref: 'hello' });
    const { turn } = await started;
    const spokenThere = host.next('turn.delta', ({ text }) => text.includes('4711'));
    const endedThere = host.next('turn.end', (end) => end.turn === turn);

    player.drop();
    await untilAway(game);
    await host.request('npc.patch', { npc: 'mara', location: 'loft' });
    planned.open();
    await spokenThere;
    if (what === 'has ended') {
      spoken.open();
      await endedThere;
    }
    await player.until(() => player.all('turn.end').some((end) => end.turn === turn));

    expect(player.all('turn.end').find((end) => end.turn === turn)?.status).toBe('interrupted');
    expect(Buffer.concat(player.frames).toString('latin1')).not.toMatch(/4711|I killed him/);
    spoken.open();
  },
);

test('who comes anew while the old seat is still kept goes by the same name', async () => {
  await using game = await startGame({ model: scripted('Well.') });
  const old = await game.join({ player: 'me', location: 'tavern' });
  await old.talk({ npc: 'mara', text: 'Hello.' });
  old.room.reconnection.enabled = false;
  old.drop();
  await untilAway(game);

  const anew = await game.join({ player: 'me' });

  expect(anew.state.players.get(anew.id)?.name).toBe('Ash');
});

test('what became of turns is told again to one whose line had died before anybody noticed, and nothing twice', async () => {
  const rest = gate();
  const model = scripted('Aye.', ['Mara: First ', rest, 'take.'], ['Tom: Second ', gate()]);
  await using game = await startGame({ model });
  const line = await startProxy(Number(new URL(game.url).port));
  const host = await game.join({ name: 'Host' }, GAME);
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const player = await Player.join(line.url, { location: 'tavern' });
  player.room.reconnection.minUptime = 0;
  const begin = async (npc: string, text: string) => {
    const begun = player.next('turn.delta', (delta) => delta.text.includes(text));
    const { turn } = (await player.request('say', { npc, text: 'Hello?' })) as { turn: string };
    await begun;
    return turn;
  };
  const early = await player.talk({ npc: 'mara', text: 'Good evening.' });
  const [ended, left] = [await begin('mara', 'First'), await begin('tom', 'Second')];
  const ends = host.next('turn.end', ({ turn }) => turn === ended);
  const retractions = host.next('turn.retracted', ({ turn }) => turn === early.turn);
  const back = player.next('history');

  line.isDeaf = true;
  rest.open();
  await ends;
  await host.request('npc.patch', { npc: 'tom', location: 'loft' });
  await designer.request('turn.delete', { turn: early.turn });
  await retractions;
  expect(player.all('turn.end').map(({ turn }) => turn)).not.toContain(ended);
  line.cut();
  line.isDeaf = false;
  await back;
  const fates = () => [...player.all('turn.end'), ...player.all('turn.retracted')];
  await player.until(() => [ended, left, early.turn].every((id) => fates().some(({ turn }) => turn === id)));

  const endsOf = (id: string) => player.all('turn.end').filter(({ turn }) => turn === id);
  expect(endsOf(ended).map(speechOf)).toEqual(['First take.']);
  expect(endsOf(left)).toMatchObject([{ status: 'interrupted', spans: [{ text: 'Second' }] }]);
  expect(endsOf(early.turn)).toHaveLength(1);
  await player.leave();
  await line.close();
});
