import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ReplyParser } from '../../server/her/parser.ts';
import { NASTY } from './nasty-replies.ts';
import { cut, garbled, garbles, MARA, parse, render, reply, visible } from './replies.ts';

const PREFILL = '<system_thinking>';
const expected = { plan: 'expected' } as const;
const prefilled = { plan: 'expected', prefill: PREFILL } as const;
const RUNS = { numRuns: 200000, seed: 11 };

describe('one reply', () => {
  test.each(NASTY)('$source comes out as it should', ({ source, options, spans, isDone }) => {
    const parsed = parse([source], options);

    expect(parsed.spans).toEqual(spans);
    expect(parsed.isDone).toBe(isDone ?? false);
  });

  test.each(NASTY)('$source does not depend on where it was cut', ({ source, options }) => {
    const whole = parse([source], options);

    expect(
      parse(
        [
          ...cut(
            source,
            [...source].map((_, index) => index),
          ),
        ],
        options,
      ).spans,
    ).toEqual(whole.spans);
    for (let at = 1; at < source.length; at++) {
      const parsed = parse([source.slice(0, at), source.slice(at)], options);
      expect([at, parsed.spans, parsed.isDone]).toEqual([at, whole.spans, whole.isDone]);
    }
  });
});

describe('the stream', () => {
  test('speech is let go as it arrives, but for what may still be a tag, a name or trailing space', () => {
    const parser = new ReplyParser(MARA);

    const texts = ['He', 'llo ', 'you <', '3 a <ro', 'le_act', 'ion>'].map((chunk) =>
      parser.push(chunk).map(({ text }) => text),
    );

    expect(texts).toEqual([['He'], ['llo'], [' you'], [' <3 a'], [], []]);
  });

  test('a name at the start of a line is waited for no longer than it can be one', () => {
    const parser = new ReplyParser(MARA);

    const texts = ['M', 'a', 'rk', ' it'].map((chunk) =>
      parser
        .push(chunk)
        .map(({ text }) => text)
        .join(''),
    );

    expect(texts).toEqual(['', '', 'Mark', ' it']);
  });

  test('a plan streams while it is written, and what follows it at once', () => {
    const parser = new ReplyParser({ ...MARA, ...prefilled });

    const deltas = ['I should', ' wait', '</system_thinking>', 'Hold'].map((chunk) => parser.push(chunk));

    expect(deltas).toEqual([
      [{ span: 0, layer: 'system_thinking', text: 'I should' }],
      [{ span: 0, layer: 'system_thinking', text: ' wait' }],
      [],
      [{ span: 1, layer: 'speech', text: 'Hold' }],
    ]);
  });

  test('with a plan expected, text waits for the first tag, the own name or the end', () => {
    const parsers = [0, 1, 2].map(() => new ReplyParser({ ...MARA, ...expected }));

    expect(parsers.map((parser) => parser.push('Well met, friend.\n'))).toEqual([[], [], []]);

    const speech = { span: 0, layer: 'speech', text: 'Well met, friend.' };
    expect(parsers[0]!.push('<role_action>')).toEqual([speech]);
    expect(parsers[1]!.push('Mara:')).toEqual([speech]);
    expect(parsers[2]!.end()).toEqual([speech]);
  });

  test('native reasoning is plan, before the reply and in the middle of it', () => {
    const parser = new ReplyParser({ ...MARA, ...expected });

    parser.reasoning('The player ');
    parser.reasoning('lies. <role_action>');
    parser.push('<system_thinking>Be wary.</system_thinking>Who ');
    parser.reasoning('hm');
    parser.push('are you?');
    parser.end();

    expect(parser.spans).toEqual([
      { span: 0, layer: 'system_thinking', text: 'The player lies. <role_action>\nBe wary.' },
      { span: 1, layer: 'speech', text: 'Who' },
      { span: 2, layer: 'system_thinking', text: 'hm' },
      { span: 3, layer: 'speech', text: 'are you?' },
    ]);
  });

  test('a code point cut in two is whole again, and half a one at the end is replaced', () => {
    const parser = new ReplyParser(MARA);

    const texts = ['a\ud83d', '\ude00b', '\udc00c\ud83d'].map((chunk) =>
      parser.push(chunk).map(({ text }) => text),
    );

    expect(texts).toEqual([['a'], ['😀b'], ['\ufffdc']]);
    expect(parser.end().map(({ text }) => text)).toEqual(['\ufffd']);
  });

  test('a reply that is done takes no more, and keeps what was read', () => {
    const parser = new ReplyParser({ ...MARA, ...prefilled });

    expect(parser.push('p</system_thinking>Yes.<|im_end|>\n<|im_start|>user')).toHaveLength(2);

    expect(parser.isDone).toBe(true);
    expect([parser.push('more'), parser.reasoning('more'), parser.end(), parser.end()]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(parser.raw).toBe('<system_thinking>p</system_thinking>Yes.<|im_end|>\n<|im_start|>usermore');
  });

  test('a hundred thousand small chunks of text, marks and tags are read in one pass', () => {
    const parser = new ReplyParser({ ...MARA, ...expected });
    const source = `${'word < * ( '.repeat(5)}\n<role_action>bows</role_action><`.repeat(1500);

    for (const char of source) parser.push(char);
    parser.end();

    expect(parser.spans).toHaveLength(3000);
  });
});

describe('laws', () => {
  property.prop([reply], RUNS)('a well-formed reply comes out exactly', ({ source, spans }) => {
    expect(parse([source], expected).spans).toEqual(spans);
    expect(parse([source]).spans).toEqual(spans);
  });

  property.prop([reply, fc.array(fc.nat(), { maxLength: 12 })], RUNS)(
    'spans do not depend on where chunks were cut',
    ({ source, spans }, offsets) => {
      expect(parse(cut(source, offsets), expected).spans).toEqual(spans);
      expect(parse([...source.split('')]).spans).toEqual(spans);
    },
  );

  property.prop([reply], RUNS)(
    'a lost opening tag of the plan hides as much as the whole one',
    ({ source, spans }) => {
      const lost = source.slice(source.indexOf('>') + 1);

      expect(parse([lost], expected).spans).toEqual(spans);
      expect(parse([lost], prefilled).spans).toEqual(spans);
      expect(parse([source], prefilled).spans).toEqual(spans);
    },
  );

  property.prop([reply, fc.nat()], RUNS)(
    'a reply broken off anywhere shows the beginning of it',
    ({ pieces, prefix, source, spans }, seed) => {
      const at = seed % source.length;
      // Half a name may be a word: it is shown.
      const name = render(pieces.slice(0, 1)).length;
      fc.pre(at <= name || at >= name + prefix.length);
      fc.pre(!/[\ud800-\udbff]/.test(source[at - 1] ?? ''));

      const shown = visible(parse([source.slice(0, at)], expected).spans);

      expect(shown).not.toContain('ħ');
      expect(visible(spans).startsWith(shown)).toBe(true);
    },
  );

  property.prop([reply, garbles, fc.array(fc.nat(), { maxLength: 8 })], { ...RUNS, numRuns: 200000 })(
    'lost and broken end tags, stray and nested ones never make hidden text visible',
    ({ pieces }, how, offsets) => {
      const source = render(garbled(pieces, how));

      const { spans } = parse(cut(source, offsets), expected);

      expect(visible(spans)).not.toContain('ħ');
      expect(spans).toEqual(parse([source], expected).spans);
    },
  );

  property.prop(
    [
      fc.array(fc.constantFrom(...'<>/|*()[]（】 \n:_abMT＜'.split(''), ...FRAGMENTS()), { maxLength: 40 }),
      fc.array(fc.nat(), { maxLength: 10 }),
      fc.constantFrom('expected' as const, 'off' as const),
    ],
    { ...RUNS, numRuns: 20000 },
  )(
    'whatever comes, spans are trimmed, numbered, not empty, independent of the cuts, and visible ones hold no tag',
    (parts, offsets, plan) => {
      const source = parts.join('');
      const { spans, deltas } = parse([source], { plan });

      expect(parse(cut(source, offsets), { plan }).spans).toEqual(spans);
      expect(parse(source.split(''), { plan }).spans).toEqual(spans);
      expect(new Set(deltas.map(({ span }) => span)).size).toBe(spans.length);
      for (const [index, [layer, text]] of spans.entries()) {
        expect(text).toBe(text.trim());
        expect(text).not.toBe('');
        if (layer !== 'game_action') expect(layer).not.toBe(spans[index - 1]?.[0]);
        if (layer === 'speech' || layer === 'role_action') {
          expect(text).not.toMatch(/<\/?(?:system|role|long_role|game)_?(?:think|act)/i);
          expect(text).not.toMatch(/<\|[^<>|\n]{0,40}\|>/);
        }
      }
    },
  );

  property.prop([fc.string({ unit: 'grapheme', maxLength: 200 })], RUNS)(
    'text without tags comes out whole',
    (text) => {
      fc.pre(!/[<＜[\]()【】（）*:：]/.test(text));
      const whole = text.trim() === '' ? [] : [['speech', text.trim()]];

      expect(parse([text]).spans).toEqual(whole);
      expect(parse([text], expected).spans).toEqual(whole);
    },
  );
});

function FRAGMENTS(): string[] {
  return [
    '<system_thinking>',
    '</system_thinking>',
    '<think>',
    '</think>',
    '<role_thinking>',
    '</role_thinking>',
    '<role_action>',
    '</role_action>',
    '<role_speech>',
    '</role_speech>',
    '<game_action name="x">',
    '</game_action>',
    '<role_',
    'role_action>',
    '<|im_',
    '|>',
    'Mara:',
    '\nTom:',
    '**Mara:**',
    '<b>',
    '<b',
    'word ',
    '. ',
    '😀',
    '<system thinking',
  ];
}
