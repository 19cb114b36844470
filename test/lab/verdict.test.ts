import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { readVerdict } from '../../server/lab/judge/verdict.ts';
import { STARTER } from '../../server/lab/principles/starter.ts';
import { verdictText } from './judging.ts';

const SOUND = { 'Distinct Voice': 'cand_1', Hook: 'cand_1', Specificity: 'cand_2' } as const;
const text = verdictText('cand_1', SOUND);
const read = (answer: string) => readVerdict(answer, STARTER);

test('a verdict in HER’s published form is read whole', () => {
  const order = read(`Here it is.\n\`\`\`json\n{"result": [${text}]}\n\`\`\``);

  expect(order).toMatchObject({
    isRepaired: false,
    verdict: { better: 'cand_1', analysis: 'd', summary: 'e' },
  });
  if (!('verdict' in order)) throw new Error('no verdict');
  expect(order.verdict.comparisons.map(({ principle, winner }) => [principle, winner])).toEqual(
    Object.entries(SOUND),
  );
  // What the pack says of its own principles wins over what was written about them.
  expect(order.verdict.principles[0]).toMatchObject({
    dimension: 'Character Development',
    polarity: 'positive',
    reason: 'It matters.',
  });
});

test.each([
  ['in HER’s training form, without the wrapper', text],
  ['behind reasoning', `<think>{"better_response": "cand_2"}</think>${text}`],
  ['with a comma too many', text.replace(/}$/, ',}')],
  ['in single quotes', text.replaceAll('"', "'")],
  ['without the last brace', text.slice(0, -1)],
  ['with text behind it', `${text}\nI hope this helps {really}.`],
  ['with other words for the winners', text.replaceAll('"cand_1"', '"Candidate 1"')],
  [
    'with a list of principles',
    text.replace(
      /"principle":\{(.*?)\},"analysis"/,
      (_, all: string) => `"principle":[${all.replaceAll(/"Principle \d":/g, '')}],"analysis"`,
    ),
  ],
])('a verdict is read %s', (_, answer) => {
  expect(read(answer)).toMatchObject({ verdict: { better: 'cand_1' } });
});

test.each([
  ['each broke a negative principle', { 'Meta Leak': 'cand_1', Repetition: 'cand_2' }],
  ['both may have broken another negative one', { 'Meta Leak': 'cand_1', Repetition: 'tie' }],
])('a tie stands where %s', (_, negative) => {
  expect(read(verdictText('tie', { ...SOUND, ...negative }))).toMatchObject({ verdict: { better: 'tie' } });
});

test.each([
  ['a level that is nothing', text.replaceAll('"principle_level":"sentence"', '"principle_level":null')],
  ['no level at all', text.replaceAll('"principle_level":"sentence",', '')],
  ['a performance that is a number', text.replaceAll('"cand_1_performance":"a"', '"cand_1_performance":4')],
  ['an analysis that is an object', text.replace('"overall_analysis":"d"', '"overall_analysis":{"x":1}')],
])('what only explains a verdict costs none: %s', (_, answer) => {
  expect(read(answer)).toMatchObject({
    verdict: { better: 'cand_1', principles: [{ level: expect.stringMatching(/sentence|session/) }, {}, {}] },
  });
});

test.each([
  ['prose', 'The first candidate is clearly better.', /no JSON/],
  ['nothing', '', /empty/],
  [
    'no winner',
    text.replace('"better_response":"cand_1"', '"better_response":"I cannot say"'),
    /expected cand_1, cand_2 or tie/,
  ],
  ['two principles', verdictText('cand_1', { Hook: 'cand_1', Economy: 'tie' }), /at least 3 principles/],
  [
    'six principles',
    verdictText(
      'cand_1',
      Object.fromEntries(
        ['Hook', 'Economy', 'Subtext', 'Specificity', 'A', 'B'].map((name) => [name, 'tie']),
      ),
    ),
    /at most 5 principles/,
  ],
  [
    'a principle that is not compared',
    text.replace(
      '"principle_name":"Hook","principle_level":"sentence","cand',
      '"principle_name":"Other","principle_level":"sentence","cand',
    ),
    /nothing is compared by Hook/,
  ],
  [
    'a winner who broke a negative principle',
    verdictText('cand_1', { ...SOUND, 'Meta Leak': 'cand_2' }),
    /Meta Leak, a negative principle/,
  ],
  [
    'a tie, where one alone broke a negative principle',
    verdictText('tie', { ...SOUND, 'Meta Leak': 'cand_1' }),
    /called a tie, though Meta Leak, a negative principle, was decided for cand_1/,
  ],
  [
    'a winner, where each broke a negative principle',
    verdictText('cand_1', { ...SOUND, 'Meta Leak': 'cand_1', Repetition: 'cand_2' }),
    /each breaks a negative principle \(Meta Leak, Repetition\): expected a tie/,
  ],
  ['a bare number', '7', /no JSON/],
  ['a list of nothing', '[]', /Invalid input/],
])('%s is no verdict, and it is said why', (_, answer, problem) => {
  const order = read(answer);

  expect(order).not.toHaveProperty('verdict');
  expect((order as { problem: string }).problem).toMatch(problem);
});

property.prop([fc.string(), fc.nat(text.length), fc.nat(text.length)])(
  'whatever is cut or put in, reading never throws, and never invents a winner',
  (noise, from, to) => {
    const broken = text.slice(0, from) + noise + text.slice(to);
    const order = read(broken);

    if ('verdict' in order) {
      expect(['cand_1', 'cand_2', 'tie']).toContain(order.verdict.better);
      expect(order.verdict.principles.length).toBeGreaterThanOrEqual(3);
    } else expect(order.problem).not.toBe('');
  },
);

property.prop([fc.anything()])('any JSON at all is read or refused', (value) => {
  expect(() => read(JSON.stringify(value) ?? '')).not.toThrow();
});
