import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { DESIGNER, speechOf, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';

test('lines are read by their ids as an NPC perceived them and as they stand, and say whose turn is recorded', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  const reply = await ash.talk({ npc: 'mara', text: 'I live in Karst.' });
  await host.request('turn.edit', { turn: reply.turn, spans: [{ layer: 'speech', text: 'So I heard.' }] });
  const { history } = game.server.soliloquy.instances.values().next().value!.npc('mara');
  const lines = history.lines.map(({ id }) => id).join();
  const { ask } = await consoleOf(game);

  const seen = await ask('lines.read', { instance: 'main', npc: 'mara', lines: `${lines},no-such-line` });
  const elsewhere = await ask('lines.read', { instance: 'main', npc: 'una', lines });

  expect(speechOf(reply)).toBe('I see.');
  expect(seen.lines.slice(-2)).toMatchObject([
    { name: 'Ash', text: 'I live in Karst.', isRecorded: false },
    { name: 'Mara', text: 'So I heard.', turn: reply.turn, isRecorded: true },
  ]);
  expect(elsewhere.lines).toEqual([]);
});

test('an edit changes a line that the NPC has no longer at hand, too', async () => {
  await using game = await startGame({ model: scripted('I see.') });
  const ash = await game.join({ name: 'Ash', location: 'tavern' });
  const host = await game.join({ name: 'Host' }, DESIGNER);
  const reply = await ash.talk({ npc: 'mara', text: 'I live in Karst.' });
  const { history } = game.server.soliloquy.instances.values().next().value!.npc('mara');
  const { id } = history.lines.find(({ turn }) => turn === reply.turn)!;
  await host.request('turn.edit', { turn: reply.turn, spans: [{ layer: 'speech', text: 'So I heard.' }] });
  history.reset([]);
  const { ask } = await consoleOf(game);

  const seen = await ask('lines.read', { instance: 'main', npc: 'mara', lines: id });

  expect(seen.lines).toMatchObject([{ text: 'So I heard.', turn: reply.turn }]);
});
