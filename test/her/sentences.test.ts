import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { SentenceSplitter } from '../../server/her/sentences.ts';
import { cut } from './replies.ts';

function split(chunks: readonly string[]): string[] {
  const splitter = new SentenceSplitter();
  return [...chunks.flatMap((chunk) => splitter.push(chunk)), ...splitter.end()];
}

const EXAMPLES: string[][] = [
  ['Stay.', 'I said stay!', 'Why?', 'No one knows'],
  ['Mr. Harl met Dr. J. Voss at St. Anne.', 'They spoke.'],
  ['It was I.', 'Nobody else.'],
  ['That costs 3.50 crowns, i.e. too much.', 'Version 1.2 is out.'],
  ['Well… perhaps.', 'Wait...', 'Who is there?!', 'Me.'],
  ['So... you came back.', 'Good.'],
  ['“Stop!” he cried.', '“Never.”', 'She left.'],
  ['(Really.)', 'Yes.'],
  ['你好。', '你要去哪里？', '“走吧！”', '好……的。'],
  ['1. Take the key.', '2. Run.'],
  ['Come at 5 p.m. sharp.', 'The year is 1420.', 'It rains.'],
  ['No.', 'I will not.'],
  ['one line', 'another line', 'a last one.'],
  ['Wait.What is it?', 'Nothing'],
  ['stay.', 'i said stay.'],
];

test.each(EXAMPLES)('cuts “%s”', (...sentences) => {
  const all = sentences.filter((sentence) => sentence !== undefined);
  const isVerse = all[0] === 'one line';

  expect(split([all.join(isVerse ? '\n' : /[。！？]/.test(all[0]!) ? '' : ' ')])).toEqual(all);
});

test('a sentence is let go when the next one begins, the last at the end', () => {
  const splitter = new SentenceSplitter();

  expect(['Stay', '. ', 'I', ' said'].map((chunk) => splitter.push(chunk))).toEqual([[], [], ['Stay.'], []]);
  expect(splitter.end()).toEqual(['I said']);
  expect(splitter.end()).toEqual([]);
});

test('a wide full stop lets it go at the next character', () => {
  const splitter = new SentenceSplitter();

  expect(['走。', '”', '好'].map((chunk) => splitter.push(chunk))).toEqual([[], [], ['走。”']]);
});

const text = fc
  .array(
    fc.constantFrom(
      ...[
        'word',
        'Word',
        ' ',
        ' ',
        '.',
        '. ',
        '!',
        '?',
        '…',
        '...',
        '。',
        '？',
        '”',
        '"',
        ')',
        'Mr',
        'J',
        '3',
        '\n',
        '好',
        '😀',
        'e.g',
      ],
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const RUNS = { numRuns: 4000, seed: 99 };

property.prop([text, fc.array(fc.nat(), { maxLength: 10 })], RUNS)(
  'cuts of the stream change nothing',
  (source, offsets) => {
    const whole = split([source]);

    expect(split(cut(source, offsets))).toEqual(whole);
    expect(split(source.split(''))).toEqual(whole);
  },
);

property.prop([text], RUNS)(
  'all but space is kept, and every sentence is trimmed and says something',
  (source) => {
    const sentences = split([source]);

    expect(sentences.join('').replaceAll(/\s/g, '')).toBe(source.replaceAll(/\s/g, ''));
    for (const sentence of sentences)
      expect([sentence, sentence.trim()]).toEqual([sentence, sentence || 'something']);
  },
);

test('endless marks and endless space are read in one pass', () => {
  const splitter = new SentenceSplitter();

  for (let index = 0; index < 50_000; index++) splitter.push(index % 2 ? '.' : index < 25_000 ? '.' : ' ');

  expect(splitter.end().join('')).toMatch(/^\.+/);
});
