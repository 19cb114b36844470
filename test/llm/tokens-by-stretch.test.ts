import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { countTokens, tokensByStretch } from '../../server/llm/tokens.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.lorem(),
  fc.constantFrom('漢字かな', '👩‍🚀🏽', '\ud800', '\n\n', '   ', '<|im_end|>', 'x'.repeat(1500)),
);

property.prop([fc.array(text, { minLength: 1, maxLength: 8 })])(
  'every token belongs to one stretch, and together they are the tokens of the whole',
  (stretches) => {
    const whole = stretches.join('');

    const tokens = tokensByStretch(
      whole,
      stretches.map(({ length }) => length),
    );

    expect(tokens).toHaveLength(stretches.length);
    expect(tokens.every((count) => count >= 0)).toBe(true);
    expect(tokens.reduce((sum, count) => sum + count, 0)).toBe(countTokens(whole));
  },
);

test('a word belongs to the stretch that it stands in, the space before it to the one before', () => {
  expect(tokensByStretch('Mara knows: It burned down.\n', [12, 15, 1])).toEqual([4, 4, 0]);
  expect(tokensByStretch('', [0])).toEqual([0]);
});
