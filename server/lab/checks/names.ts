import escapeRegExp from 'escape-string-regexp';
import { LRUCache } from 'lru-cache';
import { nameWords } from '../../her/speakers.ts';

const known = new LRUCache<string, string>({ max: 500 });

/** What anybody goes by (the whole name, and its words that name somebody), as the inside of a regular expression. */
export function namePattern(name: string): string {
  let pattern = known.get(name);
  if (pattern === undefined) {
    pattern = [name.trim(), ...nameWords(name)]
      .filter((each) => each !== '')
      .map((each) => escapeRegExp(each).replaceAll(/\s+/g, '\\s+'))
      .join('|');
    known.set(name, pattern);
  }
  return pattern;
}

const patterns = new LRUCache<string, RegExp>({ max: 2_000 });

/** A regular expression around a name, made once. `key`: tells what is made apart from what else is made of the name. */
export function aroundName(key: string, name: string, make: (pattern: string) => RegExp): RegExp {
  const id = `${key}\0${name}`;
  let pattern = patterns.get(id);
  if (!pattern) {
    pattern = make(namePattern(name));
    patterns.set(id, pattern);
  }
  return pattern;
}

/** A text without what is quoted in it. */
export const unquoted = (text: string): string =>
  text.replaceAll(/"[^"]*"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|(?<!\p{L})['‘][^'’]*['’](?!\p{L})/gu, '""');
