import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';
import { LRUCache } from 'lru-cache';

/** Counting a run without spaces takes time quadratic in its length: no piece is longer than this. */
const PIECE_CHARS = 1000;

/** Text of special tokens counts as the ordinary text it is. */
const ORDINARY = { disallowedSpecial: new Set<string>() };

const counts = new LRUCache<string, number>({
  max: 20_000,
  maxSize: 8_000_000,
  sizeCalculation: (_count, text) => text.length + 1,
});

/**
 * How many tokens a text takes in o200k, which is near enough for every current model's budget (texts over 1,000
 * characters are counted in pieces: up to 1 % more than exact). Counts are cached by text, so counting a history again
 * costs a look-up per line.
 */
export function countTokens(text: string): number {
  let tokens = counts.get(text);
  if (tokens === undefined) {
    tokens = 0;
    for (let start = 0; start < text.length; start += PIECE_CHARS) {
      tokens += count(text.slice(start, start + PIECE_CHARS), ORDINARY);
    }
    counts.set(text, tokens);
  }
  return tokens;
}
