import escapeRegExp from 'escape-string-regexp';
import type { Span } from '../../../schemas/layers.ts';
import type { Line } from '../../../schemas/record.ts';
import { comingOf } from '../../her/comings.ts';
import { nameWords } from '../../her/speakers.ts';
import type { PlayedNames } from '../../store/recorded-play.ts';
import { isCommonWord } from '../checks/english.ts';
import { wordsOf } from '../checks/words.ts';

/** Changes the names of persons: in a text, in spans, in a line and its speaker. */
export type Redactor = {
  text(value: string): string;
  spans(spans: readonly Span[]): Span[];
  line(line: Line): Line;
  aliasOf(player: string): string;
};

/** Scripts that put no space between words: a name there has no edge. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u;

/** What a name needs to be looked for in texts, or each space and each full stop would be somebody: a letter, a digit or a picture. */
const NAMING = /[\p{L}\p{N}\p{So}]/u;

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

/** What somebody is called: `alias` stands for a whole name, else it is a word of the names of `owners`. */
type Named = { spellings: Set<string>; alias?: string; owners: string[] };

/** Everybody who spoke or heard. */
export const personsIn = (lines: readonly Line[]): Set<string> =>
  new Set(lines.flatMap(({ player, players }) => (player === undefined ? players : [player, ...players])));

/**
 * Puts aliases in the place of persons' names, whole words in any case, the case kept: whole names everywhere, and each word of a name that is
 * nobody else's where that person is `present`. Where two persons bear a name, it becomes the first one's alias. Whoever only came and never
 * spoke goes by the whole name. Names of common words or
 * of marks alone stay in texts; speakers never keep theirs.
 */
export function redactors(
  { persons, characters, comings }: PlayedNames,
  aliases: Aliases,
): (present: ReadonlySet<string>) => Redactor {
  const kept = new Set(
    characters.flatMap((name) => [name, ...nameWords(name)]).map((name) => name.toLowerCase()),
  );
  // What somebody is called who gave no name.
  kept.add('traveller');
  const names = new Map<string, Named>();
  const named = (spelling: string): Named | undefined => {
    const key = spelling.toLowerCase();
    if (kept.has(key) || isCommon(spelling) || !NAMING.test(spelling)) return undefined;
    const known = names.get(key) ?? { spellings: new Set(), owners: [] };
    names.set(key, known);
    known.spellings.add(spelling);
    // Where capitals take more letters, a pattern in any case does not know them: "STRAUSS" is "Strauß".
    const capitals = spelling.toUpperCase();
    if (capitals.length !== spelling.length) known.spellings.add(capitals);
    return known;
  };
  const whole = (spelling: string, player: string) => {
    const found = named(spelling);
    if (found) found.alias ??= aliases.of(player);
  };
  for (const { player, name } of persons) whole(name, player);
  for (const { player, name } of persons) {
    const own = name.replace(/ \(\d+\)$/, '');
    whole(own, player);
    for (const word of nameWords(own)) named(word)?.owners.push(player);
  }
  for (const text of comings) {
    const [name = ''] = comingOf(text)?.whose.split('\n') ?? [];
    if (name !== '') whole(name, `name:${name.toLowerCase()}`);
  }
  const pattern = patternOf([...names.values()].flatMap(({ spellings }) => [...spellings]));
  // Not all that matches in any case has the same lower case: "ſ" is an "s".
  const namedBy = (found: string): Named =>
    names.get(found.toLowerCase()) ??
    [...names.values()].find(({ spellings }) =>
      [...spellings].some((spelling) => new RegExp(`^${escapeRegExp(spelling)}$`, 'iu').test(found)),
    )!;
  return (present) => {
    const aliasFor = ({ alias, owners }: Named): string | undefined => {
      const owner = owners.find((player) => present.has(player));
      return alias ?? (owner === undefined ? undefined : aliases.of(owner));
    };
    const text = (value: string): string =>
      pattern
        ? value.replaceAll(pattern, (found) => {
            const alias = aliasFor(namedBy(found));
            return alias === undefined ? found : inCaseOf(found, alias);
          })
        : value;
    const spans = (all: readonly Span[]): Span[] =>
      all.map((span) => ({
        ...span,
        text: span.layer === 'game_action' ? inCall(span.text, text) : text(span.text),
      }));
    const line = (said: Line): Line => ({
      ...said,
      name: said.kind === 'say' && said.player !== undefined ? aliases.of(said.player) : said.name,
      spans: spans(said.spans),
    });
    return { text, spans, line, aliasOf: (player) => aliases.of(player) };
  };
}

/** Changes nothing but how persons are called apart from their names. */
export const unredacted = (aliases: Aliases): Redactor => ({
  text: (value) => value,
  spans: (spans) => [...spans],
  line: (line) => line,
  aliasOf: (player) => aliases.of(player),
});

/** "Who Are You", or a letter: what everybody says. */
function isCommon(name: string): boolean {
  const words = wordsOf(name);
  return words.length > 0 && words.every((word) => isCommonWord(word) || /^[a-z]$/.test(word));
}

/** A call to the game with the texts of its arguments changed; what it and they are called is the game's. */
function inCall(call: string, text: (value: string) => string): string {
  const inside = (_: string, value: unknown): unknown => (typeof value === 'string' ? text(value) : value);
  try {
    const { args, ...rest } = JSON.parse(call) as { args?: unknown };
    return JSON.stringify({ ...rest, args: JSON.parse(JSON.stringify(args ?? {}), inside) });
  } catch {
    return text(call);
  }
}

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
