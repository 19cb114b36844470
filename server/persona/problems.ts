import { z } from 'zod';

/** A field's place in a file: keys and list indexes from the root. */
export type FieldPath = readonly PropertyKey[];

/** What is wrong with one field, and which. */
export type Finding = { path: FieldPath; message: string };

type JsonSchema = z.core.JSONSchema.BaseSchema;

const KINDS: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list (one entry per line, each after "- ")',
  object: 'fields (one per line, as "name: value")',
  record: 'fields (one per line, as "name: value")',
};

/** Puts zod's issues into words for people who write YAML: what was expected, what is there, what may have been meant. */
export function findingsOf(error: z.ZodError, value: unknown, schema: z.ZodType): Finding[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [
        { path: issue.path, message: phrase(issue, valueAt(value, issue.path), schemaAt(json, issue.path)) },
      ];
    const known = Object.keys(schemaAt(json, issue.path)?.properties ?? {});
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `no such field; ${didYouMean(key, known) ?? `expected ${oneOf(known)}`}`,
    }));
  });
}

/** `secrets[0].keys`; keys that are not plain words are quoted. */
export function fieldName(path: FieldPath): string {
  return path.reduce<string>((name, field) => {
    if (typeof field === 'number') return `${name}[${field}]`;
    const key = String(field);
    if (!/^[\w-]+$/.test(key)) return `${name}[${quote(key)}]`;
    return name ? `${name}.${key}` : key;
  }, '');
}

/** `one of a, b, c`, cut to a dozen. */
export function oneOf(words: readonly string[]): string {
  const shown = words.slice(0, 16).join(', ');
  return `one of ${shown}${words.length > 16 ? ', …' : ''}`;
}

/** `did you mean "mara"?` when one of the words is that close to what was written; else undefined. */
export function didYouMean(written: string, words: readonly string[]): string | undefined {
  const allowed = Math.max(1, Math.floor(written.length / 3));
  const ranked = words
    .filter((word) => Math.abs(word.length - written.length) <= allowed)
    .map((word) => ({ word, distance: editDistance(written.toLowerCase(), word.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= allowed ? `did you mean ${quote(best.word)}?` : undefined;
}

/** Words that something named is none of `known`. `what`: whose names those are, such as "the persona files". */
export function unknownWord(what: string, word: string, known: string[]): string {
  if (known.length === 0) return `expected one of ${what}, but there are none`;
  return `expected one of ${what} (${oneOf(known).slice('one of '.length)}), got ${describe(word)}${suffix(didYouMean(word, known))}`;
}

export const suffix = (hint: string | undefined): string => (hint ? `; ${hint}` : '');

/** A value as a message shows it: short, on one line. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value.trim() === '' ? 'nothing' : quote(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'no fields' : 'fields';
  return String(value);
}

function phrase(issue: z.core.$ZodIssue, value: unknown, schema: JsonSchema | undefined): string {
  const isMissing = value === undefined && issue.path.length > 0;
  const about = schema?.description ? ` (${schema.description})` : '';
  const end = isMissing ? `but it is missing${about}` : `got ${describe(value)}`;
  switch (issue.code) {
    case 'invalid_type': {
      const needsQuotes =
        issue.expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
      const hint = needsQuotes ? '; put it in quotation marks' : '';
      return `expected ${KINDS[issue.expected] ?? issue.expected}, ${end}${hint}`;
    }
    case 'invalid_value': {
      const words = issue.values.map(String);
      const meant = typeof value === 'string' ? didYouMean(value, words) : undefined;
      return `expected ${oneOf(words)}, ${end}${meant ? `; ${meant}` : ''}`;
    }
    case 'too_small':
      if (issue.origin === 'array')
        return `expected at least ${count(issue.minimum, 'entry', 'entries')}, ${end}`;
      if (issue.origin === 'string' && issue.minimum === 1) return `expected some text, ${end}`;
      return `expected at least ${measure(issue.origin, issue.minimum)}, got ${size(value)}`;
    case 'too_big':
      if (issue.origin === 'array')
        return `expected at most ${count(issue.maximum, 'entry', 'entries')}, got ${size(value)}`;
      return `expected at most ${measure(issue.origin, issue.maximum)}, got ${size(value)}`;
    case 'invalid_key':
      return `${issue.issues[0]?.message ?? issue.message}, got ${quote(String(issue.path.at(-1)))}`;
    case 'invalid_format':
      if (issue.format === 'url')
        return `expected a web address such as https://example.com/mara.png, ${end}`;
      return `${issue.message}, ${end}`;
    case 'custom':
      return `${issue.message}, ${end}`;
    default:
      return issue.message;
  }
}

const count = (amount: number | bigint, one: string, many: string) =>
  Number(amount) === 1 ? `one ${one}` : `${amount} ${many}`;

const measure = (origin: string, amount: number | bigint) =>
  origin === 'string' ? count(amount, 'character', 'characters') : String(amount);

function size(value: unknown): string {
  if (typeof value === 'string') return String(value.trim().length);
  return Array.isArray(value) ? String(value.length) : describe(value);
}

function quote(text: string): string {
  const characters = [...text.slice(0, 122)];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 60).join('')}…` : text);
}

function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (at, field) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, field)
        ? (at as Record<PropertyKey, unknown>)[field]
        : undefined,
    value,
  );
}

function schemaAt(schema: JsonSchema, path: FieldPath): JsonSchema | undefined {
  let at: unknown = schema;
  for (const field of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    const { properties, additionalProperties, items } = at as JsonSchema;
    if (typeof field === 'number') at = items;
    else
      at = properties && Object.hasOwn(properties, field) ? properties[String(field)] : additionalProperties;
  }
  return typeof at === 'object' && at !== null ? (at as JsonSchema) : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const now = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let best = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        best = Math.min(best, before[column - 2]! + 1);
      now.push(best);
    }
    before = last;
    last = now;
  }
  return last[b.length]!;
}
