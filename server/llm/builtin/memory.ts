import type { Line } from '../../../schemas/record.ts';
import type { Scene } from '../../../schemas/scene.ts';
import { unaddressed, wordsOf } from './hearing.ts';
import { isPassing } from './patterns.ts';
import type { Stage } from './stage.ts';
import { lowerFirst, plain, sentences, terms, unpunctuated, upperFirst } from './words.ts';

const MAX_FACT_WORDS = 28;
const NAMING =
  /\b(?:(my name is|my name's|my name was|i am called|i'm called|the name is|the name's)|they call me|people call me|call me) (?=\p{L})/iu;
/** "Ash", "Wren of the Mere", "Dr. von Trapp-O'Neill III". */
const NAME =
  /^(?:(?:Dr|Mr|Mrs|Ms|Prof|Capt|Sgt|St)\b\.? )*(?:(?:von|van|de|der|den|di|da|del|du|la|le|al|bin|ibn|of|the) )*\p{L}[\p{L}'’-]*(?: (?:(?:of|the|von|van|de|der|den|di|da|del|du|la|le|al|bin|ibn|y) )*\p{Lu}[\p{L}'’-]*)*/u;
const NOT_NAMED =
  /\b(?:my name(?: is|'s) not|my name (?:isn't|wasn't|was never)|(?:i'm|i am) not called|(?:don't|do not|never) call me) (?=\p{L})/iu;
/** What stays true of somebody, or was done once and for all. */
const LASTING =
  /^(?:i(?:'m| am| was)(?: \p{L}+ly| just| only| also| still)? (?:an?|the|from|called|named|born|looking|searching|travelling|traveling|bound|heading|on my way|new)\b|(?:i|we)(?:'ve| have)?(?: \p{L}+ly| also| once| just| never| always| got)? (?:have|has|had|own|come|came|live|lived|work|worked|serve|served|like|love|hate|prefer|play|keep|kept|grew|lost|found|hid|left|hunt|sell|buy|make|build|built|bake|fish|farm|paint|painted|travel|travelled|walked|rode|sailed|cook|can|know how|owe|study|studied)\b|(?:i|we)(?:'ve| have)(?: got)? (?:an?|two|three|four|five|many|no)\b|(?:my|our) (?:\p{L}+ ){1,3}(?:is|are|was|were|has|have|had) (?!not\b))/iu;
const NAMING_BRIEFLY =
  /^(?:(?:hello|hi|hey|greetings|good \w+|well met)\b[ ,!.]*)?i(?:'m| am) (\p{Lu}[\p{L}'’-]+)(?=[.!,]|$| of \p{Lu}| by the way)/u;
const OF_ONESELF =
  /^(?:\S+,? ){0,2}(?:i am|i'm|i was|i have|i've|i had|i once|i never|i always|i only|i (?!think|believe|know|see|guess|suppose|hope|understand|agree|said|say|like that|beg|will|can|shall|would|could|should|must|do|did|don't|won't)\p{L}+|my|we|our)\b/iu;

/** The name a sentence gives, as "My name is Ash" does; '' when it gives none. */
export function nameGiven(text: string): string {
  if (NOT_NAMED.test(text)) return '';
  const naming = NAMING.exec(text);
  if (naming) {
    const name = NAME.exec(text.slice(naming.index + naming[0].length))?.[0] ?? '';
    return naming[1] || /^\p{Lu}|^[^\p{Ll}]/u.test(name) ? upperFirst(name) : '';
  }
  return (
    NAMING_BRIEFLY.exec(
      text.replaceAll(/\bI\b/g, 'i').replace(/^\p{Lu}(?=\p{Ll}+ )/u, (letter) => letter.toLowerCase()),
    )?.[1] ?? ''
  );
}

/** What a sentence tells besides the speaker's name: "My name is Ash and I lost a ring" leaves "I lost a ring". */
export function besidesName(sentence: string): string {
  const name = nameGiven(sentence);
  if (name === '') return sentence;
  const rest = sentence
    .slice(sentence.indexOf(name) + name.length)
    .replace(/^[\s,;.!–—-]*(?:(?:and|but|so)\b)?[\s,]*/i, '');
  return terms(rest).length > 0 ? upperFirst(rest) : '';
}

/** The name that a sentence says is not its speaker's; '' when it says no such thing. */
export function nameDenied(text: string): string {
  const denial = NOT_NAMED.exec(text);
  return denial ? upperFirst(NAME.exec(text.slice(denial.index + denial[0].length))?.[0] ?? '') : '';
}

/** Whether what a sentence tells of its speaker is worth repeating to them: no feeling, no wish, nothing about the NPC. */
export const isLasting = (sentence: string): boolean =>
  LASTING.test(withoutPrelude(plain(sentence).replaceAll('’', "'"))) &&
  !isPassing(sentence) &&
  !/\byou\b|\b(?:a|the) (?:question|problem|idea|feeling|headache|moment|mind)\b/i.test(sentence);

/** Whether a sentence tells something of its speaker. */
export const tellsOfOneself = (sentence: string): boolean =>
  OF_ONESELF.test(sentence) && !isQuestion(sentence);

/** Words that stand before a question: "Hello, Mara, and who …". */
const LEADING = /(?:(?:and|so|but|well|then|please|now|oh|hey|hello|hi|excuse me),? |\p{L}{2,}, )/iuy;
const ASKING =
  /(?:who|what|what's|who's|where|where's|when|why|how|which|whose|tell me|tell us|tell|describe|explain|speak of|talk about|do you|does|did|have you|has|are you|is there|are there|is it|can you|could you|would you|will you|say something about|say what you|any (?:news|word|idea))\b/iuy;

/** Whether a sentence asks or bids to tell. */
export function isQuestion(sentence: string): boolean {
  if (/[?？]\s*$/u.test(sentence)) return true;
  // One leading word after another: a single pattern for all of them goes back over every way to divide them.
  for (let at = 0; ; at = LEADING.lastIndex) {
    ASKING.lastIndex = at;
    if (ASKING.test(sentence)) return true;
    LEADING.lastIndex = at;
    if (!LEADING.test(sentence)) return false;
  }
}

export type Memory = { sentence: string; order: number };

/** What the one who is answered has stated in this talk, older lines and the summary first; never what is being answered now. */
export function statements({ scene, heard }: Stage): Memory[] {
  const speaker = heard.kind === 'words' ? heard.lines.at(-1) : undefined;
  const names = new Set([speaker?.name, scene.to?.name].filter((name) => name !== undefined));
  const address = speaker?.from ?? scene.to?.id;
  // By who they are, not by name or session: a name may be another's one day, and a person comes back in another session.
  const isTheirs = (line: Line): boolean =>
    speaker?.player !== undefined && line.player !== undefined
      ? line.player === speaker.player
      : line.from === address;
  const old = [...scene.recalled, ...scene.lines]
    .filter((line) => !heard.lines.includes(line) && line.kind !== 'event' && isTheirs(line))
    .map((line) => unaddressed(scene, wordsOf(line)));
  return [...fromSummary(scene, names), ...remembered(scene, speaker?.player), ...old]
    .flatMap((text) => sentences(plain(text)))
    .filter((sentence) => !isQuestion(sentence))
    .flatMap((sentence) => {
      const rest = besidesName(sentence);
      return rest === sentence
        ? [sentence]
        : [`My name is ${nameGiven(sentence)}.`, rest].filter((part) => part !== '');
    })
    .filter((sentence) => !isPassing(sentence) || nameDenied(sentence) !== '')
    .map((sentence, order) => ({ sentence, order }));
}

/** The summary's sentences by these speakers. */
const fromSummary = ({ summary = [] }: Scene, names: ReadonlySet<string>): string[] =>
  summary.filter(({ name }) => name !== undefined && names.has(name)).map(({ text }) => text);

/** What a person said of themselves long ago, by memories that quote them. */
const remembered = ({ memories = [] }: Scene, player: string | undefined): string[] =>
  memories
    .filter(({ about }) => player !== undefined && about === `player:${player}`)
    .map(({ text }) => QUOTED.exec(text)?.[1] ?? '');
const QUOTED = /^[^"]{1,60} (?:said|whispered): "(.+)"$/su;

/** The name the one who is answered last gave, else the one they go by. */
export function knownName(stage: Stage): { name: string; isTold: boolean } {
  const denied: string[] = [];
  let told = '';
  for (const { sentence } of statements(stage)) {
    const wrong = nameDenied(sentence);
    if (wrong !== '') denied.push(wrong);
    told = nameGiven(sentence) || (wrong !== '' && told.startsWith(wrong) ? '' : told);
  }
  if (told !== '') return { name: told, isTold: true };
  return { name: denied.includes(stage.asker) ? '' : stage.asker, isTold: false };
}

/** What was told that bears on the question, best first; without a topic, all that was told of oneself, latest first. */
export function recall(stage: Stage, question: string): string[] {
  const memories = statements(stage);
  const wanted = terms(question);
  if (wanted.length === 0) {
    return memories
      .filter(({ sentence }) => tellsOfOneself(sentence) && nameGiven(sentence) === '')
      .sort((a, b) => b.order - a.order)
      .map(({ sentence }) => sentence);
  }
  const counts = new Map<string, number>();
  for (const { sentence } of memories)
    for (const term of terms(sentence)) counts.set(term, (counts.get(term) ?? 0) + 1);
  return memories
    .map((memory) => {
      const own = terms(memory.sentence);
      const matched = wanted.filter((term) => own.some((each) => each === term || isAlike(each, term)));
      const weight = matched.reduce((sum, term) => sum + 1 / Math.sqrt(counts.get(term) ?? 1), 0);
      return { ...memory, score: weight + (weight > 0 && tellsOfOneself(memory.sentence) ? 0.5 : 0) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || b.order - a.order)
    .map(({ sentence }) => sentence);
}

const isAlike = (a: string, b: string): boolean =>
  a.length > 4 && b.length > 4 && (a.startsWith(b) || b.startsWith(a));

const withoutPrelude = (sentence: string): string =>
  sentence.replace(
    /^(?:(?:hello|hi|hey|well|and|so|but|oh|yes|no|please|actually|also|then|you know|by the way|listen|look|ah|thanks?)\b,? +)+/i,
    '',
  );

const SWAPS: Record<string, string> = {
  'i am': 'you are',
  "i'm": "you're",
  'i was': 'you were',
  "i've": "you've",
  "i'd": "you'd",
  "i'll": "you'll",
  'am i': 'are you',
  'was i': 'were you',
  i: 'you',
  me: 'you',
  my: 'your',
  mine: 'yours',
  myself: 'yourself',
  we: 'you',
  us: 'you',
  our: 'your',
  ours: 'yours',
  "we're": "you're",
  "we've": "you've",
  "we'll": "you'll",
  'you are': 'I am',
  "you're": "I'm",
  'you were': 'I was',
  "you've": "I've",
  "you'll": "I'll",
  "you'd": "I'd",
  your: 'my',
  yours: 'mine',
  yourself: 'myself',
  ourselves: 'yourselves',
};
const SWAPPED = new RegExp(
  `\\b(?:${Object.keys(SWAPS)
    .sort((a, b) => b.length - a.length)
    .join('|')}|you)\\b(?!')`,
  'giu',
);

/** Tells someone what they said: "I lost my ring" becomes "you lost your ring". Words alone, no markup, no full stop. */
export function toldBack(sentence: string): string {
  const clean = withoutPrelude(unpunctuated(plain(sentence).replaceAll('’', "'"))).replace(
    /,? (?:by the way|you know|please)$/i,
    '',
  );
  const swapped = clean.replaceAll(SWAPPED, (found: string, offset: number) => {
    const known = SWAPS[found.toLowerCase()];
    if (known) return known;
    const isSubject =
      offset === 0 ||
      /^ (?:can|will|must|should|would|could|have|had|do|did|know|knew|said|told|look|seem)\b/.test(
        clean.slice(offset + found.length),
      );
    return isSubject ? 'I' : 'me';
  });
  const words = swapped.split(' ');
  return unpunctuated(
    lowerFirst(words.length > MAX_FACT_WORDS ? words.slice(0, MAX_FACT_WORDS).join(' ') : swapped),
  );
}
