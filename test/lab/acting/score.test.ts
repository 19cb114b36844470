import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { bleu, rougeL, wordsOf } from '../../../server/lab/acting/overlap.ts';
import { readFlaws, scoreOf } from '../../../server/lab/acting/score.ts';

const flaw = (severity?: number, type = 'Logical Consistency') => ({
  instance: 'x',
  type,
  ...(severity !== undefined && { severity }),
});

test.each([
  // 100 - 5 * (0 - 0.3 * 10) is over 100
  ['nothing wrong', [], 10, 100],
  // 100 - 5 * (9 - 3)
  ['three flaws in ten turns', [flaw(1), flaw(3), flaw(5)], 10, 70],
  // 100 - 5 * (9 - 0): the environment alone spoke, nothing is forgiven
  ['turns of the environment alone', [flaw(1), flaw(3), flaw(5)], 0, 55],
  // 100 - 5 * (3 - 1.5): the flaw without a number is left out
  ['a severity that is missing', [flaw(3), flaw()], 5, 92.5],
  // 100 - 5 * (5 - 1.5): more than severe is severe
  ['a severity above 5', [flaw(9)], 5, 82.5],
  // 100 - 5 * (9 - 1.5): but for repetition
  ['a repetition above 5', [flaw(9, 'Flow & Progression: repeats itself')], 5, 62.5],
  // 100 - 5 * (8 - 1.5): repetition belongs to flow, in whatever words
  ['a repetition that no English word names', [flaw(8, 'Flow & Progression')], 5, 67.5],
  // 100 - 5 * (10 - 1.5)
  ['a repetition above 10', [flaw(30, 'repetition')], 5, 57.5],
  // 100 - 5 * (50 - 1.5) is below 0
  ['everything wrong', Array.from({ length: 10 }, () => flaw(5)), 5, 0],
])('%s: the score is that worked by hand', (_, flaws, turns, score) => {
  expect(scoreOf(flaws, turns)).toBeCloseTo(score, 10);
});

test('CoSER counts a missing severity as 1, and whole numbers alone', () => {
  // 100 - 5 * (1 + 0 + 3 - 1.5)
  expect(scoreOf([flaw(), flaw(2.5), flaw(3)], 5, 'coser')).toBeCloseTo(87.5, 10);
});

property.prop([fc.array(fc.option(fc.double({ noNaN: true }), { nil: undefined })), fc.nat(100)])(
  'a score is from 0 to 100, and a flaw more never raises it',
  (severities, turns) => {
    const flaws = severities.map((severity) => flaw(severity));
    const score = scoreOf(flaws, turns);

    expect(score).toBeGreaterThanOrEqual(0);
    expect(score).toBeLessThanOrEqual(100);
    expect(scoreOf([...flaws, flaw(3)], turns)).toBeLessThanOrEqual(score);
  },
);

test.each([
  ['as asked', '{"Anthropomorphism": {"flaws": [{"instance": "a", "type": "b", "severity": 3}]}}'],
  [
    'in a fence, under another spelling',
    'Here:\n```json\n{"anthropomorphism ": {"flaws": [{"instance": "a", "type": "b", "severity": "3"}]}}\n```',
  ],
  ['without the dimension', '{"flaws": [{"instance": "a", "type": "b", "severity": 3}]}'],
  [
    'cut off behind the flaw',
    '{"Anthropomorphism": {"flaws": [{"instance": "a", "type": "b", "severity": 3}',
  ],
])('flaws are read %s', (_, answer) => {
  expect(readFlaws(answer, 'Anthropomorphism')).toMatchObject({
    value: [{ instance: 'a', type: 'b', severity: 3 }],
  });
});

test('a severity that is missing is kept as missing', () => {
  expect(readFlaws('{"flaws": [{"instance": "a", "type": "b"}]}', 'Anthropomorphism')).toMatchObject({
    value: [{ instance: 'a', type: 'b' }],
  });
});

test('a severity that is no number is kept as missing, not invented', () => {
  expect(
    readFlaws('{"flaws": [{"instance": "a", "type": "b", "severity": "high"}]}', 'Anthropomorphism'),
  ).toMatchObject({
    value: [{ instance: 'a', type: 'b' }],
  });
});

test.each([
  // 100 - 5 * (counted - 0), without a turn to forgive for
  ['severe, in words', '"severe"', 100, 100],
  ['a number as text', '"3"', 85, 100],
  ['a number of CoSER’s', '3', 85, 85],
  ['nothing', 'null', 100, 95],
  ['a list', '[3]', 100, 100],
])('a severity that is %s counts by either protocol', (_, severity, her, coser) => {
  const read = readFlaws(
    `{"flaws": [{"instance": "a", "type": "b", "severity": ${severity}}]}`,
    'Anthropomorphism',
  );
  if (!('value' in read)) throw new Error(read.problem);

  expect([scoreOf(read.value, 0, 'her'), scoreOf(read.value, 0, 'coser')]).toEqual([her, coser]);
});

test.each([
  ['nothing', '{"instance": null, "type": null, "severity": 3}', ''],
  ['a list', '{"instance": ["a", "b"], "type": "c", "severity": 3}', 'a … b'],
  ['missing', '{"severity": 3}', ''],
])('words of a flaw that are %s cost no verdict', (_, flaws, instance) => {
  expect(readFlaws(`{"flaws": [${flaws}]}`, 'Anthropomorphism')).toMatchObject({
    value: [{ instance, severity: 3 }],
  });
});

test.each([
  'The acting is fine, 85 points.',
  '',
  '[]',
  '{"Storyline Quality": {"flaws": []}}',
  '{"flaws": "none"}',
])('of %j no flaws are read, and no score is made up', (answer) => {
  expect(readFlaws(answer, 'Anthropomorphism')).toHaveProperty('problem');
});

test('overlap with the original is that worked by hand', () => {
  const said = wordsOf('The cat sat on the mat');
  const written = wordsOf('the cat is on the mat.');
  // 5 of 6 words in common order
  expect(rougeL(said, written)).toBeCloseTo(5 / 6, 10);
  // 5/6 · 3/5 · 1/4 · ½/3 to the power of a quarter
  expect(bleu(said, written)).toBeCloseTo(((5 / 6) * (3 / 5) * (1 / 4) * (0.5 / 3)) ** 0.25, 10);
  expect(bleu(said, said)).toBeCloseTo(1, 10);
  expect([bleu([], written), rougeL([], written), bleu(wordsOf('no words shared'), written)]).toEqual([
    0, 0, 0,
  ]);
});
