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
  expect(linesOfUna()).toEqual(['Ash comes in.', 'Welcome, says Una.']);
  expect(player.all('turn.end').filter(({ npc }) => npc === 'mara')).toHaveLength(1);

  now += 6 * MINUTE;
  await again.request('move', { location: 'yard' });
  expect(linesOfUna()).toHaveLength(4);
});
