import escapeRegExp from 'escape-string-regexp';
import { comingOf } from '../../her/comings.ts';
import { nameWords } from '../../her/speakers.ts';
import type { PlayedNames } from '../../store/recorded-play.ts';

/** Changes the names of persons in any text or plain JSON. */
export type Redactor = { <T>(value: T): T; aliasOf(player: string): string };

/** Scripts that put no space between words: a name there has no edge. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;
/** What holds ids: they are kept as they are, so that they stay what others know them by. */
const IDS = new Set(['line', 'turn', 'lines', 'takes', 'prompt_hash', 'role']);

/** Gives out the aliases of one export: a person has the same one everywhere. */
export class Aliases {
  readonly #aliases = new Map<string, string>();

  of(player: string): string {
    const known = this.#aliases.get(player);
    if (known) return known;
    const alias = `Traveller ${letters(this.#aliases.size)}`;
    this.#aliases.set(player, alias);
    return alias;
  }
}

/** 0 is A, 25 is Z, 26 is AA. */
const letters = (index: number): string =>
  (index < 26 ? '' : letters(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

/**
 * Puts aliases in the place of persons' names, whole words in any case, the case kept, and of each word of a name that is nobody
 * else's. Where two persons bear a name, it becomes the first one's alias. Whoever only came and never spoke goes by the whole name.
 */
export function redactor({ persons, characters, comings }: PlayedNames, aliases: Aliases): Redactor {
  const kept = new Set(
    characters.flatMap((name) => [name, ...nameWords(name)]).map((name) => name.toLowerCase()),
  );
  // What somebody is called who gave no name.
  kept.add('traveller');
  const names = new Map<string, string>();
  const add = (name: string, alias: () => string) => {
    const key = name.toLowerCase();
    if (!names.has(key) && !kept.has(key)) names.set(key, alias());
  };
  for (const { player, name } of persons) add(name, () => aliases.of(player));
  for (const { player, name } of persons) {
    const own = name.replace(/ \(\d+\)$/, '');
    for (const word of [own, ...nameWords(own)]) add(word, () => aliases.of(player));
  }
  for (const text of comings) {
    const [name = ''] = comingOf(text)?.whose.split('\n') ?? [];
    if (name !== '') add(name, () => aliases.of(`name:${name.toLowerCase()}`));
  }
  const pattern = patternOf([...names.keys()]);
  const text = (value: string): string =>
    pattern ? value.replaceAll(pattern, (found) => inCaseOf(found, names.get(found.toLowerCase())!)) : value;
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [text(key), IDS.has(key) ? part : deep(part)]),
    );
  };
  return Object.assign(<T>(value: T): T => deep(value) as T, {
    aliasOf: (player: string) => aliases.of(player),
  });
}

/** Changes nothing but how persons are called apart from their names. */
export const unredacted = (aliases: Aliases): Redactor =>
  Object.assign(<T>(value: T): T => value, { aliasOf: (player: string) => aliases.of(player) });

function patternOf(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  // The longest first: "Ash (2)" before "Ash".
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(bounded).join('|'), 'giu');
}

function bounded(name: string): string {
  const [first = '', last = ''] = [[...name][0], [...name].at(-1)];
  const isWord = (char: string) => /[\p{L}\p{N}_]/u.test(char) && !UNSPACED.test(char);
  const before = isWord(first) ? '(?<![\\p{L}\\p{N}_])' : '';
  const after = isWord(last) ? '(?![\\p{L}\\p{N}_])' : '';
  return `${before}${escapeRegExp(name)}${after}`;
}

function inCaseOf(found: string, alias: string): string {
  const [upper, lower] = [found.toUpperCase(), found.toLowerCase()];
  if (upper === lower) return alias;
  if (found === upper && [...found].length > 1) return alias.toUpperCase();
  return found === lower ? alias.toLowerCase() : alias;
}
