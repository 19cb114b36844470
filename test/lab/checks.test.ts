import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Layer, Span } from '../../schemas/layers.ts';
import { type Checked, checkReply } from '../../server/lab/checks/check.ts';
import { countsOf, layoutFigures } from '../../server/lab/checks/layout.ts';
import { slopeOf } from '../../server/lab/checks/length.ts';
import { consecutiveLoop, distantRepeat } from '../../server/lab/checks/loops.ts';
import { overlapOf } from '../../server/lab/checks/repetition.ts';
import { RULES } from '../../server/lab/checks/rules.ts';
import { selfBleu } from '../../server/lab/checks/self-bleu.ts';
import { runsOf, sharedStretch, wordsOf } from '../../server/lab/checks/words.ts';
import { randomFrom } from '../../server/llm/builtin/random.ts';
import { checkedOf, handWritten, ofRavenmoor, spansOf, spoken } from './clean-samples.ts';
import { oddReplies } from './odd-replies.ts';
import { FLAWS } from './seeded-flaws.ts';

const words = (text: string): string[] => text.split(' ');
const fours = (text: string): string[] => runsOf(words(text), 4);
const checksOf = (checked: Checked): string[] => checkReply(checked).map(({ check }) => check);
const said = (text: string, more: Partial<Checked> = {}): Checked => {
  const talk = { name: 'Mara', others: ['Tom', 'Ash'], language: 'English', history: [], ...more };
  return { ...checkedOf(talk, spansOf(text, talk.name, talk.others)), ...more };
};
const written = (raw: string): string[] =>
  checksOf({ ...said('Come in.'), reply: { spans: spoken('Come in.'), raw } });

describe('figures worked by hand', () => {
  test('entropy and top share of layouts', () => {
    // 8, 4, 2 and 2 of 16: 0.5·1 + 0.25·2 + 2·0.125·3 bits.
    const patterns = [...'aaaaaaaabbbbccdd'];

    expect(layoutFigures(countsOf(patterns))).toEqual({
      top: 'a',
      topShare: 0.5,
      entropyBits: 1.75,
      distinct: 4,
    });
    expect(layoutFigures(countsOf(['a', 'a']))).toEqual({
      top: 'a',
      topShare: 1,
      entropyBits: 0,
      distinct: 1,
    });
    expect(layoutFigures(new Map()).topShare).toBe(0);
  });

  test('slope of lengths', () => {
    // Around the middle: −2·−80 −1·−40 + 0 + 1·40 + 2·80, by 4+1+0+1+4.
    expect(slopeOf([20, 60, 100, 140, 180])).toBe(40);
    // −2·10 −1·20 + 0 + 1·15 + 2·15 = 5, by 10.
    expect(slopeOf([10, 20, 5, 15, 15])).toBe(0.5);
    expect(slopeOf([7])).toBe(0);
  });

  test('overlap of runs of four words', () => {
    // Runs: abcd bcde cdef defg; said before: abcd and defg.
    const overlap = overlapOf(fours('a b c d e f g'), [fours('a b c d'), fours('x d e f g')]);

    expect(overlap).toEqual({ share: 0.5, shared: ['a b c d', 'd e f g'] });
    expect(overlapOf(fours('a b c'), [fours('a b c')]).share).toBe(0);
    // My ring, your ring: an answer.
    expect(
      overlapOf(fours('you lost your ring'), [fours('you lost your ring')], () => [fours('i lost my ring')])
        .share,
    ).toBe(0);
  });

  test('Self-BLEU-4', () => {
    // Against "a b c d x": precisions 4/5, 3/4, 2/3, 1/2, as long as it: (0.8·0.75·0.6667·0.5)^¼ = 0.2^¼.
    expect(selfBleu(words('a b c d e'), [words('a b c d x')])).toBeCloseTo(0.2 ** 0.25, 12);
    // Whole, but half as long as the other: e^(1−8/4).
    expect(selfBleu(words('a b c d'), [words('a b c d e f g h')])).toBeCloseTo(Math.exp(-1), 12);
    expect(selfBleu(words('a b c d'), [words('a b c d')])).toBe(1);
    expect(selfBleu(words('a b c d'), [words('d c b a')])).toBe(0);
    expect(selfBleu(words('a b c d'), [])).toBe(0);
  });

  test('loops are cut where CoSER cuts them', () => {
    const unit = words('one two three four five');
    const times = (count: number) => Array.from({ length: count }, () => unit).flat();

    expect(consecutiveLoop(times(4))).toBeUndefined();
    expect(consecutiveLoop(['so', ...times(5), 'end'])?.times).toBe(5);
    expect(consecutiveLoop(Array.from({ length: 25 }, () => 'no'))?.times).toBe(5);
    const fifteen = Array.from({ length: 15 }, (_, index) => `w${index}`);
    expect(distantRepeat([...fifteen, ...fifteen])).toBe(fifteen.join(' '));
    expect(distantRepeat([...fifteen.slice(1), 'x', ...fifteen.slice(1)])).toBeUndefined();
  });

  test('the longest stretch that two texts share', () => {
    expect(sharedStretch(words('x a b c d y b c d'), words('q a b c d z'), 3)).toEqual(words('a b c d'));
    expect(sharedStretch(words('a b c'), words('a b x'), 3)).toEqual([]);
    expect(sharedStretch(words('a b c d'), words('b c d a'), 3)).toEqual(words('b c d'));
  });

  test('words are found in every script', () => {
    expect(wordsOf("Don’t, he said — ÉTÉ '99!")).toEqual(["don't", 'he', 'said', 'été', '99']);
    expect(wordsOf('窓から川が見えます。').length).toBeGreaterThan(2);
  });
});

describe('the format', () => {
  test.each([
    [
      '<system_thinking>p</system_thinking>Mara: <role_thinking>t</role_thinking>Hello.<role_action>bows</role_action>',
      [],
    ],
    ['Hello.', []],
    ['<role_action>bows</role_action>', []],
    ['I <3 you, and 2 < 3.', []],
    ['<role_speech>Hello.</role_speech>', []],
    ['Hello.<|im_end|>', []],
    ['<think>hm</think><system_thinking>p</system_thinking>Hello.', []],
    ['<role_thinking>I see.', ['format.unclosed']],
    ['<role_thinking>I see <role_action>bows</role_action> him</role_thinking>Hm.', ['format.nested']],
    ['Hello.</role_action>', ['format.stray-end']],
    ['<role_action>bows</role_action> Hello.', ['format.space']],
    ['<role_action>bows</role_action><role_action>sits</role_action>', ['format.adjacent']],
    ['<role_action>bows</role_action>So.<role_action>sits</role_action>', []],
    ['<role_action></role_action>Hello.', ['format.empty']],
    ['Hello <i>you</i>.', ['format.unknown-tag']],
    ['Hello.<system_thinking>p</system_thinking>', ['format.order']],
    [
      '<system_thinking>p</system_thinking>Hello.<system_thinking>q</system_thinking>',
      ['format.second-plan'],
    ],
  ])('%s', (raw, expected) => {
    expect(written(raw)).toEqual(expected);
  });

  test('a plan is missed only where one was asked for', () => {
    const reply = { spans: spoken('Hello.'), raw: 'Hello.' };

    expect(checksOf({ ...said('Hello.'), plan: 'full', reply })).toEqual(['format.no-plan']);
    expect(checksOf({ ...said('Hello.'), plan: 'off', reply })).toEqual([]);
  });
});

describe('each voice in its layer', () => {
  test.each([
    ['<role_thinking>Mara wonders what he wants</role_thinking>Hm.', ['person.thought']],
    ['<role_thinking>Careful, Mara. That was nearly it</role_thinking>Hm.', []],
    ['<role_thinking>He has seen the rope. Not a word about who cut it</role_thinking>Hm.', []],
    ['<role_thinking>Good boots. Tired eyes</role_thinking>Hm.', []],
    ['<role_action>wipes my cup</role_action>Hm.', ['person.action']],
    ['<role_action>mutters "I know, I know" into the cup</role_action>Hm.', []],
    ['<role_action>wipes her hands</role_action>Hm.', []],
    ['<role_action>She wipes a cup</role_action>Hm.', ['person.action']],
    ['<role_action>watches as Tom leaves</role_action>Hm.', []],
    ['<role_action>waits until Tom has left, then sits</role_action>Hm.', []],
    ['<role_action>bows, and Tom nods</role_action>Hm.', ['others.act']],
    ['<role_action>Tom says that he will come</role_action>Hm.', ['others.words']],
    ['Tom says that he will come.', []],
  ])('%s', (text, expected) => {
    expect(checksOf(said(text))).toEqual(expected);
  });
});

test('a reply without a word is a fault, and one that only acts is none', () => {
  const mute = (spans: Span[], raw: string) =>
    checkReply({ name: 'Mara', others: [], history: [], reply: { spans, raw } }).some(
      ({ check }) => check === 'format.mute',
    );

  expect(mute([], '')).toBe(true);
  expect(mute([{ span: 0, layer: 'role_action', text: 'nods' }], '<role_action>nods</role_action>')).toBe(
    false,
  );
});

test('what a plan quotes, drafts or has heard is no leak', () => {
  const line = 'the river takes what it is owed and gives nothing back';
  const planned = (plan: string, history: Checked['history'] = []) =>
    checksOf(said(`<system_thinking>${plan}</system_thinking>Well, ${line}.`, { history }));

  expect(planned(`Mara lets them know that ${line} tonight.`)).toEqual(['leak.plan']);
  expect(planned(`Mara should say "${line}" and no more.`)).toEqual([]);
  expect(planned(`Context: a flood. Draft: ${line}.`)).toEqual([]);
  expect(
    planned(`Ash has said that ${line}.`, [{ name: 'Ash', spans: spoken(`They say ${line}.`) }]),
  ).toEqual([]);
});

test.each(oddReplies)('%s says: %s', (name, text) => {
  const history = [
    { name: 'Ash', spans: spoken('Good evening to you, who are you and what is this place?') },
  ];
  const { language: _, ...untold } = said(text, { name, others: ['Ash', 'Tom'], history });

  expect(checksOf(said(text, { name, others: ['Ash', 'Tom'], history }))).toEqual([]);
  expect(checksOf(untold)).toEqual([]);
});

const CLEAN_PAIRS = 500;
const FLAWED = 120;

test('clean replies are left alone, whoever speaks', async () => {
  const clean = [...handWritten(), ...(await ofRavenmoor(8))];
  const flagged = clean.flatMap((checked) =>
    checkReply(checked).map(({ check, evidence }) => `${checked.name}: ${check} ${evidence}`),
  );

  expect(clean.length).toBeGreaterThan(CLEAN_PAIRS);
  expect(handWritten().flatMap(checksOf)).toEqual([]);
  expect(flagged.length / clean.length, flagged.join('\n')).toBeLessThanOrEqual(0.005);
}, 120_000);

test.each(Object.entries(FLAWS))(
  '%s is found',
  async (kind, { found, plant }) => {
    const clean = [...handWritten(), ...(await samples())];
    const random = randomFrom(kind);
    const missed: string[] = [];
    let planted = 0;
    for (let tries = 0; planted < FLAWED && tries < 50 * FLAWED; tries += 1) {
      const flawed = plant(random.pick(clean)!, random);
      if (!flawed) continue;
      planted += 1;
      if (!checksOf(flawed).some((check) => found.test(check))) missed.push(flawed.reply.raw ?? '');
    }

    expect(planted).toBe(FLAWED);
    expect(1 - missed.length / planted, missed.join('\n')).toBeGreaterThanOrEqual(0.95);
  },
  60_000,
);

let ravenmoor: Promise<Checked[]> | undefined;
const samples = (): Promise<Checked[]> => {
  ravenmoor ??= ofRavenmoor(3);
  return ravenmoor;
};

const LAYERS: Layer[] = ['system_thinking', 'role_thinking', 'role_action', 'speech', 'game_action'];
const PIECES = [
  'Mara',
  'Tom: ',
  '<role_action>',
  '</role_thinking>',
  '===',
  'I ',
  'she nods',
  '“',
  '(',
  '*',
  '\n',
  'привет',
  '你好',
  '\u{1F600}',
  '\ud800',
  '\\',
  'as an AI',
  'the river ',
];
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((parts) => parts.join('')),
);
const anySpans = fc
  .array(fc.record({ layer: fc.constantFrom(...LAYERS), text: anyText }), { maxLength: 6 })
  .map((spans): Span[] => spans.map((span, index) => ({ span: index, ...span })));
const anyChecked: fc.Arbitrary<Checked> = fc.record(
  {
    name: fc.oneof(fc.constantFrom('Mara', 'Old Tam (2)', '[x', '*', 'UNIT-7', ''), fc.string()),
    others: fc.array(fc.oneof(fc.constantFrom('Tom', 'A.*', '\\'), fc.string()), { maxLength: 3 }),
    language: fc.oneof(fc.constantFrom('English', 'Elvish', 'de-AT', '日本語'), fc.string()),
    plan: fc.constantFrom('full' as const, 'short' as const, 'off' as const),
    history: fc.array(fc.record({ name: fc.constantFrom('Mara', 'Tom'), spans: anySpans }), {
      maxLength: 12,
    }),
    reply: fc.record({ spans: anySpans, raw: anyText }, { requiredKeys: ['spans'] }),
  },
  { requiredKeys: ['name', 'others', 'history', 'reply'] },
);

property.prop([anyChecked])(
  'whatever is checked, each rule is found once at most and beyond its limit',
  (checked) => {
    const findings = checkReply(checked);

    expect(new Set(findings.map(({ check }) => check)).size).toBe(findings.length);
    for (const { check, value, limit, evidence, principle, severity, unit } of findings) {
      expect(RULES[check as keyof typeof RULES]).toEqual({ principle, severity, limit, unit });
      expect(Number.isFinite(value)).toBe(true);
      expect(check === 'layout.entropy' ? value < limit : value > limit, `${check} ${value}`).toBe(true);
      expect(evidence.length).toBeLessThanOrEqual(161);
    }
    expect(checkReply(structuredClone(checked))).toEqual(findings);
  },
);

property.prop([fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 30 })])(
  'entropy is at most that of equal shares, and none only for one layout',
  (patterns) => {
    const { entropyBits, topShare, distinct } = layoutFigures(countsOf(patterns));

    expect(entropyBits).toBeLessThanOrEqual(Math.log2(distinct) + 1e-9);
    expect(entropyBits === 0).toBe(distinct === 1);
    expect(topShare).toBeGreaterThanOrEqual(1 / distinct);
  },
);
