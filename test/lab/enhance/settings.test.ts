import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { type Cleaned, cleaned } from '../../../server/lab/enhance/clean.ts';
import { recordOfScript } from '../../../server/lab/enhance/readers/script.ts';
import { additionFaults, quoted } from '../../../server/lab/enhance/setting-checks.ts';
import { withSettings } from '../../../server/lab/enhance/settings.ts';
import { answering } from './answering.ts';

const known = {
  source: 'Mara had kept the inn for twenty years,\nand buried a husband from it. Ash came late that night.',
  turns: [
    {
      id: 0,
      name: 'Ash',
      isCharacter: true,
      isPlayed: true,
      text: '',
      spans: [
        { span: 0, layer: 'speech' as const, text: 'I have come to tell you that the letter was burned.' },
      ],
    },
  ],
  settings: { Mara: { background: 'She runs the inn.' } } as never,
  scenario: '',
};
const addition = {
  character: 'Mara',
  field: 'background',
  dialogue_shows: 'She is tired.',
  setting_missing: 'Why.',
  text_source: 'Mara had kept the inn for twenty years, and buried a husband from it.',
  added: 'She has kept the inn for twenty years and is a widow.',
};

test.each([
  ['a quote that stands there', {}, []],
  ['an invented quote', { text_source: 'Mara had kept the inn for thirty years' }, ['setting.quote']],
  ['a quote that stands anywhere', { text_source: 'the inn' }, ['setting.quote-short']],
  ['nobody', { character: 'Bo' }, ['setting.character']],
  ['no field', { field: 'mood' }, ['setting.field']],
  ['nothing', { added: ' ' }, ['setting.empty']],
  ['what stands there', { added: 'She runs the inn.' }, ['setting.known']],
  [
    'what happens in the talk',
    { added: 'Ash has come to tell you that the letter was burned.' },
    ['setting.timing'],
  ],
  ['a header', { added: '===Profile===' }, ['setting.tag']],
])('an addition: %s', (_, change, expected) => {
  expect(additionFaults({ ...addition, ...change }, known).map(({ check }) => check)).toEqual(expected);
});

test('the same twice in one answer is added once', async () => {
  const model = answering(JSON.stringify({ additions: [addition, addition] }));
  const { record } = cleaned(
    recordOfScript({
      book: 'b',
      scene: 's',
      index: 0,
      take: 0,
      turns: [{ speaker: 'Mara', spans: [{ span: 0, layer: 'speech', text: 'Sit down.' }] }],
    }),
  ) as Cleaned;

  const made = await withSettings(record, model, known.source);

  expect(made.additions).toHaveLength(1);
  expect(made.record.character_datasets.Mara!.background_enriched).toBe(addition.added);
  expect(made.tally).toMatchObject({ items: 2, accepted: 1, fallback: 1, faults: { 'setting.known': 1 } });
});

property.prop([
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.string({ maxLength: 40 }),
])('a quote is found where it stands, however the spaces run', (quote, before, after) => {
  expect(quoted(quote.replaceAll(' ', ' \n '), `${before} ${quote} ${after}`)).toBe(true);
});
