import type { Delta, Layer, Span } from '../../schemas/layers.ts';

/**
 * Turns pieces of layers into spans and the deltas that build them. Span texts are trimmed, never empty; neighbours of
 * one layer are one span, game actions apart (two calls stay two). All deltas of a span joined are its text.
 */
export class SpanWriter {
  readonly spans: Span[] = [];
  #deltas: Delta[] = [];
  #space = '';
  #isJoint = false;

  /** Adds text; whitespace waits until something follows it in the same span. */
  write(layer: Layer, text: string): void {
    const current = this.spans.at(-1);
    const isSame = current?.layer === layer && layer !== 'game_action';
    const body = text.trimEnd();
    if (body === '') {
      if (isSame && !this.#isJoint) this.#space += text;
      return;
    }
    let piece = body;
    if (!isSame) {
      piece = body.trimStart();
      this.spans.push({ span: this.spans.length, layer, text: piece });
    } else {
      piece = this.#isJoint
        ? (layer === 'system_thinking' ? '\n' : ' ') + body.trimStart()
        : this.#space + body;
      current.text += piece;
    }
    this.#isJoint = false;
    this.#space = text.slice(body.length);
    const span = this.spans.length - 1;
    const last = this.#deltas.at(-1);
    if (last?.span === span) last.text += piece;
    else this.#deltas.push({ span, layer, text: piece });
  }

  /** A block ended here: what comes next in the same layer is set apart by one space (a line break in a plan). */
  element(): void {
    this.#isJoint = true;
  }

  /** The deltas since the last call. */
  take(): Delta[] {
    const deltas = this.#deltas;
    this.#deltas = [];
    return deltas;
  }
}
