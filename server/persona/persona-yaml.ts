import {
  Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  Scalar,
  type ToStringOptions,
  visit,
  YAMLMap,
} from 'yaml';
import { Persona } from '../../schemas/persona.ts';
import { isSame } from './merge.ts';
import { checkYaml, readDocument } from './yaml-file.ts';

type Fields = Record<string, unknown>;

/** Texts longer than this stand in lines of their own, in characters. */
const SHORT_TEXT = 80;
const LINE_WIDTH = 120;
const MAX_LINE_WIDTH = 160;

/** A persona as the text of a file that reads back as the same; what is left to the defaults is left out. */
export function personaYaml(persona: Persona): string {
  const doc = new Document(null, { compat: 'yaml-1.1' });
  doc.contents = nodeOf(doc, Object.fromEntries(writtenFields(persona))) as never;
  return doc.toString({ lineWidth: LINE_WIDTH, flowCollectionPadding: false });
}

/**
 * A persona's file with another persona in it. Each field that did not change stays as it is, to the byte; those that did keep
 * their comments. A text that is no persona's, or whose fields hang together by anchors, is written anew.
 */
export function withPersona(text: string, persona: Persona): string {
  const before = checkYaml('', text, Persona).value;
  const doc = before && readDocument(text);
  if (!before || !isMap(doc?.contents)) return personaYaml(persona);
  const changed = spliced(text, doc, before, persona);
  return isSame(checkYaml('', changed, Persona).value, persona) ? changed : personaYaml(persona);
}

/** The fields of a persona in the order of its schema, without those that are as they would be by default. */
const writtenFields = (persona: Persona): [string, unknown][] =>
  Object.entries(Persona.shape).flatMap(([key, schema]) => {
    const value: unknown = persona[key as keyof Persona];
    const absent = schema.safeParse(undefined);
    return value === undefined || (absent.success && isSame(absent.data, value)) ? [] : [[key, value]];
  });

function spliced(text: string, doc: Document, before: Persona, persona: Persona): string {
  const style = styleOf(text);
  const written = new Map(writtenFields(persona));
  const pairs = (doc.contents as YAMLMap<Scalar, Node>).items;
  let out = '';
  let end = 0;
  for (const pair of pairs) {
    const key = String(pair.key.value);
    const after = written.get(key);
    written.delete(key);
    const [from, to] = [pair.key.range![0], pair.value?.range?.[2]];
    if (isSame((before as Fields)[key], persona[key as keyof Persona]) || to === undefined) continue;
    out += text.slice(end, from);
    if (after !== undefined) out += fieldText(doc, pair, (before as Fields)[key], after, style);
    end = to;
  }
  out += text.slice(end);
  for (const [key, value] of written) {
    if (isSame((before as Fields)[key], value)) continue;
    if (!out.endsWith('\n')) out += '\n';
    out += fieldText(doc, doc.createPair(key, undefined) as Pair<Scalar, Node>, undefined, value, style);
  }
  return text.includes('\r\n') ? out.replaceAll(/\r?\n/g, '\r\n') : out;
}

/** One field as text; the comment above it is in the file already. */
function fieldText(
  doc: Document,
  pair: Pair<Scalar, Node>,
  before: unknown,
  after: unknown,
  style: ToStringOptions,
): string {
  pair.value = changed(doc, pair.value, before, after);
  pair.key.commentBefore = null;
  pair.key.spaceBefore = false;
  const field = new Document(null, { compat: 'yaml-1.1' });
  const map = new YAMLMap<Scalar, Node>(doc.schema);
  map.items.push(pair);
  field.contents = map as never;
  return field.toString(style);
}

/** A node with another value, in the style that it has; `before` is what was read from it. */
function changed(doc: Document, node: Node | null, before: unknown, after: unknown): Node {
  if (isNode(node) && isSame(before, after)) return node;
  if (isScalar(node) && (typeof after !== 'object' || after === null)) {
    if (typeof after === 'string' && typeof node.value === 'string') {
      node.value = after;
      if (!node.type?.startsWith('BLOCK')) restyle(node);
      return node;
    }
    const made = nodeOf(doc, after) as Scalar;
    made.comment = node.comment ?? null;
    return made;
  }
  if (isMap(node) && isFields(before) && isFields(after)) return changedMap(doc, node, before, after);
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) {
    changeList(doc, node.items as Node[], before, after);
    return node;
  }
  return nodeOf(doc, after);
}

function changedMap(doc: Document, node: YAMLMap, before: Fields, after: Fields): Node {
  for (const key of Object.keys(before)) if (after[key] === undefined) node.delete(key);
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    if (pair) pair.value = changed(doc, pair.value as Node | null, before[key], value);
    else if (!isSame(before[key], value)) node.add(doc.createPair(key, nodeOf(doc, value)));
  }
  return node;
}

/** Entries before and behind what changed keep their comments. */
function changeList(doc: Document, items: Node[], before: unknown[], after: unknown[]): void {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSame(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < shorter - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const old = items.slice(head, items.length - tail);
  const made = after
    .slice(head, after.length - tail)
    .map((value, index) => changed(doc, old[index] ?? null, before[head + index], value));
  items.splice(head, old.length, ...made);
}

function nodeOf(doc: Document, value: unknown): Node {
  const node = doc.createNode(value, { aliasDuplicateObjects: false }) as Node;
  visit(node as never, {
    Scalar: (key, scalar) => {
      if (key !== 'key') restyle(scalar);
    },
  });
  return node;
}

function restyle(scalar: Scalar): void {
  if (typeof scalar.value !== 'string') return;
  if (scalar.value.includes('\n')) scalar.type = Scalar.BLOCK_LITERAL;
  else if (scalar.value.length > SHORT_TEXT) scalar.type = Scalar.BLOCK_FOLDED;
}

/** How the rest of the file is written. */
function styleOf(text: string): ToStringOptions {
  const longest = text.split('\n').reduce((most, line) => Math.max(most, line.trimEnd().length), 0);
  return {
    lineWidth: Math.min(MAX_LINE_WIDTH, Math.max(SHORT_TEXT, longest)),
    flowCollectionPadding: /[[{] \S/.test(text),
    indentSeq: !/^[\w-]+:[^\n]*\r?\n- /m.test(text),
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
