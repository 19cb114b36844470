import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { extract, MAX_SUMMARY, type Perceived, rollSummary } from '../../server/memory/consolidate.ts';
import { factsIn, quoted, quotedIn } from '../../server/memory/facts.ts';
import { count } from '../../server/memory/reflect.ts';

let made = 0;
const said = (text: string, fields: Partial<Perceived> = {}): Perceived => {
  made += 1;
  return {
    line: `l${made}`,
    at: made,
    time: 'Day 1, 08:00',
    name: 'Ash',
    by: 'player:ash',
    isOwn: false,
    isWhisper: false,
    told: text,
    speech: [text],
    witnesses: [],
    isRoutine: false,
    ...fields,
  };
};
const happened = (text: string, fields: Partial<Perceived> = {}): Perceived => {
  const { by: _, ...line } = said(text, { speech: [], ...fields });
  return line;
};
const comesIn = (name: string): Perceived => happened(`${name} comes in.`, { isRoutine: true, comes: name });

test.each([
  ['My name is Ash.', ['name: My name is Ash.']],
  [
    'Please call me Wren of the Mere, and I lost my ring.',
    ['name: Please call me Wren of the Mere.', 'I lost my ring'],
  ],
  [
    "I'm from Harlow, but I live behind the tannery now.",
    ['home: I live behind the tannery now.', 'origin: I’m from'],
  ],
  ['I love your soup!', ['I love your soup!']],
  ['I promise a barrel of salt. Where is Tom?', ['I promise a barrel of salt.']],
])('%j tells something of its speaker for good', (speech, expected) => {
  const facts = factsIn(speech).map(({ key, words }) => `${key}: ${words}`.replaceAll("'", '’'));

  expect(facts).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(facts[index]).toContain(text);
});

test.each([
  ['Is my name Ash?'],
  ['Do not call me Ash.'],
  ['If I lost my ring, would you tell me?'],
  ['I love it.'],
  ['call me crazy'],
  ['The weather is fine.'],
])('%j tells nothing', (speech) => {
  expect(factsIn(speech)).toEqual([]);
});

describe('extraction', () => {
  property.prop([fc.array(fc.string({ unit: 'grapheme', maxLength: 80 }), { maxLength: 12 })])(
    'invents nothing: every memory quotes words of the line that it names',
    (texts) => {
      const lines = texts.map((text) => said(`I have 2 keys of Harlow ${text}`));
      for (const { text, lines: of } of extract('mara', lines)) {
        const { words } = quotedIn(text)!;
        const line = lines.find(({ line: id }) => of.includes(id))!;
        const bare = (value: string) =>
          value
            .replaceAll(/\s+/g, ' ')
            .replace(/[.…!]+$/, '')
            .trim();
        expect(bare(line.told)).toContain(bare(words));
      }
    },
  );

  test('keeps events, and neither arrivals nor small talk', () => {
    const lines = [comesIn('Ash'), happened('The bell cracks.'), said('Fine day.'), said('Who is there?')];

    expect(extract('mara', lines).map(({ text }) => text)).toEqual(['The bell cracks.']);
  });
});

property.prop([fc.string(), fc.array(fc.string({ maxLength: 400 }), { maxLength: 30 })])(
  'a summary never outgrows its bounds, and rolled on by nothing it stays',
  (old, news) => {
    const summary = rollSummary(old, news);

    expect(summary.length).toBeLessThanOrEqual(MAX_SUMMARY);
    expect(rollSummary(summary, [])).toBe(summary);
  },
);

test('a summary that a model wrote on one line is kept whole, and what is new comes behind it', () => {
  const sentences = [1, 2, 3, 4, 5, 6].map((number) => `${number} ${'word '.repeat(17)}end.`);
  const summary = sentences.join(' ');
  const news = quoted('Ash', 'I lost my brother Corin.');

  expect(summary.length).toBeGreaterThan(500);
  expect(rollSummary(summary, []).split('\n')).toEqual(sentences);
  expect(rollSummary(summary, [news]).split('\n')).toEqual([...sentences, news]);
  expect(rollSummary(`${summary} ${sentences[0]!.repeat(2)}`, [news])).toContain(news);
});

test('of a name told twice a summary says the last', () => {
  const first = rollSummary('', [quoted('Ash', 'My name is Ash.'), quoted('Ash', 'I lost a ring.')]);

  expect(rollSummary(first, [quoted('Ash', 'My name is Bea.')]).split('\n')).toEqual([
    'Ash said: "I lost a ring."',
    'Ash said: "My name is Bea."',
  ]);
});

test('what is counted of talks is true, and nothing is said of topics that came up once', () => {
  const visit = ['Ash', 'Ash', 'Bea'].map(comesIn);
  const questions = [
    'Who cast the bell?',
    'Is the bell old?',
    'Where is the ferry?',
    'Bells again?',
    'The ferry?',
  ];
  const lines = [...visit, ...questions.map((text) => said(text))];

  expect(count(lines)).toMatchObject([
    { text: 'Ash came twice and asked mostly of bell and ferry.', about: 'player:ash', kind: 'reflection' },
  ]);
  expect(count([said('Who cast the bell?'), said('Is Tom here?')])).toEqual([]);
});
