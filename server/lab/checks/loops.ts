import type { Finding } from './check.ts';
import { found, RULES } from './rules.ts';
import type { Turn } from './turn.ts';
import { runsOf, wordsOf } from './words.ts';

const [MIN_UNIT, MAX_UNIT] = [5, 30];
/** Ours: three or four words make a loop when they come six times; a refrain comes less often, and laughter has fewer words. */
const SHORT = { unit: 3, times: 6 };
const UNITS = [
  ...Array.from({ length: MAX_UNIT - MIN_UNIT + 1 }, (_, index) => MIN_UNIT + index),
  SHORT.unit,
  SHORT.unit + 1,
];
const DISTANT = 15;
const SENTENCE_END = /[.!?…。！？\n]+/u;
const LETTERS = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]{100,}/u;
const ONE_LETTER = /(\p{L})\1{39,}/u;

/** What goes round in circles within one reply (the loops that CoSER's `fix_repeation` cuts, arXiv 2502.09082). */
export function loops({ reply }: Turn): Finding[] {
  const texts = reply.all('role_thinking', 'role_action', 'speech');
  const words = wordsOf(texts.join('\n'));
  const findings: Finding[] = [];
  const loop = consecutiveLoop(words);
  if (loop) findings.push(found('loop.consecutive', loop.times, loop.unit.join(' ')));
  else {
    const again = distantRepeat(words);
    if (again) findings.push(found('loop.distant', 2, again));
    else findings.push(...repeatedSentence(texts));
  }
  const letters = texts.map((text) => LETTERS.exec(text)?.[0] ?? ONE_LETTER.exec(text)?.[0]).find(Boolean);
  if (letters) findings.push(found('loop.letters', letters.length, letters));
  return findings;
}

/** The shortest run of 5 to 30 words that comes 5 times or more back to back, or of 3 or 4 that comes 6 times, and how often. */
export function consecutiveLoop(words: readonly string[]): { unit: string[]; times: number } | undefined {
  for (const size of UNITS) {
    const least = size < MIN_UNIT ? SHORT.times : RULES['loop.consecutive'].limit + 1;
    if (size * least > words.length) continue;
    let equal = 0;
    let longest = 0;
    let end = 0;
    for (let at = size; at < words.length; at += 1) {
      equal = words[at] === words[at - size] ? equal + 1 : 0;
      if (equal > longest) [longest, end] = [equal, at + 1];
    }
    const times = Math.floor(longest / size) + 1;
    if (times >= least) return { unit: words.slice(end - size, end), times };
  }
  return undefined;
}

/** The sentence of which most was said again within the reply. */
function repeatedSentence(texts: readonly string[]): Finding[] {
  const counts = new Map<string, number>();
  let [worst, most] = ['', 0];
  for (const sentence of texts.flatMap((text) => text.split(SENTENCE_END))) {
    const words = wordsOf(sentence);
    if (words.length < MIN_UNIT) continue;
    const key = words.join(' ');
    const before = counts.get(key) ?? 0;
    counts.set(key, before + 1);
    if (before * words.length > most) [worst, most] = [key, before * words.length];
  }
  return most > RULES['loop.sentence'].limit ? [found('loop.sentence', most, worst)] : [];
}

/** 15 words that come again behind themselves; more than 15 hold such 15. */
export function distantRepeat(words: readonly string[]): string | undefined {
  const at = repeatAt(words);
  return at === undefined ? undefined : words.slice(at, at + DISTANT).join(' ');
}

/** Where the first 15 words begin that stood before, whole. */
export function repeatAt(words: readonly string[]): number | undefined {
  if (words.length < 2 * DISTANT) return undefined;
  const first = new Map<string, number>();
  for (const [at, run] of runsOf(words, DISTANT).entries()) {
    const before = first.get(run);
    if (before === undefined) first.set(run, at);
    else if (at - before >= DISTANT) return at;
  }
  return undefined;
}
