import { SentenceSplitter } from '../../her/sentences.ts';
import type { Finding } from './check.ts';
import { isPlainlyEnglish, speaksEnglish } from './english.ts';
import { ALL_SCRIPTS, areAlike, detect, languagesNamed, scriptsOf } from './languages.ts';
import { aroundName } from './names.ts';
import { counted, found, RULES } from './rules.ts';
import type { Texts, Turn } from './turn.ts';
import { isAscii, wordsOf } from './words.ts';

const MIN_WORDS = 6;
/** How much surer the detector must be than of the language that is spoken here. */
const MIN_LEAD = 0.25;
/** An own habit, not a slip, from so many turns on. */
const HABIT = 2;

const PLAIN = /^[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]*$/u;
/** Units (μm) are shorter. */
const LONG_WORD = /[\p{L}\p{M}]{4,}/gu;
const LOOK_ALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
/** A symbol that opens a name is for show. */
const SHOWY = /^\p{Script=Greek}\p{Script=Latin}+$/u;
/** What UTF-8 looks like when it was read as Latin-1, and what nobody could decode. */
const GARBLED =
  /\uFFFD|(?<!\p{Lu})Ã[\u0080-\u00bf]|â[€\u0080][\u0080-\u00ff™œžŸš“”˜]|[ÐÑ][\u0080-\u00bf][ÐÑ]/gu;
const ESCAPED = /(?:\\u[\da-f]{4}){2}/gi;
/** Letters of a Latin word in a text of another script that are no name or abbreviation. */
const LATIN_WORD = /(?<!\p{L})(?:(?=\p{Script=Latin})\p{Ll}){3,}(?!\p{L})/gu;
const MIN_LATIN_WORDS = 2;

const SCRIPT_OF: readonly (readonly [string, RegExp])[] = ALL_SCRIPTS.map((script) => [
  script,
  new RegExp(`\\p{Script=${script}}+`, 'gu'),
]);

/** Text of a language or script that has no place in this talk, and text that is no language. */
export function language(turn: Turn): Finding[] {
  const texts = turn.reply.all('role_thinking', 'role_action', 'speech');
  const text = texts.join('\n');
  if (text === '') return [];
  const findings = isAscii(text)
    ? counted('language.garbled', text.match(ESCAPED) ?? [])
    : [
        ...counted('language.garbled', [...(text.match(GARBLED) ?? []), ...(text.match(ESCAPED) ?? [])]),
        ...counted('language.word', mixedWords(text)),
      ];
  const expected = languagesNamed(turn.language ?? '');
  const foreign = foreignScript(text, turn, expected.codes);
  if (foreign) findings.push(foreign);
  // Nobody can tell what a language is that was made up.
  if (!expected.hasUnknown) findings.push(...foreignSentences(turn, expected.codes));
  return findings;
}

/** Latin letters beside those of an alphabet that looks alike. */
const mixedWords = (text: string): string[] =>
  (text.match(LONG_WORD) ?? []).filter(
    (word) => LOOK_ALIKE.test(word) && /\p{Script=Latin}/u.test(word) && !SHOWY.test(word),
  );

function foreignScript(text: string, turn: Turn, codes: readonly string[]): Finding | undefined {
  const named = codes.flatMap(scriptsOf);
  if ((isAscii(text) || PLAIN.test(text)) && (named.length === 0 || named.includes('Latin')))
    return undefined;
  let bare = text;
  for (const name of [turn.name, ...turn.others])
    bare = bare.replaceAll(
      aroundName('name', name, (pattern) => new RegExp(pattern || '(?!)', 'giu')),
      '',
    );
  const isOwn = named.length > 0 ? (script: string) => named.includes(script) : mainScript(turn);
  for (const [script, pattern] of SCRIPT_OF) {
    if (isOwn(script) || (script === 'Han' && isOwn('Hiragana')) || isSpokenHere(turn, pattern)) continue;
    if (script === 'Latin') {
      const words = bare.match(LATIN_WORD) ?? [];
      if (words.length >= MIN_LATIN_WORDS)
        return found('language.script', words.join('').length, `Latin: ${words.join(' ')}`);
      continue;
    }
    const stretches = bare.match(pattern) ?? [];
    const letters = stretches.join('').length;
    if (letters > RULES['language.script'].limit)
      return found('language.script', letters, `${script}: ${stretches.join(' ')}`);
  }
  return undefined;
}

/** Where nothing names the language: the script of most letters so far, in a first turn of its own. */
function mainScript({ own, heard, reply }: Turn): (script: string) => boolean {
  const turns = own.length > 0 ? [...own, ...heard] : [reply];
  const text = turns.map((turn) => turn.all('role_action', 'speech').join('\n')).join('\n');
  let [main, most] = ['Latin', 0];
  for (const [script, pattern] of SCRIPT_OF) {
    const letters = (text.match(pattern) ?? []).join('').length;
    if (letters > most) [main, most] = [script, letters];
  }
  const isJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
  return (script) =>
    script === main || (isJapanese && main !== 'Latin' && /^(?:Han|Hiragana|Katakana)$/.test(script));
}

/** Somebody else writes it, or this NPC has made a habit of it. */
function isSpokenHere({ own, heard }: Turn, pattern: RegExp): boolean {
  const has = (turn: Texts): boolean => turn.spans.some(({ text }) => text.search(pattern) >= 0);
  return heard.some(has) || own.filter(has).length >= HABIT;
}

function foreignSentences(turn: Turn, codes: readonly string[]): Finding[] {
  const isEnglish = speaksEnglish(turn);
  const doubtful = sentencesOf(turn.reply).filter(
    ({ words }) => words.length >= MIN_WORDS && !(isEnglish && isPlainlyEnglish(words)),
  );
  if (doubtful.length === 0) return [];
  const spoken = codes.length > 0 ? codes : spokenSoFar(turn);
  if (spoken.length === 0) return [];
  const isForeign = ({ text }: { text: string }): boolean => {
    const is = detect(text, spoken);
    return (
      is !== undefined &&
      is.lead >= MIN_LEAD &&
      !spoken.some((code) => areAlike(code, is.language)) &&
      !isKnownHere(turn, is.language)
    );
  };
  return counted(
    'language.sentence',
    doubtful.filter(isForeign).map(({ text }) => text),
  );
}

/** What this NPC has spoken until now; where that is too little, what is spoken around it; in a first turn, what most of that is in. */
function spokenSoFar({ own, heard, reply }: Turn): string[] {
  const said = own.slice(-5).map(({ speech }) => speech);
  const texts = [said, [...said, ...heard.slice(-5).map(({ speech }) => speech)], [reply.speech]];
  const text = texts.map((each) => each.join('\n')).find((each) => wordsOf(each).length >= MIN_WORDS);
  const is = text === undefined ? undefined : detect(text);
  return is ? [is.language] : [];
}

function isKnownHere({ own, heard }: Turn, code: string): boolean {
  const has = (turn: Texts): boolean =>
    sentencesOf(turn).some(({ text, words }) => {
      if (words.length < 3 || isPlainlyEnglish(words)) return false;
      const is = detect(text);
      return is !== undefined && areAlike(is.language, code);
    });
  return heard.some(has) || own.filter(has).length >= HABIT;
}

function sentencesOf(turn: Texts): { text: string; words: string[] }[] {
  return turn.all('role_thinking', 'speech').flatMap((text) => {
    const splitter = new SentenceSplitter();
    return [...splitter.push(text), ...splitter.end()].map((sentence) => ({
      text: sentence,
      words: wordsOf(sentence),
    }));
  });
}
