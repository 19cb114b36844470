import { diffWordsWithSpace } from 'diff';
import type { Span } from '../../../../schemas/layers.ts';

/** Longer comparisons are given up, in milliseconds: nothing is marked then. */
const PATIENCE_MS = 200;

export type Piece = { at: number; text: string; isOther: boolean };

/** The words of a span, and which of them the span in its place of another take, the nth of its layer, does not have. */
export function piecesOf(span: Span, spans: readonly Span[], others: readonly Span[]): Piece[] {
  const ofLayer = (all: readonly Span[]) => all.filter(({ layer }) => layer === span.layer);
  const other = ofLayer(others)[ofLayer(spans).indexOf(span)]?.text ?? '';
  const changes = diffWordsWithSpace(other, span.text, { timeout: PATIENCE_MS });
  if (!changes) return [{ at: 0, text: span.text, isOther: false }];
  let at = 0;
  return changes
    .filter(({ removed }) => !removed)
    .map(({ value, added }) => {
      const piece = { at, text: value, isOther: added };
      at += value.length;
      return piece;
    });
}
