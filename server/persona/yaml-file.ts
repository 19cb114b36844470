import path from 'node:path';
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { z } from 'zod';
import { SoliloquyError } from '../../schemas/errors.ts';
import { type FieldPath, fieldName, findingsOf } from './problems.ts';

/** Larger files are refused, in bytes. */
export const MAX_FILE_BYTES = 1024 * 1024;

/** How often a file's aliases may multiply its values; beyond it the file is refused ("billion laughs"). */
const MAX_ALIASES = 100;

/** A file's content, or what is wrong with it: one `file:line field: …` per problem, in the order of lines. */
export type CheckedYaml<T> = {
  value: T | undefined;
  problems: string[];
  /** Words a further problem of this file, found by whoever knows the other files. */
  problem(field: FieldPath, message: string): string;
};

/** Reads YAML text and checks it; never throws. `file` is where the text came from. */
export function checkYaml<T>(file: string, text: string, schema: z.ZodType<T>): CheckedYaml<T> {
  const lines = new LineCounter();
  const failed = (problems: { line: number; message: string }[]): CheckedYaml<T> => ({
    value: undefined,
    problems: problems
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, message }) => at(file, line, message)),
    problem: (field, message) => at(file, 1, message, field),
  });
  if (Buffer.byteLength(text) > MAX_FILE_BYTES)
    return failed([{ line: 1, message: 'expected at most 1 MiB of text' }]);

  let doc: Document;
  try {
    doc = readDocument(text, lines);
  } catch (error) {
    // Nesting thousands of levels deep overruns the stack of the YAML reader.
    return failed([{ line: 1, message: `cannot be read as YAML: ${oneLine(error)}` }]);
  }
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const syntax = [
    ...[...doc.errors, ...doc.warnings].map((error) => ({
      line: lineAt(openQuote(doc, error) ?? error.pos[0]),
      message: wordSyntax(error, text),
    })),
    ...swallowedEntries(doc, text).map((offset) => ({
      line: lineAt(offset),
      message: misplacedEntry(text, offset),
    })),
  ];
  // One slip makes the reader stumble again over the same line, or in the same way further down.
  const firsts = syntax.filter(
    ({ line, message }, index) =>
      syntax.findIndex((other) => other.line === line || other.message === message) === index,
  );
  if (firsts.length > 0) return failed(firsts);

  let value: unknown;
  try {
    value = doc.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    return failed([
      { line: lineAt(offsetOfAlias(doc, error)), message: `cannot be read as YAML: ${oneLine(error)}` },
    ]);
  }
  const problem = (field: FieldPath, message: string) =>
    at(file, lineAt(offsetOf(doc, field)), message, field);
  const result = schema.safeParse(value);
  if (result.success) return { value: result.data, problems: [], problem };
  const problems = findingsOf(result.error, value, schema)
    .map(({ path: field, message }) => ({ offset: offsetOf(doc, field), text: problem(field, message) }))
    .toSorted((a, b) => a.offset - b.offset)
    .map((found) => found.text);
  return { value: undefined, problems, problem };
}

/** Reads and checks YAML text. Throws `bad-content`; its message has every problem, one per line, as `file:line field: …`. */
export function parseYaml<T>(file: string, text: string, schema: z.ZodType<T>): T {
  const { value, problems } = checkYaml(file, text, schema);
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.join('\n'));
  return value as T;
}

/** One problem as people and editors read it: `worlds/x/personas/mara.yaml:12 secrets[0].keys: expected …`. */
export function at(file: string, line: number, message: string, field: FieldPath = []): string {
  const name = fieldName(field);
  return `${displayPath(file)}:${line}${name && ` ${name}`}: ${message}`;
}

/** A path as messages show it: relative to the working directory, whole when it lies outside. */
export function displayPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  const shown = relative === '' ? '.' : relative.startsWith('..') ? path.resolve(file) : relative;
  return shown.split(path.sep).join('/');
}

/** Parses YAML as all files of a world are read; what is wrong with it stands in the document. */
export const readDocument = (text: string, lineCounter?: LineCounter): Document =>
  parseDocument(text, {
    ...(lineCounter && { lineCounter }),
    prettyErrors: false,
    // Fixed, so that no `%YAML 1.1` line turns `no` into false and `18:40` into a number.
    schema: 'core',
    resolveKnownTags: false,
    stringKeys: true,
    logLevel: 'error',
  });

/** Where the field is written, or its nearest parent that is. */
function offsetOf(doc: Document, field: FieldPath): number {
  let node: unknown = doc.contents;
  let offset = startOf(node) ?? 0;
  for (const key of field) {
    if (isAlias(node)) node = node.resolve(doc);
    if (isMap(node)) {
      const pair = node.items.find((item) => (isScalar(item.key) ? item.key.value : item.key) === key);
      if (!pair) break;
      offset = startOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof key === 'number') {
      node = node.items[key];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return offset;
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

/** The alias that the failure is about, or else the first. */
function offsetOfAlias(doc: Document, error: unknown): number {
  let offset: number | undefined;
  visit(doc, {
    Alias: (_, alias) => {
      const isMeant = error instanceof Error && error.message.endsWith(`: ${alias.source}`);
      if (isMeant || offset === undefined) offset = startOf(alias);
      return isMeant ? visit.BREAK : undefined;
    },
  });
  return offset ?? 0;
}

function wordSyntax(error: YAMLError, text: string): string {
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `the field ${JSON.stringify(/^[^:\n]*/.exec(text.slice(error.pos[0], error.pos[0] + 60))?.[0].trim())} is here twice`;
    case 'TAB_AS_INDENT':
      return 'expected spaces at the start of the line, got a tab';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BAD_INDENT':
    case 'UNEXPECTED_TOKEN':
      if (isEntry(text, error.pos[0])) return misplacedEntry(text, error.pos[0]);
      if (error.code !== 'BLOCK_AS_IMPLICIT_KEY') return `not valid YAML: ${oneLine(error)}`;
      return 'expected one field per line; a text with ": " in it needs quotation marks around it';
    case 'MISSING_CHAR': {
      const mark = /^Missing closing (["'])quote/.exec(error.message)?.[1];
      return mark
        ? `the text that begins with ${mark} here has no ${mark} at its end`
        : `not valid YAML: ${oneLine(error)}`;
    }
    case 'MULTIPLE_DOCS':
      return 'expected one document per file; take the line "---" out, or make a file of what follows it';
    default:
      return `not valid YAML: ${oneLine(error)}`;
  }
}

/** Where the quoted text begins that an error finds no end of: the error itself stands where the file ends. */
function openQuote(doc: Document, { code, message, pos }: YAMLError): number | undefined {
  if (code !== 'MISSING_CHAR' || !message.startsWith('Missing closing')) return undefined;
  let offset: number | undefined;
  visit(doc, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') && range && range[0] < pos[0] && pos[0] <= range[2]) offset = range[0];
    },
  });
  return offset;
}

/** Entries of a list that YAML takes for more of the text above them, since they stand further to the right. */
function swallowedEntries(doc: Document, text: string): number[] {
  const offsets: number[] = [];
  visit(doc, {
    Scalar: (_, { type, range }) => {
      if (type !== 'PLAIN' || !range) return;
      const entry = /\n *- /.exec(text.slice(range[0], range[1]));
      if (entry) offsets.push(range[0] + entry.index + entry[0].length - 1);
    },
  });
  return offsets;
}

const lineBefore = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);

const isEntry = (text: string, offset: number): boolean =>
  /^ *- /.test(lineBefore(text, offset) + text.slice(offset, text.indexOf('\n', offset)));

/** The field is the nearest above that begins a line. */
function misplacedEntry(text: string, offset: number): string {
  const field = [...text.slice(0, offset).matchAll(/^([\w-]+):/gm)].at(-1)?.[1];
  return `expected each "- "${field ? ` of ${field}` : ''} under the one before it, with the same spaces in front`;
}

const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
