import escapeRegExp from 'escape-string-regexp';
import type { Persona } from '../../../schemas/persona.ts';
import { hasPhrase, upperFirst } from './words.ts';

const TITLES =
  /^(?:old|young|captain|father|mother|brother|sister|lord|lady|sir|dame|doctor|master|mistress|the|little|big|mr|mrs|of|saint|aunt|uncle|widow)$/i;

/** The names a character goes by: the whole, and its parts that are no titles. */
export const namesOf = (name: string): string[] => [
  ...new Set([name, ...name.split(/\s+/).filter((part) => part.length >= 3 && !TITLES.test(part))]),
];

export const isNamed = (text: string, name: string): boolean =>
  namesOf(name).some((part) => hasPhrase(text, part));

/**
 * A sentence about the persona, put in its own mouth: "Mara keeps the inn" becomes "I keep the inn". '' where this cannot
 * be done safely, because other people's pronouns or further verbs stand in it.
 */
export function inFirstPerson(persona: Persona, sentence: string): string {
  if (/\b(?:I|me|my|mine|I'm|I've|I'd)\b/.test(sentence)) return sentence;
  const names = namesOf(persona.name)
    .sort((a, b) => b.length - a.length)
    .map(escapeRegExp)
    .join('|');
  const start = new RegExp(
    `^(?:${names}|She|He|They) (?!and\\b|${names})(?:(?:still|also|never|always|often|rarely|now|once|quietly) )?\\p{Ll}+\\b(?!,)`,
    'u',
  );
  const verbless =
    /^(?:Trusts?|Likes?|Loves?|Thinks?|Fears?|Owes?|Hates?|Respects?|Admires?|Knows?|Believes?|Pities|Envies|Distrusts|Suspects|Resents|Considers|Wants|Keeps|Needs|Misses|Finds|Calls|Treats|Wishes|Worries|Hopes|Regards)\b/;
  const isVerbless = verbless.test(sentence);
  if (!start.test(sentence) && !isVerbless) return '';
  const rest = sentence.replace(/^\S+/, '');
  if (/\b(?:she|he|they|her|his|their|him|them|herself|himself|themselves|hers)\b/i.test(rest) && !isVerbless)
    return '';
  if (isVerbless && /\b(?:she|her|herself|himself|hers|themselves|their)\b/i.test(rest)) return '';
  if (/(?:\b(?:and|but|or|then|yet|who)\b|,) (?:\w+ly )?[a-z]*[^s\W]s\b/.test(rest)) return '';
  const whole = isVerbless
    ? `I ${sentence[0]!.toLowerCase()}${sentence.slice(1)}`
    : sentence.replace(new RegExp(`^(?:${names}|She|He|They) `, 'u'), 'I ');
  if (new RegExp(`\\b(?:${names})\\b`, 'u').test(whole)) return '';
  return whole.replace(
    /^I ((?:still|also|never|always|often|rarely|now|once|quietly) )?(\p{Ll}+)/u,
    (_, adverb: string | undefined, verb: string) => `I ${adverb ?? ''}${plural(verb)}`,
  );
}

const IRREGULAR: Record<string, string> = {
  is: 'am',
  was: 'was',
  has: 'have',
  does: 'do',
  are: 'am',
  were: 'was',
  goes: 'go',
};

/** A verb as it follows "I". */
const plural = (verb: string): string => {
  const known = IRREGULAR[verb];
  if (known) return known;
  if (/ies$/.test(verb) && verb.length > 4) return `${verb.slice(0, -3)}y`;
  if (/(?:ch|sh|ss|x|zz)es$/.test(verb)) return verb.slice(0, -2);
  return /[^s]s$/.test(verb) ? verb.slice(0, -1) : verb;
};

/** A lore sentence as the persona would say it: with its own name in it, it tells what others tell of it. */
export function asTold(persona: Persona, sentence: string): string {
  if (!namesOf(persona.name).some((name) => hasPhrase(sentence, name))) return sentence;
  const own = inFirstPerson(persona, sentence);
  if (own !== '') return own;
  const names = namesOf(persona.name)
    .sort((a, b) => b.length - a.length)
    .map(escapeRegExp)
    .join('|');
  const hasPronoun = /\b(?:she|he|they|her|his|their|him|them|herself|himself)\b/i.test(sentence);
  if (hasPronoun) return sentence;
  return upperFirst(
    sentence
      .replaceAll(new RegExp(`\\b(?:${names})['’]s`, 'gu'), 'my')
      .replaceAll(
        new RegExp(
          `(?<=\\b(?:to|by|with|from|of|for|about|at|ask|asked|tells?|gave|gives?|let|lets|on|and) )(?:${names})\\b`,
          'gu',
        ),
        'me',
      ),
  );
}
