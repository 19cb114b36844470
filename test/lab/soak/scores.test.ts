import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import {
  DIMENSIONS,
  overallOf,
  PILLARS,
  pillarsOf,
  type Scores,
} from '../../../server/lab/soak/dimensions.ts';
import { readScores } from '../../../server/lab/soak/judge.ts';

// The published table: model, average, Worlds, Stories, User Preferences (HER, arXiv 2601.21459, Table 2).
test.each([
  ['HER-RL', 65.73, 59.13, 57.74, 86.9],
  ['HER-SFT', 58.44, 47.29, 52.78, 86.4],
  ['Claude-4.5-Opus', 76.62, 67.23, 82.1, 89.9],
  ['GPT-5.1', 80.63, 76.62, 72.21, 97.05],
  ['MiniMax-M2-her', 84.65, 80.55, 79.97, 97.51],
  ['Grok-4.1-Fast', 48.47, 29.87, 47.51, 86.64],
  ['Qwen3-32B', 50.76, 40.38, 32.82, 89.48],
])('the weights are those of the published table: %s', (_, average, worlds, stories, preferences) => {
  const overall = overallOf({ Worlds: worlds, Stories: stories, 'User Preferences': preferences })!;

  expect(Math.abs(overall - average)).toBeLessThan(0.0051);
});

const scoresOf = (values: readonly (number | null)[]): Scores =>
  Object.fromEntries(DIMENSIONS.map((dimension, index) => [dimension, values[index]!])) as Scores;

test('a pillar is the mean of its dimensions that have a score, and nothing is made up', () => {
  // (80 + 60) / 2; (50 + 100) / 2
  const pillars = pillarsOf(scoresOf([80, 60, null, 50, 100, 90]));

  expect(pillars).toEqual({ Worlds: 70, Stories: 75, 'User Preferences': 90 });
  expect(overallOf(pillars)).toBe(0.5 * 70 + 0.25 * 75 + 0.25 * 90);
  expect(overallOf(pillarsOf(scoresOf([80, 60, 10, null, null, 90])))).toBeNull();
  expect(PILLARS.reduce((sum, { weight }) => sum + weight, 0)).toBe(1);
});

property.prop([
  fc.array(fc.option(fc.double({ min: 0, max: 100, noNaN: true })), { minLength: 6, maxLength: 6 }),
])('every score is from 0 to 100, and the overall one between the best and the worst', (values) => {
  const overall = overallOf(pillarsOf(scoresOf(values)));
  const known = values.filter((value) => value !== null);

  if (overall === null) return;
  expect(overall).toBeGreaterThanOrEqual(Math.min(...known) - 1e-9);
  expect(overall).toBeLessThanOrEqual(Math.max(...known) + 1e-9);
});

const answer = (score: unknown) =>
  Object.fromEntries(
    DIMENSIONS.map((dimension) => [
      dimension,
      { score, flaws: [{ turn: 'Turn 3', what: 'x' }, { what: 'y' }] },
    ]),
  );

test.each([
  ['as asked', JSON.stringify(answer(70))],
  ['in a fence, in words', `Here it is:\n\`\`\`json\n${JSON.stringify(answer('70'))}\n\`\`\`\nDone.`],
  ['cut off', JSON.stringify(answer(70)).slice(0, -2)],
])('scores are read %s', (_, text) => {
  const read = readScores(text);

  expect(read).toMatchObject({
    value: { Interaction: { score: 70, flaws: [{ turn: 3, what: 'x' }, { what: 'y' }] } },
  });
});

const { Logic: _, ...five } = answer(70);
test.each([
  'It is fine, 85 of 100.',
  '',
  JSON.stringify(five),
  JSON.stringify(answer(101)),
  JSON.stringify(answer('good')),
  JSON.stringify(answer(null)),
])('of %j no scores are read', (text) => {
  expect(readScores(text)).toHaveProperty('problem');
});

property.prop([fc.string({ maxLength: 400 }), fc.nat(400)])(
  'reading never throws, whatever stands there',
  (noise, cut) => {
    const whole = JSON.stringify(answer(50));

    readScores(noise);
    readScores(noise + whole.slice(0, cut));
    expect(readScores(`${noise.replaceAll(/[{}[\]`<]/g, '')}${whole}`)).toHaveProperty('value');
  },
);
