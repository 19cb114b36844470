import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../schemas/record.ts';
import { freshFile, open, SUMMARY, said, textsOf } from './records.ts';

const at = { instance: 'w/main', branch: 'main' };

describe('the record of an instance', () => {
  test('a new instance starts at 0 and a known one where its record ends', async () => {
    const url = `file:${freshFile()}`;
    const first = await open(url);
    const opened = await first.openInstance('w', 'main');
    await first.commit({ ...at, lines: [said(1), said(2)] });
    await first.close();

    const again = await (await open(url)).openInstance('w', 'main');

    expect(opened).toEqual({ id: 'w/main', branch: 'main', seq: 0, isNew: true });
    expect(again).toEqual({ id: 'w/main', branch: 'main', seq: 2, isNew: false });
  });

  test('a line comes back as it went in, with every field or the fewest', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    const full: Line = said(1, 'Stay.', {
      to: 'player:s1',
      whisper: true,
      player: 'ash',
      turn: 't1',
      status: 'fallback',
      replaces: 'l0',
      at: 1_700_000_000_000.5,
      npcs: ['mara', 'old-tom'],
      spans: [
        { span: 0, layer: 'system_thinking', text: '"quotes" \u0000 \ud800 😀' },
        { span: 3, layer: 'speech', text: '' },
      ],
    });
    const bare: Line = said(2, '', {
      spans: [],
      npcs: [],
      players: [],
      location: null,
      from: 'environment',
      name: '',
    });

    await store.commit({ ...at, lines: [full, bare] });

    expect(await store.lines(at)).toEqual([full, bare]);
  });

  property.prop([fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 5 })])(
    'any text comes back as it went in',
    async (texts) => {
      const store = await open();
      await store.openInstance('w', 'main');
      const lines = texts.map((text, index) =>
        said(index + 1, text, { name: text, time: text, player: text, players: [text] }),
      );

      await store.commit({ ...at, lines });

      expect(await store.lines(at)).toEqual(lines);
    },
  );

  test('lines are found by number, by limit and from either end', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    await store.commit({ ...at, lines: [1, 2, 3, 4, 5].map((seq) => said(seq)) });
    const seqs = async (query: object) => (await store.lines({ ...at, ...query })).map((line) => line.seq);

    expect(await seqs({})).toEqual([1, 2, 3, 4, 5]);
    expect(await seqs({ after: 1, before: 5 })).toEqual([2, 3, 4]);
    expect(await seqs({ limit: 2 })).toEqual([1, 2]);
    expect(await seqs({ limit: 2, newestFirst: true })).toEqual([5, 4]);
    expect(await seqs({ before: 4, limit: 1, newestFirst: true })).toEqual([3]);
    expect(await seqs({ limit: 0 })).toEqual([]);
  });

  test('lines are found by who perceived them, and a player is no NPC of the same name', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    await store.commit({
      ...at,
      lines: [
        said(1, 'to all', { npcs: ['mara', 'tom'], players: ['ash', 'mara'] }),
        said(2, 'to Tom', { npcs: ['tom'], players: [] }),
        said(3, 'twice', { npcs: ['mara', 'mara'], players: ['ash'] }),
      ],
    });

    expect(textsOf(await store.lines({ ...at, npc: 'mara' }))).toEqual(['to all', 'twice']);
    expect(textsOf(await store.lines({ ...at, player: 'mara' }))).toEqual(['to all']);
    expect(textsOf(await store.lines({ ...at, npc: 'tom', limit: 1, newestFirst: true }))).toEqual([
      'to Tom',
    ]);
    expect(await store.lines({ ...at, player: 'nobody' })).toEqual([]);
  });

  test('instances keep their lines apart', async () => {
    const store = await open();
    const one = await store.openInstance('w', 'one');
    const two = await store.openInstance('w', 'two');

    await store.commit({ instance: one.id, branch: one.branch, lines: [said(1, 'here')] });
    await store.commit({ instance: two.id, branch: two.branch, lines: [said(1, 'there')] });

    expect(textsOf(await store.lines({ instance: one.id, branch: one.branch }))).toEqual(['here']);
    expect(textsOf(await store.lines({ instance: two.id, branch: two.branch }))).toEqual(['there']);
  });
});

describe('a commit', () => {
  test('writes lines, state and trace together', async () => {
    const store = await open();
    await store.openInstance('w', 'main');

    await store.commit({
      ...at,
      lines: [said(1)],
      npcs: [{ npc: 'mara', state: { mood: 'calm' } }],
      instanceState: { weather: 'rain' },
      trace: { turn: 't1', npc: 'mara', startedAt: 5, body: { tokens: 3 }, summary: SUMMARY },
    });

    expect(await store.snapshot('w/main', 'main')).toEqual({
      instanceState: { weather: 'rain' },
      npcs: new Map([['mara', { mood: 'calm' }]]),
    });
    expect(await store.trace('t1')).toEqual({
      turn: 't1',
      instance: 'w/main',
      branch: 'main',
      npc: 'mara',
      startedAt: 5,
      body: { tokens: 3 },
    });
  });

  test('that fails in its last part leaves nothing of its first', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    const trace = { turn: 't1', npc: 'mara', startedAt: 1, body: 1, summary: SUMMARY };
    await store.commit({ ...at, lines: [said(1)], instanceState: 'before', trace });

    const refused = store.commit({ ...at, lines: [said(2)], instanceState: 'after', trace });

    await expect(refused).rejects.toMatchObject({
      code: 'bad-store',
      message: expect.stringContaining('could not be written'),
    });
    expect(textsOf(await store.lines(at))).toEqual(['line 1']);
    expect((await store.snapshot('w/main', 'main')).instanceState).toBe('before');
    await store.commit({ ...at, lines: [said(2)] });
  });

  test('without lines keeps the state, and each subject keeps its own newest', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    await store.commit({ ...at, lines: [], instanceState: 1, npcs: [{ npc: 'mara', state: 'a' }] });
    await store.commit({ ...at, lines: [said(1)], npcs: [{ npc: 'tom', state: 'b' }] });
    await store.commit({ ...at, lines: [], npcs: [{ npc: 'mara', state: 'c' }] });

    const snapshot = await store.snapshot('w/main', 'main');

    expect(snapshot.instanceState).toBe(1);
    expect(Object.fromEntries(snapshot.npcs)).toEqual({ mara: 'c', tom: 'b' });
  });

  test('that comes late with an early number still brings the newest state', async () => {
    const store = await open();
    await store.openInstance('w', 'main');
    await store.commit({ ...at, lines: [said(2)], instanceState: 'first' });

    await store.commit({ ...at, lines: [said(1)], instanceState: 'second' });

    expect((await store.snapshot('w/main', 'main')).instanceState).toBe('second');
  });

  test('to a branch that is not there is refused', async () => {
    const store = await open();
    await store.openInstance('w', 'main');

    const refused = store.commit({ instance: 'w/main', branch: 'gone', lines: [said(1)] });

    await expect(refused).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('"gone"'),
    });
  });

  test('of fifty callers at once are all kept, in the order they were asked for', async () => {
    const store = await open(`file:${freshFile()}`);
    await store.openInstance('w', 'main');
    const seqs = Array.from({ length: 50 }, (_, index) => index + 1);
    const done: number[] = [];

    await Promise.all(
      seqs.map(async (seq) => {
        await store.commit({
          ...at,
          lines: [said(seq)],
          instanceState: seq,
          npcs: [{ npc: 'mara', state: seq }],
        });
        done.push(seq);
        const [newest] = await store.lines({ ...at, limit: 1, newestFirst: true, after: seq - 1 });
        expect(newest!.seq).toBeGreaterThanOrEqual(seq);
      }),
    );

    expect(done).toEqual(seqs);
    expect((await store.lines(at)).map((line) => line.seq)).toEqual(seqs);
    expect((await store.snapshot('w/main', 'main')).instanceState).toBe(50);
  });

  test('asked for before the store closes is kept, one asked for after is refused', async () => {
    const url = `file:${freshFile()}`;
    const store = await open(url);
    await store.openInstance('w', 'main');

    const before = store.commit({ ...at, lines: [said(1)] });
    const closing = store.close();
    const after = store.commit({ ...at, lines: [said(2)] });

    await expect(after).rejects.toMatchObject({ code: 'bad-store', message: 'The store is closed.' });
    await Promise.all([before, closing, store.close()]);
    expect(textsOf(await (await open(url)).lines(at))).toEqual(['line 1']);
  });
});
