import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Layer, Span } from '../../schemas/layers.ts';
import { bracketsToHer, fromBrackets, herToBrackets, toBrackets } from '../../server/her/brackets.ts';

const spansOf = (...spans: [Layer, string][]): Span[] =>
  spans.map(([layer, text], span) => ({ span, layer, text }));

test('a turn is written in brackets, without its plan', () => {
  const her =
    '<system_thinking>plan</system_thinking><role_thinking>He lies</role_thinking>Sit.<role_action>pours tea</role_action>';

  expect(herToBrackets(her)).toBe('[He lies] Sit. (pours tea)');
  expect(bracketsToHer('[He lies] Sit. (pours tea)')).toBe(
    '<role_thinking>He lies</role_thinking>Sit.<role_action>pours tea</role_action>',
  );
});

test.each<[string, [Layer, string][]]>([
  ['[I see (him) here]', [['role_thinking', 'I see (him) here']]],
  [
    '(nods (slowly)) Yes.',
    [
      ['role_action', 'nods (slowly)'],
      ['speech', 'Yes.'],
    ],
  ],
  [
    '[a[b]c] d',
    [
      ['role_thinking', 'a[b]c'],
      ['speech', 'd'],
    ],
  ],
  [
    '【恨】（微笑）你好',
    [
      ['role_thinking', '恨'],
      ['role_action', '微笑'],
      ['speech', '你好'],
    ],
  ],
  [
    '（微笑)你好',
    [
      ['role_action', '微笑'],
      ['speech', '你好'],
    ],
  ],
  [
    'Well (sighs) fine',
    [
      ['speech', 'Well'],
      ['role_action', 'sighs'],
      ['speech', 'fine'],
    ],
  ],
  [
    'Hello [and the secret',
    [
      ['speech', 'Hello'],
      ['role_thinking', 'and the secret'],
    ],
  ],
  [
    '(bows [hm] low)',
    [
      ['role_action', 'bows'],
      ['role_thinking', 'hm'],
      ['role_action', 'low'],
    ],
  ],
  ['a) b] c\\d', [['speech', 'a) b] c\\d']]],
  ['[] () ', []],
])('%s is read as it was meant', (text, spans) => {
  expect(fromBrackets(text)).toEqual(spansOf(...spans));
});

test('an unclosed thought stays a thought on the way to brackets', () => {
  expect(herToBrackets('Hello<role_thinking>secret')).toBe('Hello [secret]');
});

test('brackets in HER’s speech are words on the way to brackets and back', () => {
  const her = '<role_action>nods</role_action>It says [closed]. (Really.) *Yes*';

  expect(herToBrackets(her)).toBe('(nods) It says \\[closed\\]. \\(Really.\\) *Yes*');
  expect(bracketsToHer(herToBrackets(her))).toBe(her);
});

test('brackets in the texts are escaped', () => {
  expect(toBrackets(spansOf(['speech', 'the key (the old one) [sic]']))).toBe(
    'the key \\(the old one\\) \\[sic\\]',
  );
});

const text = fc
  .array(
    fc.constantFrom('a', ' ', '.', '[', ']', '(', ')', '【', '】', '（', '）', '\\', '你', '😀', '*', '<'),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  .map((chars) => chars.join('').trim())
  .filter((chars) => chars !== '');
const turn = fc
  .array(fc.tuple(fc.constantFrom<Layer>('role_thinking', 'role_action', 'speech'), text), { maxLength: 6 })
  .map((all) => spansOf(...all.filter(([layer], index) => layer !== all[index - 1]?.[0])));

property.prop([turn], { numRuns: 3000, seed: 11 })(
  'every turn reads back as it was, whatever its texts hold',
  (spans) => {
    expect(fromBrackets(toBrackets(spans))).toEqual(spans);
  },
);
