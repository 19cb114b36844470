import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { ReplyParser } from '../../server/her/parser.ts';
import { NASTY } from './nasty-replies.ts';
import { cut, garbled, garbles, MARA, parse, render, reply, visible } from './replies.ts';

const PREFILL = '<system_thinking>';
const expected = { plan: 'expected' } as const;
const prefilled = { plan: 'expected', prefill: PREFILL } as const;
const RUNS = { numRuns: 1500, seed: 20260121 };

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

  test('with a plan expected, a reply that begins as a turn streams, and other text waits for its end', () => {
    const [named, acted, planned, spoken] = [0, 1, 2, 3].map(() => new ReplyParser({ ...MARA, ...expected }));

    expect(named!.push('\nMara (softly): Well')).toEqual([{ span: 0, layer: 'speech', text: 'Well' }]);
    expect(acted!.push('<role_action>nods')).toEqual([{ span: 0, layer: 'role_action', text: 'nods' }]);
    for (const parser of [planned!, spoken!])
      expect(parser.push('Well met.\nMara: Come <role_action>nods</role_action>in.')).toEqual([]);
    expect(planned!.push('</think>Hi')).toEqual([
      { span: 0, layer: 'system_thinking', text: 'Well met.\nMara: Come nodsin.' },
      { span: 1, layer: 'speech', text: 'Hi' },
    ]);
    expect(spoken!.end().map(({ text }) => text)).toEqual(['Well met.\nCome', 'nods', 'in.']);
  });

  test('a plan of ours that is open is known, reasoning of its own kind is not', () => {
    const parser = new ReplyParser({ ...MARA, ...prefilled });

    parser.push('She lies <b>so');
    expect(parser.openPlan).toBe('She lies so');
    parser.push('</system_thinking>Hi <think>there');
    expect(parser.openPlan).toBe('');
  });

  test('an end of reasoning that comes out of nowhere behind speech is told of', () => {
    const orphans = [
      'secret</think>Hi',
      '<think>x</think>Hi',
      '</think>Hi',
      '<role_thinking>x</think>Hi',
    ].map((source) => {
      const parser = new ReplyParser(MARA);
      parser.push(source);
      return parser.hasOrphan;
    });

    expect(orphans).toEqual([true, false, false, false]);
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

    const texts = ['x\ud83d', '\ude00b', '\udc00c\ud83d'].map((chunk) =>
      parser.push(chunk).map(({ text }) => text),
    );

    expect(texts).toEqual([['x'], ['😀b'], ['\ufffdc']]);
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

  /** What reasoning without its first tag may hold: drafts, quoted tags, others' lines. */
  const thinking = fc
    .array(
      fc.constantFrom(
        ...[
          'ħsoħ',
          'ħ\nMara: ħ',
          'ħ\nTom: ħ',
          '<role_action>ħ</role_action>',
          '<role_thinking>ħ',
          '</role_thinking>ħ',
          'ħ</role_action>ħ',
        ],
        ...[
          '[ħ]',
          '(ħ)',
          '*ħ*',
          '<b>ħ</b>',
          '<role_speech>ħ',
          '\n',
          ' ',
          '“ħ”',
          '<game_action name="x">{"a":"ħ"}</game_action>',
        ],
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => `ħ ${parts.join('')}`);

  property.prop(
    [
      fc.array(fc.tuple(thinking, fc.constantFrom('</think>', '</system_thinking>', '[/THINK]')), {
        minLength: 1,
        maxLength: 2,
      }),
      fc.constantFrom('', '<think>', '<system_thinking>', '<think>ħ<think>', '<system_thinking>ħ<think>'),
      fc.constantFrom('\n\nCome in.', 'Mara: Come in.', '<role_action>nods</role_action>Come in.'),
      fc.array(fc.nat(), { maxLength: 6 }),
    ],
    { ...RUNS, numRuns: 3000 },
  )(
    'with a plan expected, no word before the last end tag of reasoning is heard, and the words behind it are',
    ([first, ...rest], open, turn, offsets) => {
      // A second end tag belongs to a plan begun twice.
      fc.pre(rest.length === (open.includes('ħ') ? 1 : 0));
      const source = open + [first!, ...rest].map(([text, close]) => text + close).join('') + turn;

      const { spans } = parse(cut(source, offsets), expected);

      expect(visible(spans)).not.toContain('ħ');
      expect(visible(spans)).toContain('Come in.');
    },
  );

  property.prop([reply, garbles, fc.array(fc.nat(), { maxLength: 8 })], { ...RUNS, numRuns: 4000 })(
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
    { ...RUNS, numRuns: 6000 },
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
      fc.pre(!/[<＜[\]()【】［］（）*:：]/.test(text));
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
    ...[
      '[THINK]',
      '[/THINK]',
      '<seed:think>',
      '</seed:think>',
      '<role.',
      '<|think|>',
      '<|/think|>',
      '<scratchpad>',
    ],
    ...[
      '<|channel|>analysis<|message|>',
      '<|channel|>final',
      '<|message|>',
      '<|end|>',
      '<|start|>',
      'assistant\n',
      '<|im_start|>',
    ],
    ...[
      '"Tom": ',
      '\nTom (x)',
      '[Mara]: ',
      '"',
      '“',
      '［',
      '］',
      '\u200b',
      '\ufe0f',
      '(softly)',
      'MARA',
      'tom:',
      '\nVell',
    ],
  ];
}

test('an empty plan, or reasoning on a channel of its own, is a plan: what follows streams', () => {
  const empty = new ReplyParser({ name: 'Mara', others: [], plan: 'expected', prefill: '<system_thinking>' });
  empty.push('</system_thinking>');
  const reasoned = new ReplyParser({ name: 'Mara', others: [], plan: 'expected' });
  reasoned.reasoning('She lies.');

  for (const parser of [empty, reasoned])
    expect(parser.push('Hello there, ').map(({ layer }) => layer)).toEqual(['speech']);
});
