import escapeRegExp from 'escape-string-regexp';
import type { Span } from '../../schemas/layers.ts';
import { fromBrackets, toBrackets } from '../her/brackets.ts';
import { ReplyParser, type ReplyParserOptions } from '../her/parser.ts';
import { COLONS } from '../her/speakers.ts';
import { TagStream } from '../her/tag-stream.ts';
import { joined, toHer } from '../her/views.ts';

/**
 * One speaker's turn as a data set has it, in HER's tags or, where it has none of them, in CoSER's brackets, full-width ones too. The
 * speaker's own `Name:` goes; a line that begins with another's name is text. Fails closed as `ReplyParser` does.
 */
export const spansOf = (text: string, name: string): Span[] =>
  layersIn(text).size > 0 ? herSpansOf(text, name) : fromBrackets(withoutName(text, name));

/** The same of a text that is known to be in HER's form: brackets are words. Without a name, nothing is taken for one. */
export function herSpansOf(text: string, name = ''): Span[] {
  return read(text, { name, others: [], brackets: 'words', isAlone: true });
}

/** A turn in either form, up to where it goes on for one of `others`. */
export const ownSpansOf = (text: string, name: string, others: readonly string[]): Span[] =>
  read(text, { name, others });

/** What a model answered; `reasoning` came in a channel of its own. */
type Answered = { text: string; reasoning: string };

/**
 * A model's turn in either form, where `others` are given up to where it goes on for one of them. What reasons in a channel of its own has
 * planned, whatever the reasoning holds.
 */
export function answerSpansOf(
  { text, reasoning }: Answered,
  name: string,
  others?: readonly string[],
): Span[] {
  const own = others ? ownSpansOf(text, name, others) : spansOf(text, name);
  return joined([...planOf(reasoning), ...own]).map((each, span) => ({ ...each, span }));
}

/** The same as one text in HER's form, reasoning as the plan, in which no tag that it quotes stands. */
export const answerTextOf = ({ text, reasoning }: Answered): string => toHer(planOf(reasoning)) + text;

const planOf = (reasoning: string): Span[] =>
  reasoning.trim() === '' ? [] : [{ span: 0, layer: 'system_thinking', text: reasoning.trim() }];

function read(text: string, options: Omit<ReplyParserOptions, 'plan'>): Span[] {
  const plan = layersIn(text).has('system_thinking') ? 'expected' : 'off';
  const parser = new ReplyParser({ ...options, plan });
  parser.push(text);
  parser.end();
  return parser.spans;
}

/** A turn in CoSER's form: `[thought] (action) speech`; see `toBrackets`. */
export const toBracket = toBrackets;

function layersIn(text: string): Set<string> {
  const tags = new TagStream();
  const tokens = [...tags.push(text), ...tags.end()];
  return new Set(tokens.flatMap(({ tag }) => (tag && 'layer' in tag ? [tag.layer] : [])));
}

const withoutName = (text: string, name: string): string =>
  name === ''
    ? text
    : text.replaceAll(new RegExp(`^[ \\t]*${escapeRegExp(name)}[ \\t]*[${COLONS}][ \\t]*`, 'gimu'), '');
