import { expect, test } from 'vitest';
import { DESIGNER, startGame } from '../game.ts';
import { gate, promptOf, scripted } from '../scripted.ts';

test('a direction for one turn is in that turn’s prompt and in no other, and no player reads it', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  await designer.request('npc.patch', { npc: 'mara', direction: 'Limp as you go.', once: true });
  await designer.until(() => designer.state.npcs.get('mara')?.directionOnce === true);
  await ash.talk({ npc: 'mara', text: 'Come.' });
  await ash.talk({ npc: 'mara', text: 'And back.' });

  expect(promptOf(model.requests[0]!)).toContain('How Mara is to be played now: Limp as you go.');
  expect(promptOf(model.requests[1]!)).not.toContain('Limp');
  expect(ash.state.npcs.get('mara')?.direction).toBeFalsy();
  expect(ash.frames.every((frame) => !frame.includes('Limp'))).toBe(true);
});

test('a direction for one turn is for the next one that anybody hears, not for one cut before', async () => {
  const held = gate();
  const model = scripted(['<system_thinking>Hm.', held], 'Aye.', 'Aye.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  await designer.request('npc.patch', { npc: 'mara', direction: 'Coldly.', once: true });

  const cut = ash.nextTurn();
  ash.send('say', { npc: 'mara', text: 'Well?' });
  await designer.next('turn.delta');
  ash.send('interrupt', { npc: 'mara' });
  await cut;
  await ash.talk({ npc: 'mara', text: 'Well?' });
  await ash.talk({ npc: 'mara', text: 'And now?' });

  const directed = model.requests.map(({ prompt }) => JSON.stringify(prompt.messages).includes('Coldly.'));
  expect(directed).toEqual([true, true, false]);
});

test('a direction that lasts outlives a restart, and null ends it', async () => {
  const model = scripted('Aye.');
  const { dir, dataDir } = await (async () => {
    const game = await startGame({ model });
    const designer = await game.join({ name: 'Dee' }, DESIGNER);
    await designer.request('npc.patch', { npc: 'mara', direction: 'Hum.' });
    await game.stop();
    return game;
  })();
  await using game = await startGame({ model, dir, dataDir });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  await ash.talk({ npc: 'mara', text: 'Come.' });
  await ash.talk({ npc: 'mara', text: 'And back.' });
  await designer.request('npc.patch', { npc: 'mara', direction: null });
  await ash.talk({ npc: 'mara', text: 'Again.' });

  expect(model.requests.map((request) => promptOf(request).includes('Hum.'))).toEqual([true, true, false]);
});

test('what an NPC thinks of another can be set while the game runs, and taken back', async () => {
  const model = scripted('Aye.');
  await using game = await startGame({ model });
  const ash = await game.join();
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  await designer.request('npc.patch', { npc: 'mara', relationships: { tom: 'Tom: <b>saved</b> me.' } });
  await designer.until(() => designer.state.npcs.get('mara')?.relationships.has('tom') === true);
  await ash.talk({ npc: 'mara', text: 'Come.' });
  await designer.request('npc.patch', { npc: 'mara', relationships: { tom: null } });
  await ash.talk({ npc: 'mara', text: 'Again.' });

  expect(promptOf(model.requests[0]!)).toContain('Tom — ‹b›saved‹/b› me.');
  expect(promptOf(model.requests[1]!)).not.toContain('saved');
  await expect(
    designer.request('npc.patch', { npc: 'mara', relationships: { nobody: 'x' } }),
  ).rejects.toMatchObject({ reason: { code: 'unknown-npc' } });
});

test('the whole instance shows that it is paused', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);

  await designer.request('pause', { paused: true });

  await designer.until(() => designer.state.paused);
});
