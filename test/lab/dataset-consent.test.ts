import path from 'node:path';
import { expect, test } from 'vitest';
import { DESIGNER, type Game, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { freshFile } from '../store/records.ts';
import { persona } from '../worlds.ts';
import { exported, record, replies, says, spans } from './played.ts';

test('a conversation in which somebody has not agreed is left out, and counted', async () => {
  const file = freshFile();
  const { consent: _, ...silent } = says(3, 'I never agreed.', { location: 'yard' });
  const { store } = await record(file, [
    says(1, 'I agree.'),
    replies(2, spans(['speech', 'Good.'])),
    silent,
    replies(4, spans(['speech', 'Hm.']), { location: 'yard' }),
  ]);
  const { rows, counts } = await exported(file);
  const all = await exported(file, { includesWithoutConsent: true });
  await store.close();

  expect(counts.conversations).toEqual({
    found: 2,
    withoutReply: 0,
    withoutConsent: 1,
    unreadable: 0,
    exported: 1,
  });
  expect(JSON.stringify(await rows('her_full'))).not.toContain('never agreed');
  expect(all.counts.conversations).toMatchObject({ withoutConsent: 1, exported: 2 });
  expect(await all.text('README.md')).toContain('Conversations of players who have not agreed are in it');
});

test('what a player who has not agreed has happen, and has an NPC say, is left out like what they say', async () => {
  await using game = await startGame({
    model: scripted('Mara: Indeed.', 'Una: Oh.', 'Mara: Fine.'),
    world: { playersMay: ['event', 'npc.say'] },
  });
  const designer = await game.join({ name: 'Kim', location: 'loft' }, DESIGNER);
  const player = await game.join({ name: 'Ash', location: 'loft' });
  const reply = async (npc: string) => {
    const turn = designer.nextTurn();
    designer.send('say', { npc, text: 'What was that?' });
    await turn;
  };
  await player.request('event', { text: 'I pour my secret out.', location: 'tavern' });
  await reply('mara');
  await player.request('npc.say', { npc: 'una', text: 'So says my other secret.' });
  await reply('una');
  const file = path.join(game.dataDir, 'soliloquy.db');

  const { rows, counts } = await exported(file);
  const all = await exported(file, { includesWithoutConsent: true });

  expect(counts.conversations).toMatchObject({ withoutConsent: 2, exported: 0 });
  expect(JSON.stringify(await rows('her_full'))).not.toContain('secret');
  expect(all.counts.conversations).toMatchObject({ withoutConsent: 2, exported: 2 });
});

test.each([
  ['of the weather', 'world.patch', { weather: 'secret' }],
  ['of the time', 'world.patch', { time: 'Secret 3, 08:00' }],
  ['of the time in words', 'world.patch', { time: 'the secret hour' }],
  ['of a scene', 'world.patch', { scene: { tavern: 'A secret.' } }],
  ['of a fact', 'world.patch', { facts: { 'a.b': 'A secret.' } }],
  ['of what an NPC wants', 'npc.patch', { npc: 'mara', goal: 'A secret.' }],
  ['of what an NPC is told to do', 'npc.patch', { npc: 'mara', direction: 'A secret.' }],
  ['of an NPC of their own', 'npc.spawn', { persona: { id: 'zed', persona: persona('Zed Secret') } }],
])(
  'what is said after a player who has not agreed writes %s is left out, after a restart, too',
  async (_, type, message) => {
    const model = scripted('Indeed.');
    const world = { playersMay: ['world.patch' as const, 'npc.patch' as const, 'npc.spawn' as const] };
    const game = await startGame({ model, world });
    const player = await game.join({ name: 'Ash', location: 'loft' });
    await player.request('npc.patch', { npc: 'mara', location: 'loft' });
    await player.request('world.patch', { time: '18:40' });
    const speak = async ({ join }: Pick<Game, 'join'>) => {
      const designer = await join({ name: 'Kim', location: 'loft' }, DESIGNER);
      await designer.talk({ npc: 'mara', text: 'What was that?' });
    };
    const countsOf = async ({ dataDir }: Pick<Game, 'dataDir'>) =>
      (await exported(path.join(dataDir, 'soliloquy.db'))).counts.conversations;
    await speak(game);
    expect(await countsOf(game)).toMatchObject({ withoutConsent: 0, exported: 1 });

    await player.request(type, message);
    await speak(game);

    expect(await countsOf(game)).toMatchObject({ withoutConsent: 1, exported: 0 });
    await game.stop();
    await using again = await startGame({
      model,
      dir: game.dir,
      dataDir: game.dataDir,
      now: () => Date.now() + 3_600_000,
    });
    await speak(again);
    expect(await countsOf(again)).toMatchObject({ withoutConsent: 2, exported: 0 });
  },
);

test('what the game and designers have happen needs nobody’s consent', async () => {
  await using game = await startGame({ model: scripted('Mara: Indeed.') });
  const designer = await game.join({ name: 'Kim', location: 'loft' }, DESIGNER);
  const turn = designer.nextTurn();

  await designer.request('event', { text: 'A cup falls.', location: 'tavern', prompt: true });
  await turn;

  const { counts } = await exported(path.join(game.dataDir, 'soliloquy.db'));
  expect(counts.conversations).toMatchObject({ withoutConsent: 0, exported: 1 });
});

test('a take that a player who has not agreed had said becomes no half of a pair', async () => {
  const file = freshFile();
  const { store } = await record(file, [
    says(1, 'Who?'),
    replies(2, spans(['speech', 'A secret.']), { consent: false }),
    replies(3, spans(['speech', 'Me.']), { replaces: 'l2' }),
  ]);

  const { counts } = await exported(file);
  await store.close();

  expect(counts.conversations).toMatchObject({ withoutConsent: 1, exported: 0 });
});
