import { rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { consoleOf } from '../console-api.ts';
import { startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { persona } from '../worlds.ts';

test('a rating belongs to the instance of its turn, a preference to two replies by one NPC', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const ash = await game.join();
  const bo = await game.join({ name: 'Bo', instance: 'other' });
  const { ask } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  const toms = await ash.talk({ npc: 'tom', text: 'And you?' });
  const others = await bo.talk({ npc: 'mara', text: 'Well?' });
  const rate = (fields: object) =>
    ask('turn.rate', { instance: 'main', turn, author: 'Bea', value: 1, reason: '', ...fields });

  await expect(rate({ instance: 'nowhere' })).rejects.toMatchObject({ status: 404 });
  await expect(rate({ instance: 'other' })).rejects.toMatchObject({ status: 404 });
  await expect(rate({ rejected: others.turn })).rejects.toMatchObject({ status: 404 });
  await expect(rate({ rejected: toms.turn })).rejects.toMatchObject({ status: 400 });
  await expect(rate({ rejected: turn })).rejects.toMatchObject({ status: 400 });
  expect((await ask('turns.list', { instance: 'main' })).rows.flatMap(({ ratings }) => ratings)).toEqual([]);
});

test('what is written about a reply is kept whole, whatever signs are in it', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const ash = await game.join();
  const { ask } = await consoleOf(game);
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });

  await ask('turn.rate', {
    instance: 'main',
    turn,
    author: 'Be\0a',
    value: 1,
    reason: 'Too\0 flat.\nReally.',
  });

  const { rows } = await ask('turns.list', { instance: 'main' });
  expect(rows[0]!.ratings).toMatchObject([{ author: 'Be a', reason: 'Too flat.\nReally.' }]);
});

test('nobody passes for the files by signs that are not seen', async () => {
  await using game = await startGame({ model: scripted('Aye.') });
  const { ask } = await consoleOf(game);
  const save = (author: string) =>
    ask('personas.save', { persona: 'mara', body: persona('Mara', { mood: 'sour' }), base: 1, author });

  for (const author of ['file\0', 'fi\u200ble', 'File\u2060', '\uff46ile', '\u200b'])
    await expect(save(author), JSON.stringify(author)).rejects.toMatchObject({ status: 400 });

  expect((await ask('personas.versions', { persona: 'mara' })).versions).toHaveLength(1);
});

test('of a turn of another world in the same store nothing is told', async () => {
  await using first = await startGame({ model: scripted('Aye.') });
  const ash = await first.join();
  const { turn } = await ash.talk({ npc: 'mara', text: 'Well?' });
  await first.stop();
  const dir = `${first.dir}-renamed`;
  await rename(first.dir, dir);
  await using second = await startGame({ model: scripted('Aye.'), dir, dataDir: first.dataDir });
  const { ask } = await consoleOf(second);

  await expect(ask('turn.read', { turn })).rejects.toMatchObject({ status: 404 });
  await expect(ask('turn.rerun', { turn })).rejects.toMatchObject({ status: 404 });
});
