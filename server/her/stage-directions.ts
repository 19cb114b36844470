import type { Layer } from '../../schemas/layers.ts';

/** Behind these a bracket stands beside the sentence, not in it: "I am fine. (smiles)", not "the key (the old one)". */
const BOUNDARY = /[.!?…,;。！？，、；—–~～♪"”»」』\]*]/;
export const isBoundary = (previous: string): boolean => previous === '' || BOUNDARY.test(previous);

const SPECIAL = /[[\]()【】（）*\n]/g;

type Open = { kind: 'thought' | 'action' | 'asterisk'; depth: number };

/**
 * Reads the bracket form in text that has no HER tags (CoSER, arXiv 2502.09082; chat models): `[thought]`, `(action)`,
 * their full-width forms and `*action*`. A square bracket is a thought wherever it stands, and stays one to the end when
 * it is never closed; a parenthesis or asterisk is an action only beside a sentence, a full-width parenthesis always.
 */
export class StageDirections {
  readonly #write: (layer: Layer, text: string) => void;
  readonly #element: () => void;
  #open: Open[] = [];
  #previous = '';
  #held = '';

  constructor(write: (layer: Layer, text: string) => void, element: () => void) {
    this.#write = write;
    this.#element = element;
  }

  get isThinking(): boolean {
    return this.#open.at(-1)?.kind === 'thought';
  }

  push(chunk: string): void {
    const text = this.#held + chunk;
    this.#held = '';
    let at = 0;
    while (at < text.length) {
      SPECIAL.lastIndex = at;
      const found = SPECIAL.exec(text);
      if (!found) {
        this.#text(text.slice(at));
        return;
      }
      if (found.index > at) this.#text(text.slice(at, found.index));
      if (found[0] === '*' && found.index + 1 === text.length && !this.#open.length) {
        this.#held = '*';
        return;
      }
      at = found.index + this.#special(found[0], text[found.index + 1] ?? '');
    }
  }

  /** Lets a held asterisk go and has the next text stand at a boundary: an element follows. */
  flush(): void {
    if (this.#held !== '') this.#write('speech', this.#held);
    this.#held = '';
    this.#previous = '';
  }

  /** Forgets what is open: tags have taken over. */
  reset(): void {
    this.flush();
    this.#open = [];
  }

  /** Handles one special character, with a look at the next one; says how many characters that took. */
  #special(char: string, next: string): number {
    const open = this.#open.at(-1);
    if (open?.kind === 'thought') {
      if (/[[【]/.test(char)) open.depth++;
      else if (/[\]】]/.test(char) && --open.depth === 0) return this.#close();
    } else if (/[[【]/.test(char)) {
      return this.#begin('thought');
    } else if (open?.kind === 'action') {
      if (/[(（]/.test(char)) open.depth++;
      else if (/[)）]/.test(char) && --open.depth === 0) return this.#close();
    } else if (open) {
      if (char === '*') return this.#close();
    } else if (char === '（' || (char === '(' && isBoundary(this.#previous))) {
      return this.#begin('action');
    } else if (char === '*') {
      if (next !== '*' && !/\s/.test(next) && isBoundary(this.#previous)) return this.#begin('asterisk');
      this.#text(next === '*' ? '**' : '*');
      return next === '*' ? 2 : 1;
    } else if (char === '\n') {
      this.#text(char);
      this.#previous = '';
      return 1;
    }
    this.#text(char);
    return 1;
  }

  #begin(kind: Open['kind']): number {
    this.#element();
    this.#open.push({ kind, depth: 1 });
    return 1;
  }

  #close(): number {
    this.#element();
    this.#open.pop();
    this.#previous = '';
    return 1;
  }

  #text(text: string): void {
    const open = this.#open.at(-1)?.kind;
    if (!open) this.#previous = text.trimEnd().at(-1) ?? this.#previous;
    this.#write(open === undefined ? 'speech' : open === 'thought' ? 'role_thinking' : 'role_action', text);
  }
}
