import type { Lore } from '../../schemas/world.ts';

const WORD = /[\p{L}\p{N}]+/gu;

/** How many entries a prompt tells of. */
export const FIRED_ENTRIES = 3;

/** An entry that fires on a text, and those of its keys that stand there. */
export type FiredLore = { entry: Lore; keys: string[] };

/** Where a key stands in a text, in UTF-16 units: from the first to behind the last. */
export type Place = { from: number; to: number };

const knows = (entry: Lore, npc: string): boolean =>
  entry.knownBy === undefined || entry.knownBy.includes(npc);

/** The lore an NPC may know. */
export const knownLore = (lore: Iterable<Lore>, npc: string): Lore[] =>
  [...lore].filter((entry) => knows(entry, npc));

/** All entries whose keys stand in `text` as whole words, best first: more keys, then priority, then id. */
export function rankedLore(lore: Iterable<Lore>, text: string): FiredLore[] {
  const spoken = words(text);
  return [...lore]
    .map((entry) => {
      const sought = keysOf(entry);
      return { entry, keys: entry.keys.filter((_, index) => stands(sought[index]!, spoken)) };
    })
    .filter(({ keys }) => keys.length > 0)
    .sort(
      (a, b) =>
        b.keys.length - a.keys.length ||
        b.entry.priority - a.entry.priority ||
        a.entry.id.localeCompare(b.entry.id),
    );
}

/** The entries that a prompt tells of when `text` is what the NPC answers: the best of those that fire, at most `limit`. */
export const firedLore = (lore: Iterable<Lore>, text: string, limit: number): Lore[] =>
  rankedLore(lore, text)
    .slice(0, limit)
    .map(({ entry }) => entry);

/** What becomes of an entry that fires, for each NPC. */
export type TestedLore = FiredLore & {
  /** In whose prompt it stands, for whom others take its room, and who does not know it. */
  reaches: string[];
  fallsOut: string[];
  unknownTo: string[];
};

/** Says what composing does with each entry that fires on `text`, for these NPCs, best first. */
export function testedLore(lore: readonly Lore[], text: string, npcs: readonly string[]): TestedLore[] {
  // Who knows an entry changes nothing of the order.
  const ranked = rankedLore(lore, text);
  const reached = npcs.map((npc) => {
    const told = ranked.filter(({ entry }) => knows(entry, npc)).slice(0, FIRED_ENTRIES);
    return { npc, ids: new Set(told.map(({ entry }) => entry.id)) };
  });
  return ranked.map((fired) => {
    const { entry } = fired;
    const fallsOut = reached.filter(({ npc, ids }) => knows(entry, npc) && !ids.has(entry.id));
    return {
      ...fired,
      reaches: reached.filter(({ ids }) => ids.has(entry.id)).map(({ npc }) => npc),
      fallsOut: fallsOut.map(({ npc }) => npc),
      unknownTo: npcs.filter((npc) => !knows(entry, npc)),
    };
  });
}

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
