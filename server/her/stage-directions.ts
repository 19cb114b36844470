import type { Layer } from '../../schemas/layers.ts';

/** Behind these a bracket stands beside the sentence, not in it: "I am fine. (smiles)", not "the key (the old one)". */
const BOUNDARY = /[.!?…,;。！？，、；—–~～♪"”»」』\]*]/;
export const isBoundary = (previous: string): boolean => previous === '' || BOUNDARY.test(previous);

const SPECIAL = { speech: /[[\]()【】［］（）*\n]/g, role_action: /[[\]【】［］]/g };
const OPENS_THOUGHT = /[[【［]/;
const CLOSES_THOUGHT = /[\]】］]/;

type Base = keyof typeof SPECIAL;
type Open = { kind: 'thought' | 'action' | 'asterisk'; depth: number };

/**
 * Reads the bracket form in speech (CoSER, arXiv 2502.09082; chat models): `[thought]`, `(action)`, their full-width forms
 * and `*action*`. Fails closed: a square bracket is a thought wherever it stands, in speech or in an action, beside HER tags
 * or not, and one that is never closed stays a thought to the end. A parenthesis or asterisk is an action only beside a
 * sentence, a full-width parenthesis always; where a reply uses HER's tags its parentheses are words.
 */
export class StageDirections {
  readonly #write: (layer: Layer, text: string) => void;
  readonly #element: () => void;
  #base: Base = 'speech';
  #open: Open[] = [];
  #previous = '';
  #held = '';
  #hasTags = false;

  constructor(write: (layer: Layer, text: string) => void, element: () => void) {
    this.#write = write;
    this.#element = element;
  }

  get isThinking(): boolean {
    return this.#open.at(-1)?.kind === 'thought';
  }

  push(base: Base, chunk: string): void {
    if (base !== this.#base) this.flush();
    this.#base = base;
    const text = this.#held + chunk;
    this.#held = '';
    let at = 0;
    while (at < text.length) {
      const special = SPECIAL[base];
      special.lastIndex = at;
      const found = special.exec(text);
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
    // An action's own end ends what was thought in it.
    if (this.#base === 'role_action') this.#open = [];
  }

  /** HER's tags are used: an action that is open ends, and parentheses are words from now on. */
  meetTags(): void {
    this.flush();
    this.#open = [];
    this.#hasTags = true;
  }

  /** Handles one special character, with a look at the next one; says how many characters that took. */
  #special(char: string, next: string): number {
    const open = this.#open.at(-1);
    if (open?.kind === 'thought') {
      if (OPENS_THOUGHT.test(char)) open.depth++;
      else if (CLOSES_THOUGHT.test(char) && --open.depth === 0) return this.#close();
    } else if (OPENS_THOUGHT.test(char)) {
      return this.#begin('thought');
    } else if (open?.kind === 'action') {
      if (/[(（]/.test(char)) open.depth++;
      else if (/[)）]/.test(char) && --open.depth === 0) return this.#close();
    } else if (open) {
      if (char === '*') return this.#close();
    } else if (!this.#hasTags && (char === '（' || (char === '(' && isBoundary(this.#previous)))) {
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
    this.#write(open === undefined ? this.#base : open === 'thought' ? 'role_thinking' : 'role_action', text);
  }
}
