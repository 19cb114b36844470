import { repeatAt } from '../checks/loops.ts';

/** Of scripts without spaces a character is a word. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+/gu;
const LETTERS = /[a-z]{100,}/gi;
const KEPT_LETTERS = 20;
const [MIN_UNIT, MAX_UNIT] = [5, 30];
const TIMES = 5;

type Word = { text: string; start: number; end: number };

/**
 * A reply up to where it begins to go round in circles, as CoSER mends what its actors write (`fix_repeation`, arXiv 2502.09082): 5 to 30 words that
 * come five times back to back stay once, 15 that come again later go with all behind them, of 100 letters without a space 20 stay.
 */
export function withoutLoops(reply: string): string {
  const text = reply.replaceAll(LETTERS, (letters) => letters.slice(0, KEPT_LETTERS));
  const words = [...text.matchAll(WORD)].map(
    ({ 0: word, index }): Word => ({ text: word.toLowerCase(), start: index, end: index + word.length }),
  );
  const end = loopEnd(words) ?? words[repeatAt(words.map(({ text: word }) => word)) ?? -1]?.start;
  return end === undefined ? text : text.slice(0, end).trimEnd();
}

/** Where the first round of the shortest loop ends. */
function loopEnd(words: readonly Word[]): number | undefined {
  for (let size = MIN_UNIT; size <= MAX_UNIT; size += 1) {
    let equal = 0;
    for (let at = size; at < words.length; at += 1) {
      equal = words[at]!.text === words[at - size]!.text ? equal + 1 : 0;
      if (equal === size * (TIMES - 1)) return words[at - equal]!.end;
    }
  }
  return undefined;
}
