import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { GAME, startGame } from '../game.ts';
import { persona } from '../worlds.ts';

test('of what an NPC thinks of others it is known what the persona says and what was set', async () => {
  const personas = {
    mara: persona('Mara', { relationships: { tom: 'A good cook.' } }),
    tom: persona('Tom'),
  };
  await using game = await startGame({ personas });
  const host = await game.join({ name: 'Host' }, GAME);
  const { ask } = await consoleOf(game);
  const of = { instance: 'main', npc: 'mara' };

  await host.request('npc.patch', { npc: 'mara', relationships: { tom: 'A thief.' } });
  expect(await ask('npc.relationships', of)).toEqual({ own: { tom: 'A good cook.' }, set: ['tom'] });
  await host.request('npc.patch', { npc: 'mara', relationships: { tom: null } });
  expect(await ask('npc.relationships', of)).toEqual({ own: { tom: 'A good cook.' }, set: [] });

  await expect(ask('npc.relationships', { instance: 'main', npc: 'nobody' })).rejects.toMatchObject({
    status: 404,
  });
  await expect(ask('npc.relationships', { instance: 'no', npc: 'mara' })).rejects.toMatchObject({
    status: 404,
  });
});
