import { eld } from 'eld/small';
import { LRUCache } from 'lru-cache';

/** The languages that can be told apart. */
const CODES = (
  'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr ms nl no or pa pl ' +
  'pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh id bs nb nn gl'
).split(' ');
/** Short texts in one of a group are taken for another. */
const ALIKE: readonly (readonly string[])[] = [
  ['no', 'nb', 'nn', 'da', 'sv'],
  ['es', 'ca', 'gl', 'pt'],
  ['hr', 'sr', 'bs', 'sl'],
  ['cs', 'sk'],
  ['id', 'ms'],
  ['ru', 'uk', 'be', 'bg'],
  ['hi', 'mr'],
  ['fa', 'ur', 'ar', 'ku'],
];
/** What stands beside a language's name and names none. */
const OTHER_WORDS =
  /^(?:and|or|with|some|a|an|the|of|in|old|archaic|modern|plain|simple|british|american|middle|broken|formal|only|mostly|dialect|bit|little|words?|accent|und|et|y)$/;

const names = new Map<string, string>();
for (const code of CODES) {
  names.set(code, code);
  for (const locale of ['en', code]) {
    const name = new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }).of(code);
    if (name !== undefined) names.set(name.toLowerCase(), code);
  }
}
names.set('mandarin', 'zh').set('scots', 'en').set('farsi', 'fa');

export type Named = { codes: string[]; hasUnknown: boolean };

const read = new LRUCache<string, Named>({ max: 500 });

/** The languages that a persona's or world's words name: `English`, `de-AT`, `français`, `English and some Russian`. */
export function languagesNamed(language: string): Named {
  let found = read.get(language);
  if (!found) {
    const words = language.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
    // A region is none: `pt-BR`.
    const isTag = /^[a-z]{2,3}([-_][a-z\d]+)+$/i.test(language.trim());
    const parts = isTag ? words.slice(0, 1) : words.filter((word) => !OTHER_WORDS.test(word));
    found = {
      codes: [...new Set(parts.flatMap((word) => names.get(word) ?? []))],
      hasUnknown: parts.some((word) => !names.has(word)),
    };
    read.set(language, found);
  }
  return found;
}

export const areAlike = (one: string, other: string): boolean =>
  one === other || ALIKE.some((group) => group.includes(one) && group.includes(other));

/** The language that a text is surely in, and how much surer that is than each of `expected`; undefined where it is not sure. */
export function detect(
  text: string,
  expected: readonly string[] = [],
): { language: string; lead: number } | undefined {
  const result = eld.detect(text);
  if (result.language === '' || !result.isReliable()) return undefined;
  const scores = result.getScores();
  const rival = Math.max(0, ...expected.map((code) => scores[code] ?? 0));
  return { language: result.language, lead: (scores[result.language] ?? 0) - rival };
}

const scripts = new Map<string, readonly string[]>();

/** The scripts that a language is written in, by their Unicode names. `code`: one of `languagesNamed`. */
export function scriptsOf(code: string): readonly string[] {
  let found = scripts.get(code);
  if (!found) {
    found = SCRIPTS[new Intl.Locale(code).maximize().script ?? ''] ?? [];
    scripts.set(code, found);
  }
  return found;
}

const SCRIPTS: Record<string, readonly string[]> = {
  Latn: ['Latin'],
  Cyrl: ['Cyrillic'],
  Grek: ['Greek'],
  Jpan: ['Han', 'Hiragana', 'Katakana'],
  Hans: ['Han'],
  Hant: ['Han'],
  Kore: ['Hangul', 'Han'],
  Arab: ['Arabic'],
  Hebr: ['Hebrew'],
  Thai: ['Thai'],
  Deva: ['Devanagari'],
  Armn: ['Armenian'],
  Geor: ['Georgian'],
  Beng: ['Bengali'],
  Taml: ['Tamil'],
  Telu: ['Telugu'],
  Gujr: ['Gujarati'],
  Guru: ['Gurmukhi'],
  Knda: ['Kannada'],
  Mlym: ['Malayalam'],
  Orya: ['Oriya'],
  Ethi: ['Ethiopic'],
  Laoo: ['Lao'],
};

/** All scripts that are told apart. */
export const ALL_SCRIPTS = [...new Set(Object.values(SCRIPTS).flat())];
