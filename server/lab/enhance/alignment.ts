import { stripTags } from '../../her/tag-stream.ts';

/** What a model wrote about a turn: which one, and some of its words, by which a shifted number is found out. */
export type Entry = { dialogue_index: number; opening: string };

/** So much of a turn has to be echoed, or at least so much where the echo ends; shorter turns as a whole. In letters. */
const ECHOED = 24;
const LEAST = 12;

/**
 * The entries by the turn they belong to. Exactly one for each of the turns, whose words it echoes; whatever else there is belongs to none.
 * `problems` has a sentence for each turn without an entry, by its id.
 */
export function aligned<E extends Entry>(
  entries: readonly E[],
  turns: readonly { id: number; text: string }[],
): { found: Map<number, E>; problems: Map<number, string> } {
  const found = new Map<number, E>();
  const problems = new Map<number, string>();
  for (const { id, text } of turns) {
    const own = entries.filter((entry) => entry.dialogue_index === id);
    const [entry] = own;
    if (!entry) problems.set(id, `no entry has the dialogue_index ${id}`);
    else if (own.length > 1) problems.set(id, `${own.length} entries have the dialogue_index ${id}`);
    else if (!echoes(entry.opening, text))
      problems.set(id, `the entry of dialogue_index ${id} does not begin with the words of that turn`);
    else found.set(id, entry);
  }
  return { found, problems };
}

function echoes(opening: string, text: string): boolean {
  const [echo, words] = [lettersOf(opening), lettersOf(text)];
  return echo.startsWith(words.slice(0, ECHOED)) || (echo.length >= LEAST && words.startsWith(echo));
}

/** Without tags, marks and spaces, in lower case. */
export const lettersOf = (text: string): string =>
  stripTags(text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
