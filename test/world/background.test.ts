import { expect, test } from 'vitest';
import { startGame } from '../game.ts';
import { gate, scripted } from '../scripted.ts';

const verdict = { trust: 0, affinity: 0.1, mood: null, intensity: 0, reason: 'They talked.' };

test('where more waits for the model than it keeps up with, what was said is appraised without it', async () => {
  const held = gate();
  const thinking = scripted([held, JSON.stringify(verdict)]);
  await using game = await startGame({ model: scripted('Aye.'), thinking });
  const player = await game.join({ name: 'Ash', player: 'p1', location: 'tavern' });

  for (let count = 0; count < 26; count += 1) await player.talk({ npc: 'mara', text: `Number ${count}.` });
  held.open();
  const [instance] = game.server.soliloquy.instances;
  await instance!.background.onIdle();

  // The one that was under way, and the last ones, behind which no more than may wait.
  expect(thinking.requests).toHaveLength(22);
  const { id, branch } = instance!.record;
  const others = [...instance!.members.values()].map((member) => `player:${member.player}`);
  const where = { instance: id, branch, npc: 'mara', others, limit: 50 };
  const changes = await game.server.soliloquy.store.bonds(where);
  expect(changes.toReversed().map(({ by }) => by)).toEqual([
    'model',
    ...Array(4).fill('lexicon'),
    ...Array(21).fill('model'),
  ]);
});
