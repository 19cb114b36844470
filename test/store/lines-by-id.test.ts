import { expect, test } from 'vitest';
import type { Line } from '../../schemas/record.ts';
import { open, said, textsOf } from './records.ts';

const instance = 'w/main';
const branch = 'main';

const replacing = (seq: number, kind: Line['kind'], replaces: string, text = '') =>
  said(seq, text, { kind, replaces });

async function opened(...lines: Line[]) {
  const store = await open();
  await store.openInstance('w', 'main');
  await store.commit({ instance, branch, lines });
  const read = async (ids: string[], where = branch) =>
    textsOf(await store.linesById({ instance, branch: where, ids }));
  return { store, read };
}

test('lines are read by their ids as they stand: edited, given anew, and not where they were deleted', async () => {
  const { read } = await opened(
    said(1, 'One.'),
    said(2, 'Two.'),
    said(3, 'Three.'),
    replacing(4, 'edit', 'l1', 'One, edited.'),
    replacing(5, 'turn', 'l2', 'Two, again.'),
    replacing(6, 'edit', 'l5', 'Two, again, edited.'),
    replacing(7, 'delete', 'l3'),
  );

  expect(await read(['l3', 'l2', 'l1', 'none'])).toEqual(['One, edited.', 'Two, again, edited.']);
  expect(await read(['l5'])).toEqual(['Two, again, edited.']);
  expect(await read(['l4'])).toEqual([]);
  expect(await read([])).toEqual([]);
});

test('a loaded game reads its lines without the edits of another one', async () => {
  const { store, read } = await opened(said(1, 'One.'));
  await store.saveSlot(instance, branch, 1, 'early');
  await store.commit({ instance, branch, lines: [replacing(2, 'edit', 'l1', 'One, edited.')] });
  const loaded = await store.loadSlot(instance, 'early');

  expect(await read(['l1'])).toEqual(['One, edited.']);
  expect(await read(['l1'], loaded.branch)).toEqual(['One.']);
});

test('a player is called what it went by when it spoke last, in this branch', async () => {
  const spoke = (seq: number, player: string, name: string) =>
    said(seq, 'Hello.', { kind: 'say', from: `player:${player}`, player, name });
  const { store } = await opened(spoke(1, 'client:a', 'Ash'), spoke(2, 'client:b', 'Bea'));
  await store.saveSlot(instance, branch, 2, 'early');
  await store.commit({ instance, branch, lines: [spoke(3, 'client:a', 'Ashley')] });
  const loaded = await store.loadSlot(instance, 'early');
  const names = async (where: string) =>
    Object.fromEntries(
      await store.names({ instance, branch: where, players: ['client:a', 'client:b', 'ash'] }),
    );

  expect(await names(branch)).toEqual({ 'client:a': 'Ashley', 'client:b': 'Bea' });
  expect(await names(loaded.branch)).toEqual({ 'client:a': 'Ash', 'client:b': 'Bea' });
});
