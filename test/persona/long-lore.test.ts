import { fc, test as given } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { LoreEntry, World } from '../../schemas/world.ts';
import { countTokens } from '../../server/llm/tokens.ts';
import { longLore } from '../../server/persona/long-lore.ts';

const world = World.parse({
  title: 'W',
  locations: { tavern: { name: 'The Tavern', description: 'A room.' } },
  start: 'tavern',
  lore: { tokens: 100 },
});
const warnings = (text: string, count = countTokens) => {
  const entry = { ...LoreEntry.parse({ title: 'L', keys: ['l'], text }), id: 'long' };
  return longLore({ dir: '/w', world, lore: new Map([['long', entry]]) }, count);
};

test('lore that is longer than what a prompt tells of lore is warned of, with its file and both lengths', () => {
  expect(warnings('word '.repeat(150))).toEqual([
    expect.stringMatching(
      /lore\/long\.yaml: its text has 15\d tokens, and a prompt tells 100 of lore in all/,
    ),
  ]);
  expect(warnings('word '.repeat(90))).toEqual([]);
});

test('lore of so few bytes that it cannot be too long is not counted', () => {
  let counted = 0;
  const count = (text: string) => {
    counted += 1;
    return countTokens(text);
  };

  warnings('a'.repeat(100), count);

  expect(counted).toBe(0);
});

given.prop({ text: fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }) })(
  'no text has more tokens than bytes',
  ({ text }) => {
    expect(countTokens(text)).toBeLessThanOrEqual(Buffer.byteLength(text));
  },
);
