import { createHash } from 'node:crypto';
import { clip, sameness, sentencesOf } from './words.ts';

/** What somebody told of themselves, in the words it was told in. `key`: a later one of the same key takes its place. */
export type Fact = { key: string; words: string; importance: number };

const MAX_WORDS = 300;
/** "Ash", "Wren of the Mere", "Dr. von Trapp-O'Neill III". */
const NAME = String.raw`(?:(?:Dr|Mr|Mrs|Ms|Prof|Capt|Sgt|St)\.? )?(?:(?:von|van|de|der|den|di|da|del|du|la|le|al|bin|ibn|the) )*[\p{Lu}\p{Lo}][\p{L}'’-]*(?: (?:(?:of|the|von|van|de|der|den|di|da|del|du|la|le|al|bin|ibn|y) )*\p{Lu}[\p{L}'’-]*){0,3}`;
const NAMING = new RegExp(
  String.raw`\b[Mm]y name(?: is|['’]s) ${NAME}|\bI(?: am|['’]m) called ${NAME}|\b(?:[Tt]hey |[Pp]eople |[Yy]ou (?:can|may) |[Pp]lease )?[Cc]all me ${NAME}`,
  'u',
);
const NOT_NAMED = /\b(?:don['’]t|do not|never|not) call me\b/i;
const KIN =
  'brother|sister|mother|father|mum|dad|son|daughter|child|wife|husband|betrothed|aunt|uncle|cousin|grandmother|grandfather|friend|' +
  'master|teacher|dog|cat|horse|ship|boat|house|home|farm|village|birthday|favou?rite \\p{L}+|trade|job';

/** Kinds of which a person has one at a time, so that the newest holds; of the others there may be many. */
const SINGLE: readonly { kind: string; pattern: RegExp; importance: number }[] = [
  {
    kind: 'home',
    pattern: /\bI (?:now )?live (?:in|at|by|near|on|with|under|behind|above|beside|across|over|alone)\b/,
    importance: 6,
  },
  { kind: 'origin', pattern: /\bI(?: come|(?: am|['’]m)| hail) from\b|\bI was born\b/, importance: 6 },
];
const MANY: readonly { pattern: RegExp; importance: number }[] = [
  { pattern: /\bI(?:['’]ve| have)?(?: just| once)? lost\b/, importance: 8 },
  {
    pattern: /\bI (?:promise|swear|owe)\b|\bI(?:['’]ll| will) (?:bring|return|come back|repay|pay)\b/,
    importance: 8,
  },
  {
    pattern: /\bI (?:love|hate|adore|fear|loathe|cannot stand|can['’]t stand)\b(?! (?:it|this|that)\b)/,
    importance: 6,
  },
  {
    pattern:
      /\bI(?: am|['’]m) (?:an? (?!bit\b|little\b|lot\b)|the |looking for|searching for|hunting|\p{Lu}\p{L}+[.!]?$)/u,
    importance: 5,
  },
  { pattern: new RegExp(String.raw`\b[Mm]y (?:\p{L}+ )?(?:${KIN})\b`, 'u'), importance: 6 },
];
/** A sentence of these tells nothing for certain. */
const UNCERTAIN = /^(?:if|when|what|suppose|imagine|perhaps|maybe|would|could|do|does|did|is|are)\b/i;

/** What a speech tells of its speaker for good. Nothing is made of questions. */
export function factsIn(speech: string): Fact[] {
  return sentencesOf(speech).flatMap((sentence) => {
    if (/[?？]$/.test(sentence) || UNCERTAIN.test(sentence)) return [];
    const facts: Fact[] = [];
    const naming = NOT_NAMED.test(sentence) ? null : NAMING.exec(sentence);
    if (naming) facts.push({ key: 'name', words: `${naming[0]}.`, importance: 8 });
    for (const { kind, pattern, importance } of SINGLE) {
      const found = pattern.exec(sentence);
      if (found) facts.push({ key: kind, words: clauseFrom(sentence, found.index), importance });
    }
    const kept = MANY.filter(({ pattern }) => pattern.test(sentence));
    if (kept.length > 0) {
      const words = clip(sentence, MAX_WORDS);
      facts.push({
        key: sameness(words),
        words,
        importance: Math.max(...kept.map((each) => each.importance)),
      });
    }
    return facts;
  });
}

/** The clause that begins there. */
const clauseFrom = (sentence: string, at: number): string =>
  `${clip(sentence.slice(at).replace(/(?:[,;]| and | but ).*$|[.!]+$/su, ''), MAX_WORDS)}.`;

/** The id of a memory that has one place: the fact of a key about somebody, or the summary of them. */
export const placeId = (...place: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(place)).digest('base64url').slice(0, 14);

/** Somebody's words as a memory tells them. */
export const quoted = (name: string, words: string, isWhisper = false): string =>
  `${name} ${isWhisper ? 'whispered' : 'said'}: "${words}"`;

/** The words that a memory quotes, and whose they are by name; undefined where it quotes nobody. */
export function quotedIn(text: string): { name: string; words: string } | undefined {
  const found = /^([^"]{1,60}?) (?:said|whispered): "(.+)"$/su.exec(text);
  return found ? { name: found[1]!, words: found[2]! } : undefined;
}
