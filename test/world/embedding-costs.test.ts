import { expect, test, vi } from 'vitest';
import { gate } from '../scripted.ts';
import { about, clocked, QUESTION, recall, SIBLING, synonyms } from './meanings.ts';

test('what else is to be done behind the turns waits for one call at most, and all are embedded', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  for (let count = 0; count < 70; count += 1) await play.add(`Ash has ${count} boats.`);
  const { background } = play.instance;
  const held = gate();
  background.add('what is under way', () => held);
  await play.game.join({ player: 'ash', location: 'tavern' });
  play.instance.tick();
  let before = 0;
  background.add('what else is to be done', async () => {
    before = asked.length;
  });
  held.open();
  await play.settle();

  expect(before).toBe(32);
  expect(asked).toHaveLength(70);
  expect(new Set(asked).size).toBe(70);
});

test('once all that was there is embedded, only what was written since is looked for', async () => {
  const { embedder } = synonyms();
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add('Ash likes pears.');
  await play.settle();
  const looks = vi.spyOn(play.instance.parts.store, 'memoriesToEmbed');
  const { id } = await play.add(SIBLING);
  await play.settle();

  expect(looks.mock.calls.map(([query]) => query)).toMatchObject([{ ids: [id] }]);
});

test('what memories mean and what was asked is at hand the second time, until a memory changes', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.add(SIBLING);
  await play.settle();
  const { recall: words, vectors } = play.instance.memories;
  const missed = async () => {
    const before = [words.cacheStats.misses, vectors.cacheStats.misses];
    const hits = [words.cacheStats.hits, vectors.cacheStats.hits];
    await recall(play);
    return {
      missed: [words.cacheStats.misses - before[0]!, vectors.cacheStats.misses - before[1]!],
      hit: [words.cacheStats.hits - hits[0]!, vectors.cacheStats.hits - hits[1]!],
    };
  };

  const first = await missed();
  const second = await missed();
  await play.add('Ash likes pears.');
  await play.settle();
  const third = await missed();

  expect(first).toEqual({ missed: [3, 2], hit: [0, 0] });
  expect(second).toEqual({ missed: [0, 0], hit: [3, 2] });
  expect(third).toEqual({ missed: [3, 1], hit: [0, 1] });
  expect(asked.filter((text) => text === QUESTION)).toHaveLength(1);
});

test('nothing is embedded while nobody is there, or all is paused', async () => {
  const { embedder, asked } = synonyms();
  await using play = await clocked({ embedder });
  await play.add(SIBLING);
  await play.settle();
  expect(asked).toEqual([]);
  play.instance.isPaused = true;
  await play.game.join({ player: 'ash', location: 'tavern' });
  await play.settle();
  expect(asked).toEqual([]);
  play.instance.isPaused = false;
  await play.settle();

  expect(asked).toEqual([SIBLING]);
});

test('while very many memories are read, the server does what else is due', async () => {
  const { embedder } = synonyms();
  await using play = await clocked({ embedder });
  await play.game.join({ player: 'ash', location: 'tavern' });
  const { record, parts } = play.instance;
  const source = { by: 'designer' as const, name: 'Dee', lines: [] };
  const written = Array.from({ length: 1200 }, (_, index) => ({
    ...{
      id: `m${index}`,
      npc: 'mara',
      kind: 'episode' as const,
      text: `A sibling, ${index}.`,
      importance: 1,
    },
    ...{ about, at: parts.now(), time: 'Day 1', witnesses: [], source },
  }));
  await record.keepMemories(written);
  await play.settle();
  const { vectors } = parts.store;
  let rounds = 0;
  const before: number[] = [];
  vi.spyOn(parts.store, 'vectors').mockImplementation(async (...which) => {
    before.push(rounds);
    setImmediate(() => {
      rounds += 1;
    });
    return vectors(...which);
  });

  const found = await recall(play);

  expect(before).toEqual([0, 1, 2]);
  expect(found[0]!.relevance).toBeCloseTo(1, 3);
});
