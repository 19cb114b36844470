import { languagesNamed } from './languages.ts';
import type { Turn } from './turn.ts';
import { wordsOf } from './words.ts';

/** Common, and of no other language's common words. */
const COMMON = new Set(
  (
    'the and of you that with for not this have what they my your but there when which who it its is are was were be been ' +
    "I'm i i've i'll don't didn't can't won't isn't that's it's you're to at from as if or one all had has by would could should " +
    'will he she her his him me we us our them their do did how where why here than then some any more out up into over only thee thou thy'
  )
    .toLowerCase()
    .split(' '),
);
/** Of all words: English has about 0.45, no other language more than 0.15. */
const [SURELY, LIKELY] = [0.3, 0.2];
const TOO_FEW = 12;

/** Whether words are English beyond doubt, at a fraction of what the detector takes. */
export function isPlainlyEnglish(words: readonly string[]): boolean {
  return commonOf(words) > SURELY * words.length;
}

/** Whether a turn's thoughts and actions may be read by English grammar; where too little was said to tell, they are. */
export function speaksEnglish({ language, reply, own, heard }: Turn): boolean {
  if (language !== undefined) {
    const { codes } = languagesNamed(language);
    if (codes.length > 0) return codes.includes('en');
  }
  const layers = ['role_thinking', 'role_action', 'speech', 'system_thinking'] as const;
  const turns = [...heard.slice(-3), ...own.slice(-3), reply];
  const words = wordsOf(turns.flatMap((turn) => turn.all(...layers)).join('\n'));
  return words.length < TOO_FEW || commonOf(words) > LIKELY * words.length;
}

/** Whether a word, in lower case, is one of the commonest of English. */
export const isCommonWord = (word: string): boolean => COMMON.has(word);

const commonOf = (words: readonly string[]): number => words.filter(isCommonWord).length;
