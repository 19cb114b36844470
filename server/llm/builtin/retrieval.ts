import MiniSearch from 'minisearch';
import type { ExampleLine, Persona } from '../../../schemas/persona.ts';
import type { Lore } from '../../../schemas/world.ts';
import { hasPhrase, isStopWord, sameness, sentences, spoken, stem, stems, terms, tokens } from './words.ts';

/** A lore entry that bears on a question. `phrase`: which of its title and keys was named, if one was. */
export type Finding = { lore: Lore; score: number; phrase: string };

const indexOptions = {
  tokenize: tokens,
  processTerm: (word: string) => (isStopWord(word) ? null : stem(word)),
};

const bare = (title: string): string => title.replace(/^(?:the|a|an) /i, '');

type Prepared = {
  index: MiniSearch<{ id: number; title: string; keys: string; text: string }>;
  /** For each entry its title and keys, longest first, each with its stems as a padded string. */
  phrases: { phrase: string; padded: string }[][];
};

/** Only a cache: the same entries always give the same index. */
const cache = new WeakMap<readonly Lore[], Prepared>();

function prepare(knowledge: readonly Lore[]): Prepared {
  const known = cache.get(knowledge);
  if (known) return known;
  const index: Prepared['index'] = new MiniSearch({ fields: ['title', 'keys', 'text'], ...indexOptions });
  index.addAll(knowledge.map(({ title, keys, text }, id) => ({ id, title, keys: keys.join(' '), text })));
  const phrases = knowledge.map(({ title, keys }) =>
    [bare(title), ...keys]
      .map((phrase) => ({ phrase, padded: stemmed(phrase) }))
      .sort((a, b) => stems(b.phrase).length - stems(a.phrase).length),
  );
  const prepared = { index, phrases };
  cache.set(knowledge, prepared);
  return prepared;
}

/** Lore entries that bear on the words, best first (BM25 over title, keys and text, with a bonus for a title or key named). */
export function findLore(knowledge: readonly Lore[], words: string): Finding[] {
  const { index, phrases } = prepare(knowledge);
  const options = { boost: { title: 4, keys: 4, text: 1 }, prefix: (term: string) => term.length > 4 };
  const wanted = terms(words);
  let hits = index.search(words, options);
  if (hits.length === 0) {
    hits = index.search(words, { ...options, fuzzy: (term) => (term.length > 5 ? 0.2 : false) });
  }
  const found = new Map(hits.map((hit) => [hit.id as number, hit]));
  const named = namedIn(phrases, words);
  return knowledge
    .map((lore, id) => {
      const phrase = named[id]!;
      const sharing = phrase === '' ? 1 : namedIn(phrases, phrase).filter((each) => each !== '').length;
      const hit = found.get(id);
      const whole = phrase === bare(lore.title) ? 12 : 0;
      const bonus = phrase === '' ? 0 : (8 + 6 * terms(phrase).length + whole) / sharing;
      const matched = hit ? new Set(hit.queryTerms).size : 0;
      const isLikely = phrase !== '' || matched >= 2 || (matched === 1 && wanted.length === 1);
      return { lore, phrase, score: isLikely ? (hit?.score ?? 0) + bonus : 0 };
    })
    .filter((finding) => finding.score > 0)
    .sort((a, b) => b.score - a.score || a.lore.id.localeCompare(b.lore.id));
}

/** Whether the words name an entry by its title or a key. */
export const namesLore = (knowledge: readonly Lore[], words: string): boolean =>
  namedIn(prepare(knowledge).phrases, words).some((phrase) => phrase !== '');

/** For each entry the longest of its title and keys that stands in the words; '' when none does. */
function namedIn(phrases: Prepared['phrases'], words: string): string[] {
  const padded = stemmed(words);
  // Scripts that put no spaces between words are looked for as they are.
  const stands = ({ phrase, padded: part }: { phrase: string; padded: string }): boolean =>
    (part.trim() !== '' && padded.includes(part)) || (/\p{Lo}/u.test(phrase) && words.includes(phrase));
  return phrases.map((own) => own.find(stands)?.phrase ?? '');
}

/** The entry's sentences, those that bear most on the words first. */
export function sentencesFor(lore: Lore, words: string): string[] {
  const topic = new Set([...terms(lore.title), ...lore.keys.flatMap(terms)]);
  const wanted = terms(words).filter((term) => !topic.has(term));
  return sentences(spoken(lore.text))
    .map((text, order) => {
      const own = new Set(terms(text));
      return { text, score: wanted.filter((term) => own.has(term)).length * 2 - order * 0.1 };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text);
}

/** The example lines whose cue or words match, best first (BM25); none when too little matches. */
export function findExamples(examples: readonly ExampleLine[], words: string): ExampleLine[] {
  const asked = sameness(words);
  const same = examples.filter(
    ({ cue }) => cue && asked !== '' && ` ${asked} `.includes(` ${sameness(cue)} `),
  );
  const wanted = terms(words);
  const index = new MiniSearch<{ id: number; cue: string; say: string }>({
    fields: ['cue', 'say'],
    ...indexOptions,
  });
  index.addAll(examples.map(({ cue, say }, id) => ({ id, cue: cue ?? '', say })));
  const hits = index.search(words, { boost: { cue: 3 } }).filter((hit) => {
    const matched = new Set(hit.queryTerms).size;
    const cue = terms(examples[hit.id as number]!.cue ?? '');
    const inCue = wanted.filter((term) => cue.includes(term)).length;
    return (
      matched * 2 >= wanted.length && (inCue > 0 || matched >= 2) && inCue * 2 >= Math.min(cue.length, 4)
    );
  });
  return [...new Set([...same, ...hits.map((hit) => examples[hit.id as number]!)])];
}

/** Whether something written names a secret or a taboo topic by one of its keys. */
export const isGuarded = ({ secrets, taboo }: Persona, text: string): boolean =>
  [...secrets, ...taboo].some(({ keys }) => keys.some((key) => hasPhrase(text, key)));

export type Guarded = { deflect: readonly string[]; what: string };

/**
 * What the persona keeps to itself and the words come near: a taboo topic, or a secret. A key that is only part of a
 * longer lore title or key named in the words does not count; nor does a secret's key that is itself public lore,
 * unless the words ask about the persona. `mere`: the words ask for nothing, so that only a taboo can be touched, and not by
 * what belongs to whoever speaks: "I'm sorry about your child", but not "My child is ill".
 */
export function guardedBy(
  persona: Persona,
  words: string,
  named: string,
  { mere = false } = {},
): Guarded | undefined {
  const all = stemmed(mere ? words.replaceAll(/\b(?:my|our) \p{L}+/giu, ' / ') : words);
  const rest = named === '' ? all : all.replaceAll(stemmed(named), ' / ');
  const isPersonal = /\b(?:you|your|you're|you've|yourself)\b/i.test(words.replaceAll(POLITE_YOU, ' '));
  const near = (text: string, keys: readonly string[]): boolean =>
    keys.some((key) => text.includes(stemmed(key)));
  for (const { keys, deflect, topic } of persona.taboo) {
    if (near(rest, keys) || keys.some((key) => stemmed(key) === stemmed(named)))
      return { deflect, what: topic };
  }
  for (const { keys, deflect } of mere ? [] : persona.secrets) {
    if (near(rest, keys) || (isPersonal && near(all, keys)))
      return { deflect, what: 'something kept secret' };
  }
  return undefined;
}

/** Addresses the persona without asking about it. */
const POLITE_YOU =
  /\b(?:(?:do|can|could|would|will|did|have) you (?:please )?(?:\w+ )?(?:know|tell|say|heard?|explain|describe|remember)|(?:if|did|thank|see|what do) you|you (?:know|heard))\b/gi;

const stemmed = (text: string): string => ` ${stems(text).join(' ')} `;

/** Whether a sentence would give a secret away: most of what it says is in the secret. */
export function givesAway(persona: Persona, sentence: string): boolean {
  const own = terms(sentence);
  return persona.secrets.some(({ text }) => {
    if (text.includes(sentence)) return true;
    const secret = new Set(terms(text));
    const shared = own.filter((term) => secret.has(term)).length;
    return shared >= 4 && shared * 2 >= own.length;
  });
}
