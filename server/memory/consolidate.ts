import type { Memory, Subject } from '../../schemas/memory.ts';
import { factsIn, placeId, quoted, quotedIn } from './facts.ts';
import { salience } from './summary.ts';
import { clip, sameness, sentencesOf } from './words.ts';

/** A line as one NPC perceived it: never another's thoughts, never a plan. */
export type Perceived = {
  /** The line's id. */
  line: string;
  at: number;
  time: string;
  /** The speaker's name, and who that is; `by` is absent for what merely happened. */
  name: string;
  by?: Subject;
  /** Whom it was said to. */
  to?: Subject;
  /** Whether the NPC itself said it. */
  isOwn: boolean;
  isWhisper: boolean;
  /** What was done and said, and the words alone. */
  told: string;
  speech: string[];
  /** Who else perceived it. */
  witnesses: Subject[];
  /** Whether it merely tells how the world goes on by itself: who comes and goes, the time of day. */
  isRoutine: boolean;
  /** Who came in, by name, where it tells that. */
  comes?: string;
};

/** A memory before it is anybody's; `id` where it has one place, so that a later one takes it. */
export type Draft = Pick<Memory, 'kind' | 'text' | 'importance' | 'about' | 'at' | 'time' | 'witnesses'> & {
  id?: string;
  lines: string[];
};

/** Longest summary, in characters. */
export const MAX_SUMMARY = 600;
const MAX_SENTENCE = 300;
/** Episodes of one stretch by extraction. */
const MAX_EPISODES = 12;
/** What is not worth an episode: small talk with a name or a number in it. */
const LEAST = { player: 4, npc: 3 };
const PROMISE = /\b(?:promise|swear|i will bring|i'll bring|owe|agreed|deal)\b/i;

/** What a line tells of its speaker for good, as memories of whoever heard it. */
export function factsOf(npc: string, perceived: Perceived): Draft[] {
  const { by, name, isWhisper, speech, line } = perceived;
  if (!by?.startsWith('player:')) return [];
  return factsIn(speech.join(' ')).map(({ key, words, importance }) => ({
    ...momentOf([perceived]),
    id: placeId('fact', npc, by, key),
    kind: 'fact',
    about: by,
    text: quoted(name, words, isWhisper),
    importance,
    lines: [line],
  }));
}

/**
 * What a stretch of talk came to, by extraction: facts that players told, what happened, and sentences worth keeping, in the
 * words they were said in. Nothing is invented; the same lines give the same.
 */
export function extract(npc: string, stretch: readonly Perceived[]): Draft[] {
  const facts = stretch.flatMap((perceived) => factsOf(npc, perceived));
  const newest = new Map(facts.map((fact) => [fact.id!, fact]));
  const episodes = stretch.flatMap((perceived): Draft[] => {
    const { by, to, isOwn, line, name, speech, told, isWhisper, isRoutine } = perceived;
    const moment = { ...momentOf([perceived]), kind: 'episode' as const, lines: [line] };
    if (by === undefined)
      return isRoutine ? [] : [{ ...moment, text: clip(told, MAX_SENTENCE), importance: 4 }];
    const isPlayers = by.startsWith('player:');
    const about = isOwn ? to : by;
    return speech.flatMap(sentencesOf).flatMap((sentence) => {
      const worth = salience(sentence, isPlayers);
      const isKept = isOwn
        ? PROMISE.test(sentence) && worth > 0
        : worth >= LEAST[isPlayers ? 'player' : 'npc'] && !(isPlayers && isFact(sentence));
      if (!isKept) return [];
      const text = quoted(name, clip(sentence, MAX_SENTENCE), isWhisper);
      return [{ ...moment, ...(about !== undefined && { about }), text, importance: within(worth, 2, 8) }];
    });
  });
  const best = [...episodes]
    .sort((a, b) => b.importance - a.importance || b.at - a.at)
    .slice(0, MAX_EPISODES);
  return [...newest.values(), ...episodes.filter((episode) => best.includes(episode))];
}

/** Whether a sentence is kept whole as a fact. */
const isFact = (sentence: string): boolean =>
  factsIn(sentence).some(({ words }) => sameness(words) === sameness(sentence));

/** When some lines were, by the newest, and who was there. */
export function momentOf(lines: readonly Perceived[]): Pick<Draft, 'at' | 'time' | 'witnesses'> {
  const { at, time } = lines.at(-1)!;
  return { at, time, witnesses: [...new Set(lines.flatMap(({ witnesses }) => witnesses))].slice(0, 50) };
}

/** A summary moved on by extraction: the best of what it said and what has come, in that order, one to a line. */
export function rollSummary(old: string, news: readonly string[]): string {
  const items = new Map<string, string>();
  const texts = [...old.split('\n'), ...news].flatMap(itemsOf);
  for (const item of texts.map((text) => clip(text, MAX_SENTENCE)).filter(Boolean)) {
    const place = placeOf(item);
    // What is told anew stands where it was told last.
    items.delete(place);
    items.set(place, item);
  }
  const told = [...items.values()];
  const ranked = told
    .map((text, order) => ({ text, order, worth: worthOf(text) }))
    .sort((a, b) => b.worth - a.worth || b.order - a.order);
  const kept: typeof ranked = [];
  // The last line ends without a break.
  let left = MAX_SUMMARY + 1;
  for (const item of ranked) {
    if (item.text.length + 1 > left) continue;
    left -= item.text.length + 1;
    kept.push(item);
  }
  return kept
    .sort((a, b) => a.order - b.order)
    .map(({ text }) => text)
    .join('\n');
}

/** What a model wrote on one line is as many items as sentences, where it is longer than an item. */
const itemsOf = (text: string): string[] =>
  // What was cut has one sign more.
  [...text].length <= MAX_SENTENCE + 1 || quotedIn(text) ? [text] : sentencesOf(text);

const worthOf = (text: string): number => {
  const quote = quotedIn(text);
  return quote ? salience(quote.words, true) : 4;
};

/** Of what there is one at a time (a name, a home), the newest alone is told. */
function placeOf(item: string): string {
  const quote = quotedIn(item);
  const key = quote && factsIn(quote.words)[0]?.key;
  return quote && key !== undefined ? `${quote.name}\n${key}` : sameness(item);
}

export const within = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, Math.round(value)));
