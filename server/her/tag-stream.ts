import { CodePoints } from './code-points.ts';
import { readTag, type Tag } from './tags.ts';

/** Text with no tag in it, or a tag with the characters it was written in. */
export type Token = { tag: null; text: string } | { tag: Tag; text: string };

const OPENING = /[<＜[［]/g;

/** Splits a stream into text and tags, holding back only what may still become a tag. */
export class TagStream {
  readonly #characters = new CodePoints();
  #held = '';

  push(chunk: string): Token[] {
    return this.#read(this.#held + this.#characters.push(chunk), false);
  }

  /** What was held back: a tag cut in half is a `strip`. */
  end(): Token[] {
    return this.#read(this.#held + this.#characters.end(), true);
  }

  #read(text: string, isFinal: boolean): Token[] {
    const tokens: Token[] = [];
    this.#held = '';
    let at = 0;
    // Where the text begins that has not become a token yet.
    let from = 0;
    for (;;) {
      OPENING.lastIndex = at;
      at = OPENING.exec(text)?.index ?? text.length;
      const tag = at < text.length ? readTag(text, at, isFinal) : 'more';
      if (tag === null) {
        at++;
        continue;
      }
      if (at > from) tokens.push({ tag: null, text: text.slice(from, at) });
      if (tag === 'more') {
        this.#held = text.slice(at);
        return tokens;
      }
      from = at + tag.length;
      tokens.push({ tag, text: text.slice(at, from) });
      at = from;
    }
  }
}

/** A whole text with something else in the place of each tag. */
export function replaceTags(text: string, instead: (tag: string) => string): string {
  const tags = new TagStream();
  return [...tags.push(text), ...tags.end()]
    .map((token) => (token.tag === null ? token.text : instead(token.text)))
    .join('');
}

/** A text without its tags; what they held stays. */
export const stripTags = (text: string): string => replaceTags(text.trim(), () => '').trim();
