import { nameWords } from '../her/speakers.ts';

/** Names with a meaning in the prompt. */
const RESERVED = ['Environment', 'Narrator', 'System', 'Assistant'];

/**
 * A name nobody else bears: "Ash (2)". Never an NPC's or a word of one, since `Mara:` is Mara Vell's to speak under; nor one
 * with a meaning in the prompt. Case and the marks around a name do not tell two apart.
 */
export function uniqueName(name: string, npcs: readonly string[], players: readonly string[]): string {
  const taken = new Set([...RESERVED, ...npcs, ...npcs.flatMap(nameWords), ...players].map(bare));
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name} (${count})`;
    if (!taken.has(bare(candidate))) return candidate;
  }
}

const bare = (name: string): string =>
  name.toLowerCase().replace(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, '') || name;
