import type { Lore } from '../../schemas/world.ts';

/** The lore an NPC may know. */
export const knownLore = (lore: Iterable<Lore>, npc: string): Lore[] =>
  [...lore].filter((entry) => entry.knownBy === undefined || entry.knownBy.includes(npc));

/** The entries whose keys stand in `text` as whole words, best first: more keys, then priority. At most `limit`. */
export function firedLore(lore: readonly Lore[], text: string, limit: number): Lore[] {
  const spoken = words(text);
  return lore
    .map((entry) => ({ entry, hits: entry.keys.filter((key) => spoken.includes(words(key))).length }))
    .filter(({ hits }) => hits > 0)
    .sort(
      (a, b) =>
        b.hits - a.hits || b.entry.priority - a.entry.priority || a.entry.id.localeCompare(b.entry.id),
    )
    .slice(0, limit)
    .map(({ entry }) => entry);
}

/** Lower-case words between single spaces, so that a key matches whole words only. */
const words = (text: string): string =>
  ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `;
