import type { Layer } from '../../schemas/layers.ts';

/** `layer: null` is text whose layer is not known yet; `isUnended`: of an element that another tag cut off. */
type Held =
  | { kind: 'text'; layer: Layer | null; text: string; isUnended?: true }
  | { kind: 'element' }
  | { kind: 'other'; text: string };

/**
 * What a reply has to wait with until it is known whether `claimant` owns it: all behind an element that another one
 * interrupted (its own end tag may still come).
 */
export class HeldText {
  readonly claimant: Layer;
  readonly items: Held[] = [];

  constructor(claimant: Layer) {
    this.claimant = claimant;
  }

  text(layer: Layer | null, text: string): void {
    const last = this.items.at(-1);
    if (last?.kind === 'text' && last.layer === layer && layer !== 'game_action') last.text += text;
    else this.items.push({ kind: 'text', layer, text });
  }

  /** A block began or ended. */
  element(): void {
    this.items.push({ kind: 'element' });
  }

  /** Another speaker's `Name:`; the reply ends there if this turns out to be speech. */
  other(text: string): void {
    this.items.push({ kind: 'other', text });
  }

  /** The element that is being read was left open: it is the claimant's, should the claimant own the rest. */
  unend(layer: Layer): void {
    for (let index = this.items.length - 1; index >= 0; index--) {
      const item = this.items[index]!;
      if (item.kind === 'element') return;
      if (item.kind === 'text' && item.layer === layer) item.isUnended = true;
    }
  }
}
