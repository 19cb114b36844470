import { countTokens as count, decodeGenerator, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { LRUCache } from 'lru-cache';
import type { Prompt } from '../../schemas/scene.ts';

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

/** What a chat template adds to each message, about. */
const TOKENS_PER_MESSAGE = 4;

/** What a prompt takes, its template included, about. */
export const promptTokens = ({ messages, prefill }: Prompt): number =>
  messages.reduce(
    (sum, { content }) => sum + countTokens(content) + TOKENS_PER_MESSAGE,
    countTokens(prefill),
  );

/**
 * How many tokens belong to each of the stretches that a text consists of (their lengths in UTF-16 code units): a token to the
 * stretch that its first sign lies in, since most tokens bring the space before a word along. The sum is `countTokens` of the whole.
 */
export function tokensByStretch(text: string, lengths: readonly number[]): number[] {
  const counted = lengths.map(() => 0);
  let stretch = 0;
  let end = lengths[0] ?? 0;
  for (const [offset, tokens] of tokensOf(text)) {
    while (offset >= end && stretch < lengths.length - 1) {
      stretch += 1;
      end += lengths[stretch]!;
    }
    counted[stretch] = (counted[stretch] ?? 0) + tokens;
  }
  return counted;
}

/** Where tokens begin, in order; those that share a character come together. */
function* tokensOf(text: string): Generator<[offset: number, tokens: number]> {
  for (let start = 0; start < text.length; start += PIECE_CHARS) {
    const all = encode(text.slice(start, start + PIECE_CHARS), ORDINARY);
    let read = 0;
    let told = 0;
    let offset = start;
    const tokens = (function* () {
      for (const token of all) {
        read += 1;
        yield token;
      }
    })();
    for (const decoded of decodeGenerator(tokens)) {
      if (decoded === '') continue;
      yield [offset + (/\S/.exec(decoded)?.index ?? 0), read - told];
      told = read;
      offset += decoded.length;
    }
    if (told < all.length) yield [offset, all.length - told];
  }
}
