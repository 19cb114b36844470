import { expect, test } from 'vitest';
import { effectiveLines } from '../../server/store/effective.ts';
import type { Store } from '../../server/store/store.ts';
import { freshFile, open, said, textsOf } from './records.ts';

const instance = 'w/main';

/** Says things in a branch from `seq` on; the world's state after each line is its text. */
async function say(store: Store, branch: string, seq: number, ...texts: string[]): Promise<void> {
  for (const [index, text] of texts.entries()) {
    const line = said(seq + index, text, { id: `${branch}-${seq + index}`.slice(-16) });
    await store.commit({
      instance,
      branch,
      lines: [line],
      instanceState: text,
      npcs: [{ npc: 'mara', state: text }],
    });
  }
}

async function started(url?: string): Promise<Store> {
  const store = await open(url);
  await store.openInstance('w', 'main');
  return store;
}

test('a loaded game goes on from where it was saved, and the other branch keeps what came after', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one', 'two');
  await store.saveSlot(instance, 'main', 2, 'inn');
  await say(store, 'main', 3, 'three');

  const loaded = await store.loadSlot(instance, 'inn');
  await say(store, loaded.branch, loaded.seq + 1, 'other three', 'other four');

  expect(loaded.seq).toBe(2);
  expect(textsOf(await store.lines({ instance, branch: loaded.branch }))).toEqual([
    'one',
    'two',
    'other three',
    'other four',
  ]);
  expect(textsOf(await store.lines({ instance, branch: 'main' }))).toEqual(['one', 'two', 'three']);
});

test('a query in a branch reaches into its ancestors from either end', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one', 'two', 'three');
  await store.saveSlot(instance, 'main', 2, 'a');
  const first = await store.loadSlot(instance, 'a');
  await say(store, first.branch, 3, 'THREE', 'FOUR');
  await store.saveSlot(instance, first.branch, 3, 'b');
  const second = await store.loadSlot(instance, 'b');
  await say(store, second.branch, 4, 'vier');
  const texts = async (query: object) =>
    textsOf(await store.lines({ instance, branch: second.branch, ...query }));

  expect(await texts({})).toEqual(['one', 'two', 'THREE', 'vier']);
  expect(await texts({ limit: 3, newestFirst: true })).toEqual(['vier', 'THREE', 'two']);
  expect(await texts({ limit: 3 })).toEqual(['one', 'two', 'THREE']);
  expect(await texts({ after: 1, before: 4, npc: 'mara' })).toEqual(['two', 'THREE']);
  expect(await texts({ player: 'ash', limit: 2, newestFirst: true })).toEqual(['vier', 'THREE']);
});

test('a load brings the state of the moment of saving back, whatever happened since', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one');
  await store.commit({
    instance,
    branch: 'main',
    lines: [],
    instanceState: 'saved',
    npcs: [{ npc: 'tom', state: 'here' }],
  });
  await store.saveSlot(instance, 'main', 1, 'inn');
  await store.commit({
    instance,
    branch: 'main',
    lines: [],
    instanceState: 'changed',
    npcs: [{ npc: 'eve', state: 'new' }],
  });

  const loaded = await store.loadSlot(instance, 'inn');
  const snapshot = await store.snapshot(instance, loaded.branch);

  expect(snapshot.instanceState).toBe('saved');
  expect(Object.fromEntries(snapshot.npcs)).toEqual({ mara: 'one', tom: 'here' });
  expect((await store.snapshot(instance, 'main')).instanceState).toBe('changed');
});

test('a place further back can be saved, in a branch of a branch too', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one', 'two', 'three');
  await store.saveSlot(instance, 'main', 3, 'late');
  const late = await store.loadSlot(instance, 'late');
  await say(store, late.branch, 4, 'four');

  await store.saveSlot(instance, late.branch, 2, 'early');
  const early = await store.loadSlot(instance, 'early');

  expect(textsOf(await store.lines({ instance, branch: early.branch }))).toEqual(['one', 'two']);
  expect((await store.snapshot(instance, early.branch)).instanceState).toBe('two');
});

test('a slot can be loaded again and again, and saved over', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one');
  await store.saveSlot(instance, 'main', 1, 'inn');
  const first = await store.loadSlot(instance, 'inn');
  await say(store, first.branch, 2, 'two');
  const second = await store.loadSlot(instance, 'inn');
  expect(await store.lines({ instance, branch: second.branch })).toHaveLength(1);

  await store.saveSlot(instance, first.branch, 2, 'inn');
  const third = await store.loadSlot(instance, 'inn');

  expect(new Set([first.branch, second.branch, third.branch]).size).toBe(3);
  expect(textsOf(await store.lines({ instance, branch: third.branch }))).toEqual(['one', 'two']);
  expect((await store.snapshot(instance, third.branch)).instanceState).toBe('two');
});

test('a game saved before anyone spoke starts over', async () => {
  const store = await started();
  await store.commit({ instance, branch: 'main', lines: [], instanceState: 'dawn' });
  await store.saveSlot(instance, 'main', 0, 'start');
  await say(store, 'main', 1, 'one');

  const loaded = await store.loadSlot(instance, 'start');

  expect(loaded.seq).toBe(0);
  expect(await store.lines({ instance, branch: loaded.branch })).toEqual([]);
  expect((await store.snapshot(instance, loaded.branch)).instanceState).toBe('dawn');
});

test('saving and loading without a word in between makes no chain of empty branches', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one');
  let branch = 'main';
  for (let round = 0; round < 30; round++) {
    await store.saveSlot(instance, branch, 1, `slot ${round % 3}`);
    ({ branch } = await store.loadSlot(instance, `slot ${round % 3}`));
  }

  expect(textsOf(await store.lines({ instance, branch }))).toEqual(['one']);
  expect((await store.snapshot(instance, branch)).instanceState).toBe('one');
});

test('the loaded branch is the one that a restart opens', async () => {
  const url = `file:${freshFile()}`;
  const store = await started(url);
  await say(store, 'main', 1, 'one', 'two');
  await store.saveSlot(instance, 'main', 1, 'inn');
  const loaded = await store.loadSlot(instance, 'inn');
  await store.close();

  const again = await (await open(url)).openInstance('w', 'main');

  expect(again).toEqual({ id: instance, branch: loaded.branch, seq: 1, isNew: false });
});

test('an edit made in one branch changes only how that branch reads', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one', 'two');
  await store.saveSlot(instance, 'main', 2, 'inn');
  const loaded = await store.loadSlot(instance, 'inn');
  const edit = said(3, 'ONE', { id: 'e3', kind: 'edit', replaces: 'main-1' });
  await store.commit({ instance, branch: loaded.branch, lines: [edit] });

  const read = async (branch: string) => textsOf(effectiveLines(await store.lines({ instance, branch })));

  expect(await read(loaded.branch)).toEqual(['ONE', 'two']);
  expect(await read('main')).toEqual(['one', 'two']);
});

test('a slot that was never saved is unknown, and the answer names those that were', async () => {
  const store = await started();
  await store.saveSlot(instance, 'main', 0, 'inn');

  await expect(store.loadSlot(instance, 'mill')).rejects.toMatchObject({
    code: 'unknown-slot',
    message: 'Nothing was saved as "mill". Saved so far: "inn".',
  });
  expect(await store.openInstance('w', 'main')).toMatchObject({ branch: 'main' });
});

test('a line from before the branch began is refused', async () => {
  const store = await started();
  await say(store, 'main', 1, 'one', 'two');
  await store.saveSlot(instance, 'main', 2, 'inn');
  const { branch } = await store.loadSlot(instance, 'inn');

  const refused = store.commit({ instance, branch, lines: [said(2, 'rewritten', { id: 'x' })] });

  await expect(refused).rejects.toMatchObject({ code: 'internal' });
});
