import { fc, test as property } from '@fast-check/vitest';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { countTokens } from '../../server/llm/tokens.ts';

property.prop([fc.string({ unit: 'grapheme', maxLength: 150 })])(
  'a line counts as o200k encodes it',
  (text) => {
    const exact = encode(text, { disallowedSpecial: new Set() }).length;

    expect(countTokens(text)).toBe(exact);
    expect(countTokens(text)).toBe(exact);
  },
);

test('special tokens that a player typed count as text and do not throw', () => {
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
});

test('a long text counts nearly exactly', () => {
  const text = 'The ferry to Ravenmoor leaves at dusk. '.repeat(300);
  const exact = encode(text).length;

  expect(countTokens(text)).toBeGreaterThanOrEqual(exact);
  expect(countTokens(text)).toBeLessThanOrEqual(exact * 1.01);
});
