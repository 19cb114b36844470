import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemorySettings } from '../../schemas/memory-settings.ts';
import { type Candidate, rank } from '../../server/memory/recall.ts';
import { nearest, unit } from '../../server/memory/vectors.ts';

const candidate = (id: string, fields: Partial<Candidate> = {}): Candidate => ({
  id,
  seq: 1,
  npc: 'mara',
  kind: 'fact',
  text: `Memory ${id}.`,
  importance: 1,
  at: 0,
  time: 'Day 1, 08:00',
  witnesses: [],
  source: { by: 'designer', lines: [] },
  lexical: 0,
  ...fields,
});
const scoresOf = (candidates: Candidate[], about?: 'player:a') =>
  new Map(
    rank(candidates, 'Where is the ferry?', { at: 0, time: '' }, about, MemorySettings.parse({})).map(
      (scored) => [scored.memory.id, scored],
    ),
  );

test('a memory bears on a question by its words or by what it means, whichever is more', () => {
  const scores = scoresOf([
    candidate('both', { text: 'The ferry sank.', lexical: 8, cosine: 0.5 }),
    candidate('words', { text: 'The ferry sank.', lexical: 8 }),
    candidate('meaning', { cosine: 0.9 }),
    candidate('neither', { cosine: 0.4 }),
  ]);

  expect(scores.get('both')!.relevance).toBe(scores.get('words')!.relevance);
  expect(scores.get('meaning')).toMatchObject({ relevance: 0.9, isRelevant: true });
  expect(scores.get('neither')).toMatchObject({ relevance: 0, isRelevant: false });
});

test('what means the same but is about somebody else counts less', () => {
  const scores = scoresOf(
    [
      candidate('own', { about: 'player:a', cosine: 0.8 }),
      candidate('other', { about: 'npc:tom', cosine: 0.8 }),
    ],
    'player:a',
  );

  expect(scores.get('other')!.relevance).toBeLessThan(scores.get('own')!.relevance);
});

const vectors = fc.integer({ min: 1, max: 8 }).chain((dimensions) =>
  fc.array(
    fc
      .array(fc.float({ noNaN: true, min: -100, max: 100 }), { minLength: dimensions, maxLength: dimensions })
      .map((values) => unit(Float32Array.from(values))),
    { minLength: 1, maxLength: 20 },
  ),
);

test('the nearest vectors are those of the greatest cosines, best first', () => {
  fc.assert(
    fc.property(vectors, fc.integer({ min: 1, max: 25 }), (all, limit) => {
      const to = all[0]!;
      const cosines = all.map((vector) => vector.reduce((sum, value, at) => sum + value * to[at]!, 0));
      const expected = cosines.filter((cosine) => cosine >= 0.2).sort((a, b) => b - a);
      const known = new Map(all.map((vector, index) => [`${index}`, vector]));

      const found = [...nearest(known, to, { least: 0.2, limit })];

      expect(found).toHaveLength(Math.min(limit, expected.length));
      for (const [place, [id, cosine]] of found.entries()) {
        expect(cosine).toBeCloseTo(expected[place]!, 4);
        expect(cosine).toBeCloseTo(cosines[Number(id)]!, 4);
        expect(cosine).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('vectors of another length, and of zeros, are near to nothing', () => {
  const known = new Map([
    ['a', unit(Float32Array.of(3, 4))],
    ['longer', unit(Float32Array.of(3, 4, 0))],
    ['zeros', unit(Float32Array.of(0, 0))],
  ]);
  const near = (...to: number[]) => [
    ...nearest(known, Float32Array.from(to), { least: 0.1, limit: 9 }).keys(),
  ];

  expect(known.get('a')).toEqual(Float32Array.of(0.6, 0.8));
  expect(near(0.6, 0.8)).toEqual(['a']);
  expect(near(0.6, 0.8, 0)).toEqual(['longer']);
});
