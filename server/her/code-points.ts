/**
 * Makes chunks of a stream whole: a code point that a cut split is joined again, a surrogate that stays alone becomes
 * U+FFFD.
 */
export class CodePoints {
  #high = '';

  /** The text that is whole by now. */
  push(chunk: string): string {
    let text = this.#high + chunk;
    this.#high = '';
    const last = text.charCodeAt(text.length - 1);
    if (last >= 0xd800 && last <= 0xdbff) {
      this.#high = text.slice(-1);
      text = text.slice(0, -1);
    }
    return text.replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  }

  end(): string {
    const text = this.#high === '' ? '' : '\uFFFD';
    this.#high = '';
    return text;
  }
}
