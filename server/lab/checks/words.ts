const WORD = /[\p{L}\p{M}\p{N}]+(?:['’ʼ][\p{L}\p{M}\p{N}]+)*/gu;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ASCII_WORD = /[a-z0-9]+(?:'[a-z0-9]+)*/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\x00-\x7f]*$/;

export const isAscii = (text: string): boolean => ASCII.test(text);

let segmenter: Intl.Segmenter | undefined;

/** The words of a text in lower case, without marks; where words are not spaced, as Unicode's dictionaries cut them. */
export function wordsOf(text: string): string[] {
  const lower = text.toLowerCase().replaceAll('’', "'");
  // Most of what is said is, and this takes a third of the time.
  if (isAscii(lower)) return lower.match(ASCII_WORD) ?? [];
  if (!UNSPACED.test(lower)) return lower.match(WORD) ?? [];
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  return [...segmenter.segment(lower)].flatMap(({ segment, isWordLike }) => (isWordLike ? [segment] : []));
}

/** Runs of `size` words, each as one string. */
export function runsOf(words: readonly string[], size: number): string[] {
  const runs: string[] = [];
  for (let at = 0; at + size <= words.length; at += 1) runs.push(words.slice(at, at + size).join(' '));
  return runs;
}

/** The longest stretch of words that both have, if it is of `least` words or more. */
export function sharedStretch(words: readonly string[], other: readonly string[], least: number): string[] {
  if (words.length < least || other.length < least) return [];
  const places = new Map<string, number[]>();
  for (const [at, word] of other.entries()) {
    const known = places.get(word);
    if (known) known.push(at);
    else places.set(word, [at]);
  }
  let [from, longest] = [0, least - 1];
  for (let at = 0; at + longest < words.length; at += 1)
    for (const place of places.get(words[at]!) ?? []) {
      let length = 1;
      while (at + length < words.length && words[at + length] === other[place + length]) length += 1;
      if (length > longest) [from, longest] = [at, length];
    }
  return longest < least ? [] : words.slice(from, from + longest);
}
