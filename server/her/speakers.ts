/** What ends a speaker's name: the colon and its look-alikes in other scripts. */
export const COLONS = ':：﹕︓︰∶꞉';
/** Who is never an NPC's own voice, besides the characters present (HER's environment turns, a script's narrator, chat roles). */
const ALWAYS_OTHERS = ['Environment', 'Narrator', 'User', 'Player', 'System', 'Assistant', 'Human'];
/** Words of names that name nobody by themselves: "The Miller" is not "The". */
const NOBODY =
  /^(?:the|a|an|of|and|old|young|little|big|great|lord|lady|sir|dame|king|queen|captain|doctor|father|mother|brother|sister|master|mistress|saint|aunt|uncle|miss|mr|mrs|ms|dr|st|van|von|de|del|der|den|da|di|du|la|le|el|al)\.?$/i;

const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const BLANK = /\s*/y;
const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/g;
/** What may stand before a name: what nobody sees, list marks and emphasis, then a quotation mark or bracket. */
const MARKS =
  /[\p{Cf}\p{Default_Ignorable_Code_Point}]{0,16}([*_#>~•\-–]{0,8}[ \t]?[*_]{0,3})(["“”„'‘«[【［(（]?)[*_]{0,3}/uy;
const CLOSERS = '*_"“”\'’»\\]】］)）';
/** "(softly)", between a name and its colon. */
const NOTE = '[(（[【［*][^()（）[\\]【】［］*\\n:：]{1,40}[)）\\]】］*]';
const SUFFIX = new RegExp(
  `([${CLOSERS}]{0,4})[ \\t]{0,2}(?:${NOTE}[*_]{0,3}[ \\t]{0,2})?[*_]{0,3}[${COLONS}]`,
  'y',
);
const SUFFIX_BEGUN = new RegExp(
  `[${CLOSERS}]{0,4}[ \\t]{0,2}(?:${NOTE}[*_]{0,3}[ \\t]{0,2}|${NOTE.slice(0, NOTE.lastIndexOf('{'))}{0,40})?[*_]{0,3}$`,
  'y',
);
const CLOSES: Record<string, RegExp> = {
  '"': /["“”]/,
  '“': /["“”]/,
  '”': /["“”]/,
  '„': /["“”]/,
  "'": /['’]/,
  '‘': /['’]/,
  '«': /»/,
  '[': /[\]】］]/,
  '【': /[\]】］]/,
  '［': /[\]】］]/,
  '(': /[)）]/,
  '（': /[)）]/,
};

/** The words of a name by which someone may be called, whole: "Old Tam Reed" is "Tam" and "Reed". */
export const nameWords = (name: string): string[] => {
  const words = name.trim().split(/\s+/);
  return words.length < 2
    ? []
    : words.filter((word) => /\p{L}.*[\p{L}\p{N}]/u.test(word) && !NOBODY.test(word));
};

type Who = 'own' | 'other';
/** `'more'`: the text so far may still become a name. */
type Match = { who: Who; length: number } | 'more' | null;
export type LinePart = { kind: 'text' | Who; text: string };

/**
 * Finds `Name:` at the start of a line, for this speaker and all others: the whole name or a word of it, in any case, in
 * quotation marks, brackets or emphasis, with a note behind it: `**Mara** (softly):`. Where two bear a name it is this
 * speaker's, unless it is another's whole one.
 */
export class Speakers {
  readonly #labels = new Map<string, Who>();
  readonly #prefixes = new Set<string>();

  /** `isAlone`: nobody else can be meant, not even those who always are. */
  constructor(name: string, others: readonly string[], isAlone = false) {
    this.#add(name, 'own');
    for (const other of [...others, ...(isAlone ? [] : ALWAYS_OTHERS)]) this.#add(other, 'other');
    for (const word of nameWords(name)) this.#add(word, 'own');
    for (const other of others) for (const word of nameWords(other)) this.#add(word, 'other');
  }

  #add(name: string, who: Who): void {
    const label = lower(name.replace(/^[\s*_#>~•\-–]+/, '').trimEnd());
    if (label === '' || this.#labels.has(label)) return;
    this.#labels.set(label, who);
    for (let end = 1; end <= label.length; end++) this.#prefixes.add(label.slice(0, end));
  }

  match(text: string, at: number, isFinal: boolean): Match {
    MARKS.lastIndex = at;
    const [marks, , bracket] = MARKS.exec(text)!;
    const bare = this.#named(text, at, at + marks.length, bracket!, isFinal);
    // Somebody's name may begin with a quotation mark.
    return bare ?? (bracket ? this.#named(text, at, text.indexOf(bracket, at), '', isFinal) : null);
  }

  #named(text: string, at: number, start: number, bracket: string, isFinal: boolean): Match {
    const isMarked = /[*_]/.test(text.slice(at, start));
    let found: Match = null;
    let mayGrow = false;
    let read = '';
    let end = start;
    for (; end < text.length; end++) {
      // Nobody sees a joiner within a name.
      if (read !== '' && INVISIBLE.test(text[end]!)) continue;
      read += text[end]!.toLowerCase();
      if (!this.#prefixes.has(read)) break;
      const who = this.#labels.get(read);
      if (!who) continue;
      let after = end + 1;
      while (INVISIBLE.test(text[after] ?? '')) after++;
      SUFFIX.lastIndex = after;
      const suffix = SUFFIX.exec(text);
      // A quotation that begins with a name goes on behind its colon: "Tom: that is what I heard."
      if (suffix && (bracket === '' || CLOSES[bracket]!.test(suffix[1]!)))
        found = this.#closed(text, at, SUFFIX.lastIndex, who, isMarked && suffix[1] === '', isFinal);
      SUFFIX_BEGUN.lastIndex = after;
      mayGrow ||= SUFFIX_BEGUN.test(text);
    }
    // The longest name wins: "Mara (2):" is not Mara's.
    if (found) return found;
    return !isFinal && (mayGrow || end === text.length) ? 'more' : null;
  }

  /** `**Name:**`: the marks behind the colon belong to it; whether there are any, the next character says. */
  #closed(text: string, at: number, end: number, who: Who, isMarked: boolean, isFinal: boolean) {
    const marks = isMarked && who === 'own' ? /^[*_]{0,3}/.exec(text.slice(end, end + 3))![0].length : 0;
    if (isMarked && who === 'own' && marks < 3 && end + marks === text.length && !isFinal) return 'more';
    return { who, length: end + marks - at };
  }
}

/** Splits a stream of text where a line begins with a speaker's name, holding back only what may still become one. */
export class SpeakerLines {
  readonly #speakers: Speakers;
  #held = '';
  #isAtStart = true;

  constructor(speakers: Speakers) {
    this.#speakers = speakers;
  }

  /** A new stretch of text begins; `flush` has let the old one go. */
  begin(isAtStart: boolean): void {
    this.#isAtStart = isAtStart;
  }

  push(chunk: string): LinePart[] {
    return this.#read(chunk, false);
  }

  /** What was held back. */
  flush(): LinePart[] {
    return this.#read('', true);
  }

  #read(chunk: string, isFinal: boolean): LinePart[] {
    const text = this.#held + chunk;
    const parts: LinePart[] = [];
    this.#held = '';
    let at = 0;
    while (at < text.length) {
      if (this.#isAtStart) {
        const blank = blankAt(text, at);
        if (blank !== '') parts.push({ kind: 'text', text: blank });
        at += blank.length;
        if (at === text.length) break;
        const found = this.#speakers.match(text, at, isFinal);
        if (found === 'more') {
          this.#held = text.slice(at);
          break;
        }
        if (found) {
          parts.push({ kind: found.who, text: text.slice(at, at + found.length) });
          at += found.length;
          this.#isAtStart = found.who === 'own';
          continue;
        }
      }
      LINE_BREAK.lastIndex = at;
      const end = LINE_BREAK.test(text) ? LINE_BREAK.lastIndex : text.length;
      this.#isAtStart = LINE_BREAK.lastIndex > 0 && end === LINE_BREAK.lastIndex;
      parts.push({ kind: 'text', text: text.slice(at, end) });
      at = end;
    }
    return parts;
  }
}

/** Letter by letter, as text is read. */
const lower = (text: string): string =>
  text
    .split('')
    .map((letter) => letter.toLowerCase())
    .join('');

/** The space at `at`. */
export function blankAt(text: string, at: number): string {
  BLANK.lastIndex = at;
  return BLANK.exec(text)![0];
}
