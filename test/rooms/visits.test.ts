import { expect, test } from 'vitest';
import { DESIGNER, GAME, type Player, speechOf, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

const MINUTE = 60_000;
const placeOf = (player: Player) => player.state.players.get(player.id)?.location;
const refused = (code: string) => ({ reason: { code } });

test('where only the game moves players, neither a word nor the way in brings one elsewhere', async () => {
  await using game = await startGame({ model: scripted('Aye.'), world: { movement: 'game' } });
  const player = await game.join({ name: 'Ash' });
  const host = await game.join({ name: 'Host', location: 'loft' }, GAME);

  await expect(player.request('say', { npc: 'una', text: 'Hi' })).rejects.toMatchObject(
    refused('out-of-earshot'),
  );
  await expect(game.join({ name: 'Birch', location: 'yard' })).rejects.toThrow(/^not-allowed: .*location/);
  await game.join({ name: 'Dee', location: 'yard' }, DESIGNER);
  expect(placeOf(player)).toBe('tavern');
  await host.request('move', { player: player.id, location: 'yard' });
  expect(speechOf(await player.talk({ npc: 'una', text: 'Hi' }))).toBe('Aye.');
});

test('one whom the game has put where it was has a place of its own, and must go to whom it would speak to', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const player = await game.join({ name: 'Ash' });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('move', { player: player.id, location: 'tavern' });

  await expect(player.request('say', { npc: 'una', text: 'Hi' })).rejects.toMatchObject(
    refused('out-of-earshot'),
  );
  expect(placeOf(player)).toBe('tavern');
});

test('one who paces in and out is announced and greeted once; after a while away, again', async () => {
  let now = Date.now();
  await using game = await startGame({ model: scripted('Aye.'), now: () => now });
  const player = await game.join({ name: 'Ash', player: 'ash', location: 'tavern' });
  const [instance] = game.server.soliloquy.instances;
  const linesOfUna = () =>
    instance!.npc('una').history.lines.map(({ spans }) => spans.map(({ text }) => text).join(' '));

  for (let round = 0; round < 5; round += 1) {
    await player.request('move', { location: 'yard' });
    now += 4 * MINUTE;
    await player.request('move', { location: 'tavern' });
  }
  await player.leave();
  const again = await game.join({ name: 'Ash', player: 'ash', location: 'yard' });
  await again.request('move', { location: 'loft' });
  expect(linesOfUna()).toEqual(['Ash comes in.', 'Welcome, says Una.', 'Ash leaves.']);
  expect(player.all('turn.end').filter(({ npc }) => npc === 'mara')).toHaveLength(1);

  now += 6 * MINUTE;
  await again.request('move', { location: 'yard' });
  expect(linesOfUna()).toHaveLength(5);
});

test('a host who comes where players wait greets those whom nobody has greeted, once; others who come say nothing', async () => {
  const loft = { name: 'The Loft', description: 'Dust.', host: 'una' };
  const locations = { tavern: { name: 'The Tavern', description: 'A fire.' }, yard: loft, loft };
  await using game = await startGame({ model: scripted('Aye.'), world: { locations } });
  const host = await game.join({ name: 'Host' }, GAME);
  const move = (npc: string, location: string) => host.request('npc.patch', { npc, location });
  const ends = () => host.all('turn.end').filter(({ turn }) => !early.includes(turn));
  let early: string[] = [];
  const [ash, birch] = [
    await game.join({ name: 'Ash', location: 'loft' }),
    await game.join({ name: 'Birch', location: 'loft' }),
  ];
  const cass = await game.join({ name: 'Cass', location: 'tavern' });
  await cass.until(() => cass.all('turn.end').length === 1);
  early = [cass.all('turn.end')[0]!.turn];

  await move('tom', 'loft');
  await cass.request('move', { location: 'loft' });
  await cass.until(() => cass.all('turn.end').some(({ npc }) => npc === 'tom'));
  early.push(cass.all('turn.end').at(-1)!.turn);
  const greeting = Promise.all([ash.nextTurn('una'), birch.nextTurn('una')]);
  await move('una', 'loft');
  await greeting;
  await move('una', 'tavern');
  await move('una', 'loft');
  await move('una', 'loft');
  await host.request('npc.despawn', { npc: 'una' });
  await host.request('npc.spawn', { persona: 'una', location: 'loft' });

  expect(ends().map(({ npc, spans }) => [npc, spans[0]?.text])).toEqual([['una', 'Welcome, says Una.']]);
  const start = ash.all('turn.start').find(({ npc }) => npc === 'una');
  expect(start).not.toHaveProperty('to');
});

test('a host who comes back greets nobody with whom it has spoken there', async () => {
  const loft = { name: 'The Loft', description: 'Dust.', host: 'una' };
  const locations = { tavern: loft, yard: loft, loft };
  await using game = await startGame({ model: scripted('Aye.'), world: { locations } });
  const host = await game.join({ name: 'Host' }, GAME);
  await host.request('npc.patch', { npc: 'una', location: 'loft' });
  const player = await game.join({ name: 'Ash' });
  await player.talk({ npc: 'una', text: 'Hello.' });

  await host.request('npc.patch', { npc: 'una', location: 'yard' });
  await host.request('npc.patch', { npc: 'una', location: 'loft' });
  await player.talk({ npc: 'una', text: 'You are back.' });

  expect(
    player
      .all('turn.end')
      .filter(({ npc }) => npc === 'una')
      .map(speechOf),
  ).toEqual(['Aye.', 'Aye.']);
});
