import type { Layer, Span } from '../../schemas/layers.ts';

/** How far the addressee had shown the reply: `chars` code points of span `span`, all of the spans before it. */
export type Shown = { span: number; chars: number };

const VISIBLE: ReadonlySet<Layer> = new Set(['role_action', 'speech', 'role_thinking']);

/**
 * What stands of an interrupted reply: what was shown. A thought or plan after the cut never happened; a call that went out
 * to the game did. `shown` beyond what was sent changes nothing.
 */
export function cutAt(spans: readonly Span[], shown: Shown | undefined): Span[] {
  if (!shown) return [...spans];
  return spans.flatMap((span) => {
    if (span.span < shown.span || span.layer === 'game_action') return [span];
    if (span.span > shown.span) return [];
    if (!VISIBLE.has(span.layer)) return [span];
    const text = [...span.text].slice(0, shown.chars).join('').trimEnd();
    return text === '' ? [] : [{ ...span, text }];
  });
}
