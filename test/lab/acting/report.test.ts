import { expect, test } from 'vitest';
import type { Circumstance } from '../../../server/lab/acting/circumstance.ts';
import { type CaseScore, type FlawFinder, scoreCase } from '../../../server/lab/acting/judge.ts';
import { flawPrompt } from '../../../server/lab/acting/prompts.ts';
import { actingReport } from '../../../server/lab/acting/report.ts';
import type { ActedCase } from '../../../server/lab/acting/run-acting.ts';
import { DIMENSIONS } from '../../../server/lab/acting/score.ts';
import type { ActedTurn, Simulation } from '../../../server/lab/acting/simulate.ts';
import { measuredFlaws } from '../../../server/lab/acting/stand-in.ts';
import { spansOf } from '../../../server/lab/her-text.ts';
import { meanInterval } from '../../../server/lab/stats.ts';

const scene = (id: string): Circumstance => ({
  id,
  book: 'The Salt Ledger',
  scenario: 'Lamp room.',
  summary: '',
  characters: [{ name: 'Orla', profile: 'Keeper.', motivation: '' }],
  speakers: ['Ash', 'Orla', 'Environment'],
  major: ['Orla'],
  guests: ['Ash'],
  reference: [],
});
const turn = (round: number, name: string, raw: string): ActedTurn => ({
  round,
  name,
  raw,
  isGiven: false,
  spans: spansOf(raw, name),
});
const simulation = (turns: ActedTurn[] = []): Simulation => ({
  id: 'x',
  turns,
  choices: [],
  ended: 'rounds',
});

/** A scene acted once more, with one score in all dimensions, or none where it could not be read. */
const acted = (id: string, repeat: number, score: number | null, unread: string[] = []): ActedCase => {
  const dimensions = DIMENSIONS.map((dimension) => ({
    dimension,
    score: unread.includes(dimension) ? null : score,
    flaws: [],
  }));
  const found: CaseScore = { id, dimensions, average: score, actorTurns: 1, bleu: null, rougeL: null };
  return { scene: scene(id), repeat, simulation: simulation(), score: found };
};
const judge: FlawFinder = { name: 'judge', isModel: true, find: async () => ({ flaws: [] }) };
const metricsOf = (cases: ActedCase[]) => {
  const { metrics } = actingReport(cases, { settings: {}, runHash: 'x', finder: judge, leftOut: [] });
  return (name: string) => metrics.find((metric) => metric.name === name)!;
};

test('a scene that is acted ten times is one value: intervals are over scenes', () => {
  const cases = [80, 60, 40].flatMap((score, index) =>
    Array.from({ length: 10 }, (_, repeat) =>
      acted(`s${index}`, repeat, score + (repeat % 2 === 0 ? 5 : -5)),
    ),
  );

  const { value, low, high } = metricsOf(cases)('Anthropomorphism');

  const expected = meanInterval([80, 60, 40]);
  expect(value).toBeCloseTo(expected.value, 10);
  expect([low, high]).toEqual([Math.max(0, expected.low), Math.min(100, expected.high)]);
});

test('a repetition that could not be read leaves its scene the others', () => {
  const metric = metricsOf([acted('a', 0, 80), acted('a', 1, null), acted('b', 0, null)])('Average');

  expect(metric.value).toBe(80);
  expect(metric.explanation).toContain('1 of 2 scenes have none and are left out.');
});

test('of what the average is a mean is said', () => {
  const [whole, partly] = [
    metricsOf([acted('a', 0, 80)]),
    metricsOf([acted('a', 0, 80, ['Storyline Consistency']), acted('b', 0, 80)]),
  ];

  expect(whole('Average').explanation).toBe('The mean of the four.');
  expect(partly('Average').explanation).toBe(
    'The mean of the dimensions that a scene has a score in; of 2 acted: Storyline Consistency in 1, Anthropomorphism in 2, Character Fidelity in 2, Storyline Quality in 2.',
  );
});

test('guests are played and not judged: neither their flaws nor their turns count', async () => {
  const flawed = 'As an AI language model, I cannot say.';
  const turns = [turn(0, 'Ash', flawed), turn(1, 'Orla', 'Sit down by the fire, then.')];

  const score = await scoreCase(scene('a'), simulation(turns), measuredFlaws(), 'her');

  expect(score.dimensions.flatMap(({ flaws }) => flaws)).toEqual([]);
  expect(score.actorTurns).toBe(1);
  const texts = { original: '', simulation: '', given: 0 };
  const { content } = flawPrompt(scene('a'), texts, 'Anthropomorphism')[0]!;
  expect(content).toContain('Count no flaws of Ash: they are guests here.');
  expect(content).not.toContain("the original's own");
});

test.each([
  [1, "The first turn is the original's own: judge only what comes after."],
  [3, "The first 3 turns are the original's own: judge only what comes after."],
])('a judge is told of %i given turns', (given, told) => {
  const texts = { original: '', simulation: '', given };

  expect(flawPrompt(scene('a'), texts, 'Storyline Quality')[0]!.content).toContain(told);
});
