import type { Layer, Span } from '../../schemas/layers.ts';
import { ReplyParser } from './parser.ts';
import { SpanWriter } from './span-writer.ts';
import { joined, toHer, viewFor } from './views.ts';

const RESERVED = /[\\[\]()【】（）]/g;
const CLOSING: Record<string, RegExp> = { '[': /[\]】]/, '【': /[\]】]/, '(': /[)）]/, '（': /[)）]/ };

/**
 * A turn in the bracket form of CoSER (arXiv 2502.09082): `[thought] (action) speech`. Brackets within the texts are
 * written with a backslash, so that `fromBrackets` reads every turn back as it was. Plan and game actions have no place in it.
 */
export const toBrackets = (spans: readonly Span[]): string =>
  joined(viewFor(spans, 'judge'))
    .map(({ layer, text }) => {
      const words = text.replaceAll(RESERVED, '\\$&');
      return layer === 'role_thinking' ? `[${words}]` : layer === 'role_action' ? `(${words})` : words;
    })
    .join(' ');

/**
 * Reads the bracket form, full-width brackets too. A bracket nested in one of its kind, or of the other kind in a
 * thought, is text; a thought in an action stands on its own. Fails closed: a thought that is never closed is thought to the end.
 */
export function fromBrackets(text: string): Span[] {
  const writer = new SpanWriter();
  const open: { layer: Layer; closing: RegExp; opening: string; depth: number }[] = [];
  const put = (piece: string): void => writer.write(open.at(-1)?.layer ?? 'speech', piece);
  for (const [piece] of text.matchAll(/\\[\\[\]()【】（）]|[[\]()【】（）]|[^\\[\]()【】（）]+|\\/g)) {
    const inner = open.at(-1);
    const closing = CLOSING[piece];
    if (piece.length > 1) put(piece.startsWith('\\') ? piece.slice(1) : piece);
    else if (inner?.closing.test(piece)) {
      if (--inner.depth > 0) put(piece);
      else {
        open.pop();
        writer.element();
      }
    } else if (inner && closing?.source === inner.closing.source) {
      inner.depth++;
      put(piece);
    } else if (closing && inner?.layer !== 'role_thinking') {
      const layer = closing.source === CLOSING['[']!.source ? 'role_thinking' : 'role_action';
      open.push({ layer, closing, opening: piece, depth: 1 });
      writer.element();
    } else put(piece);
  }
  return writer.spans;
}

/** HER's form to the bracket form; the plan is left out, an unclosed thought stays a thought. */
export function herToBrackets(text: string): string {
  const parser = new ReplyParser({ name: '', others: [], plan: 'off', brackets: 'words' });
  parser.push(text);
  parser.end();
  return toBrackets(parser.spans);
}

/** The bracket form to HER's. */
export const bracketsToHer = (text: string): string => toHer(fromBrackets(text));
