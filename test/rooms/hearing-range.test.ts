import { expect, test } from 'vitest';
import { loadContent } from '../../server/persona/content.ts';
import { GAME, type Game, startGame } from '../game.ts';
import { lastPrompt, promptOf, scripted } from '../scripted.ts';
import { persona, writeWorld } from '../worlds.ts';

const locations = {
  tavern: { name: 'The Tavern', description: 'A fire.', heardIn: ['gallery'] },
  gallery: { name: 'The Gallery', description: 'Over the taproom.' },
  bank: { name: 'The Bank', description: 'Reeds.', heardIn: ['ferry'] },
  ferry: { name: 'The Ferry', description: 'A rope.', heardIn: ['bank'] },
};
const personas = {
  mara: persona('Mara'),
  una: persona('Una', { location: 'gallery' }),
  wren: persona('Wren', { location: 'bank' }),
};
const refused = { reason: { code: 'out-of-earshot' } };
const frames = (player: { frames: Buffer[] }) => Buffer.concat(player.frames).toString('latin1');
const linesOf = ({ server }: Game, id: string) =>
  [...server.soliloquy.instances][0]!
    .npc(id)
    .history.lines.map(({ spans }) => spans.map(({ text }) => text).join(' '));

test('from the gallery one hears the taproom, but not the other way round, and never a whisper', async () => {
  const model = scripted('<role_thinking>MINDWORD</role_thinking>Aye.');
  await using game = await startGame({ model, world: { locations, innerVoice: true }, personas });
  const [ash, birch] = [
    await game.join({ name: 'Ash', location: 'tavern' }),
    await game.join({ name: 'Birch', player: 'birch', location: 'gallery' }),
  ];

  const end = birch.nextTurn('mara');
  await ash.talk({ npc: 'mara', text: 'ALOUD, Mara.' });
  await ash.talk({ npc: 'mara', text: 'HUSHED, Mara.', whisper: true });

  expect((await end).spans.map(({ text }) => text)).toEqual(['Aye.']);
  expect(birch.all('heard').map(({ text }) => text)).toEqual(['ALOUD, Mara.']);
  expect(frames(birch)).not.toMatch(/HUSHED|MINDWORD/);
  expect(frames(ash)).toContain('MINDWORD');
  expect(linesOf(game, 'una')).toEqual([
    'Ash comes to The Tavern.',
    'Welcome, says Mara.',
    'Birch comes in.',
    'Welcome, says Una.',
    'ALOUD, Mara.',
    'MINDWORD Aye.',
  ]);
  await birch.talk({ npc: 'una', text: 'GALLERYWORD' });
  expect(lastPrompt(model)).toContain('ALOUD');
  expect(lastPrompt(model)).not.toMatch(/HUSHED|MINDWORD/);
  expect(linesOf(game, 'mara')).not.toContain('GALLERYWORD');
  await expect(birch.request('say', { npc: 'mara', text: 'Ho!' })).rejects.toMatchObject(refused);
  await birch.leave();
  const again = await game.join({ name: 'Birch', player: 'birch', location: 'bank' });
  expect(JSON.stringify(again.all('history')[0])).toContain('ALOUD');
  expect(JSON.stringify(again.all('history')[0])).not.toMatch(/HUSHED|MINDWORD/);
});

test('one who listened from the gallery takes no thought along when it goes', async () => {
  let open = () => {};
  const rest = new Promise<void>((resolve) => {
    open = resolve;
  });
  const model = scripted(['<role_thinking>MINDWORD</role_thinking>It began ', rest, 'long ago.']);
  await using game = await startGame({ model, world: { locations, innerVoice: true }, personas });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const birch = await game.join({ name: 'Birch', location: 'gallery' });
  const begun = birch.next('turn.delta', ({ text }) => text.includes('It began'));
  ash.send('say', { npc: 'mara', text: 'Tell me.' });
  await begun;

  const end = birch.nextTurn('mara');
  await birch.request('move', { location: 'bank' });

  expect(await end).toMatchObject({ status: 'interrupted', spans: [{ text: 'It began' }] });
  open();
  expect(frames(birch)).not.toContain('MINDWORD');
});

test('two places that hear each other can talk across, but not whisper; a call needs no name', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model, world: { locations }, personas });
  const ash = await game.join({ name: 'Ash', location: 'ferry' });

  await ash.talk({ text: 'Ahoy!' });

  expect(promptOf(model.requests[0]!)).toContain('Ash: Ahoy!');
  expect(ash.state.players.get(ash.id)?.location).toBe('ferry');
  await expect(ash.request('say', { npc: 'wren', text: 'Psst', whisper: true })).rejects.toMatchObject(
    refused,
  );
  await expect(ash.request('say', { text: 'Psst', whisper: true })).rejects.toMatchObject({
    reason: { code: 'nobody-here' },
  });
});

test('comings and goings of players and NPCs are perceived where they happen, once a visit, and not by those who go', async () => {
  let now = Date.now();
  await using game = await startGame({ model: scripted('Aye.'), now: () => now });
  const host = await game.join({ name: 'Host' }, GAME);
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const move = (npc: string, location: string) => host.request('npc.patch', { npc, location });

  await ash.leave();
  for (let round = 0; round < 3; round += 1) {
    await move('tom', 'yard');
    await move('tom', 'tavern');
  }
  now += 60_000;
  await host.request('npc.despawn', { npc: 'una' });
  await host.request('npc.spawn', { persona: 'una', location: 'tavern' });
  await move('tom', 'yard');

  expect(linesOf(game, 'mara')).toEqual([
    'Ash comes in.',
    'Welcome, says Mara.',
    'Ash leaves.',
    'Tom leaves.',
    'Una comes in.',
  ]);
  expect(linesOf(game, 'tom')).not.toContain('Tom leaves.');
});

test('a place that is heard where there is none is a mistake of the file', async () => {
  const load = loadContent(
    await writeWorld({
      world: { locations: { tavern: { name: 'T', description: 'x', heardIn: ['tavrn'] } } },
      personas: {},
    }),
  );

  await expect(load).rejects.toThrow(
    /world\.yaml:\d+ locations\.tavern\.heardIn\[0\]: .*did you mean "tavern"/,
  );
});
