import type { LeftOutLore } from '../../schemas/scene.ts';
import type { Lore, LoreBudget } from '../../schemas/world.ts';
import { fit } from './cards/card-text.ts';

const WORD = /[\p{L}\p{N}]+/gu;
/** Of how many entries that found no room a trace tells; a common word fires hundreds. */
const MAX_LEFT_OUT = 20;

/** An entry that fires on a text, and those of its keys that stand there; none where its condition alone recalls it. */
export type FiredLore = { entry: Lore; keys: string[] };

/** Where a key stands in a text, in UTF-16 units: from the first to behind the last. */
export type Place = { from: number; to: number };

/** How much room there is for lore. */
export type Room = { budget: LoreBudget; countTokens(text: string): number };

const knows = (entry: Lore, npc: string): boolean =>
  entry.knownBy === undefined || entry.knownBy.includes(npc);

/** The lore an NPC may know. */
export const knownLore = (lore: Iterable<Lore>, npc: string): Lore[] =>
  [...lore].filter((entry) => knows(entry, npc));

/**
 * All entries that fire on `text`, whether or not their condition holds: those with keys whose keys stand there as whole words,
 * and those without. Best first: more keys, then priority, then id; having none counts as one.
 */
export function rankedLore(lore: Iterable<Lore>, text: string): FiredLore[] {
  const spoken = words(text);
  return [...lore]
    .map((entry) => {
      const sought = keysOf(entry);
      return { entry, keys: entry.keys.filter((_, index) => stands(sought[index]!, spoken)) };
    })
    .filter(({ entry, keys }) => keys.length > 0 || entry.keys.length === 0)
    .sort(
      (a, b) =>
        Math.max(1, b.keys.length) - Math.max(1, a.keys.length) ||
        b.entry.priority - a.entry.priority ||
        a.entry.id.localeCompare(b.entry.id),
    );
}

/**
 * What a prompt tells of when `text` is what the NPC answers, and what fired as well and found no room. `lore`: what the NPC knows
 * and whose conditions hold. One entry that is too long leaves its place to the next; the first one is cut instead, where it is
 * longer than all the room that there is.
 */
export function recalledLore(lore: Iterable<Lore>, text: string, room: Room): Recalled {
  const firing = rankedLore(lore, text).map(({ entry }) => entry);
  const { told, leftOut } = withinBudget(firing, room);
  return { told: told.map((entry) => fitting(entry, room)), leftOut: leftOut.slice(0, MAX_LEFT_OUT) };
}

type Recalled = { told: Lore[]; leftOut: LeftOutLore[] };

function withinBudget(firing: readonly Lore[], { budget, countTokens }: Room): Recalled {
  const told: Lore[] = [];
  const leftOut: LeftOutLore[] = [];
  let left = budget.tokens;
  for (const entry of firing) {
    const { id, title } = entry;
    const tokens = Math.min(tokensOf(entry, countTokens), entry === firing[0] ? budget.tokens : Infinity);
    if (told.length === budget.entries) leftOut.push({ id, title, reason: 'entries' });
    else if (tokens > left) leftOut.push({ id, title, reason: 'tokens' });
    else {
      left -= tokens;
      told.push(entry);
    }
  }
  return { told, leftOut };
}

/** Counted once: a prompt is composed for every turn. */
const counts = new WeakMap<Lore, number>();
function tokensOf(entry: Lore, countTokens: Room['countTokens']): number {
  const counted = counts.get(entry) ?? countTokens(entry.text);
  counts.set(entry, counted);
  return counted;
}

/** An entry cut to the room that there is for all, at the end of a sentence if there is one; most are as they were. */
function fitting(entry: Lore, { budget, countTokens }: Room): Lore {
  if (tokensOf(entry, countTokens) <= budget.tokens) return entry;
  const known = cuts.get(entry);
  if (known?.tokens === budget.tokens) return known.cut;
  let [most, tooMany] = [0, entry.text.length];
  while (tooMany - most > 1) {
    const middle = (most + tooMany) >> 1;
    if (countTokens(fit(entry.text, middle).text) <= budget.tokens) most = middle;
    else tooMany = middle;
  }
  const cut = { ...entry, text: fit(entry.text, most).text };
  cuts.set(entry, { tokens: budget.tokens, cut });
  return cut;
}

const cuts = new WeakMap<Lore, { tokens: number; cut: Lore }>();

/** What becomes of an entry that fires, for each NPC. */
export type TestedLore = FiredLore & {
  tokens: number;
  /** In whose prompt it stands. */
  reaches: string[];
  /** For whom its condition does not hold now, where they are. */
  notNow: string[];
  /** For whom others take its place, and for whom it has too many words for what is left. */
  fallsOut: string[];
  tooLong: string[];
  /** Who does not know it. */
  unknownTo: string[];
};

/** Says what composing does with each entry that fires on `text`, for these NPCs, best first. */
export function testedLore(
  lore: readonly Lore[],
  text: string,
  npcs: readonly string[],
  { isNow, ...room }: Room & { isNow(entry: Lore, npc: string): boolean },
): TestedLore[] {
  // Who knows an entry changes nothing of the order.
  const ranked = rankedLore(lore, text);
  const fates = npcs.map((npc): [string, Map<Lore, Fate>] => {
    const known = ranked.map(({ entry }) => entry).filter((entry) => knows(entry, npc));
    const { told, leftOut } = withinBudget(
      known.filter((entry) => isNow(entry, npc)),
      room,
    );
    const tooLong = new Set(leftOut.filter(({ reason }) => reason === 'tokens').map(({ id }) => id));
    const fate = (entry: Lore): Fate => {
      if (!isNow(entry, npc)) return 'notNow';
      return tooLong.has(entry.id) ? 'tooLong' : 'fallsOut';
    };
    return [
      npc,
      new Map([
        ...known.map((entry) => [entry, fate(entry)] as const),
        ...told.map((entry) => [entry, 'reaches'] as const),
      ]),
    ];
  });
  return (
    ranked
      .map((fired) => {
        const whose = (fate: Fate) =>
          fates.filter(([, of]) => (of.get(fired.entry) ?? 'unknownTo') === fate).map(([npc]) => npc);
        return {
          ...fired,
          tokens: tokensOf(fired.entry, room.countTokens),
          reaches: whose('reaches'),
          notNow: whose('notNow'),
          fallsOut: whose('fallsOut'),
          tooLong: whose('tooLong'),
          unknownTo: whose('unknownTo'),
        };
      })
      // What no word recalls is of interest where its condition holds.
      .filter(
        ({ keys, notNow, unknownTo }) => keys.length > 0 || notNow.length + unknownTo.length < npcs.length,
      )
  );
}

type Fate = 'reaches' | 'notNow' | 'fallsOut' | 'tooLong' | 'unknownTo';

/** Where a key stands in a text as whole words, in order. */
export function placesOf(key: string, text: string): Place[] {
  const sought = wordsOf(key);
  const spoken = wordsOf(text);
  if (sought.length === 0) return [];
  const origins = originsOf(text);
  return spoken.flatMap((first, index) => {
    const last = spoken[index + sought.length - 1];
    const isThere = last && sought.every(({ word }, offset) => spoken[index + offset]!.word === word);
    return isThere ? [{ from: origins[first.from]!, to: origins[last.to]! }] : [];
  });
}

/** The lower-case words of a text, with where they stand in it once it is in lower case. */
const wordsOf = (text: string): (Place & { word: string })[] =>
  [...text.toLowerCase().matchAll(WORD)].map(({ 0: word, index }) => ({
    word,
    from: index,
    to: index + word.length,
  }));

/** For each unit of a text in lower case where it comes from: a few capitals grow by it. */
function originsOf(text: string): number[] {
  let at = 0;
  const origins: number[] = [];
  for (const point of text) {
    for (let unit = 0; unit < point.toLowerCase().length; unit += 1) origins.push(at);
    at += point.length;
  }
  return [...origins, at];
}

/** Lower-case words between single spaces, so that a key matches whole words only. */
const words = (text: string): string => ` ${text.toLowerCase().match(WORD)?.join(' ') ?? ''} `;

/** Keys are read once: there may be thousands, and each turn looks at all of them. */
const known = new WeakMap<Lore, string[]>();
function keysOf(entry: Lore): string[] {
  const found = known.get(entry) ?? entry.keys.map(words);
  known.set(entry, found);
  return found;
}

/** One of punctuation alone stands nowhere. */
const stands = (key: string, spoken: string): boolean => key.trim() !== '' && spoken.includes(key);
