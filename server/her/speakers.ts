/** What ends a speaker's name: the colon and its look-alikes in other scripts. */
export const COLONS = ':：﹕︓︰∶꞉';
/** Who is never an NPC's own voice, besides the characters present (HER's environment turns, a script's narrator). */
const ALWAYS_OTHERS = ['Environment', 'Narrator', 'User', 'Player', 'user', 'player'];
/** First words that name nobody: "The Miller" is not "The". */
const TITLES =
  /^(?:the|a|an|old|young|little|big|great|lord|lady|sir|king|queen|captain|doctor|father|mother|brother|sister|mr|mrs|ms|dr)\.?$/i;

const MARKS = /[*_#>~•\-–]{0,8}[ \t]?[*_]{0,3}/y;
const SUFFIX = new RegExp(`([*_]{0,3})[ \\t]{0,2}[*_]{0,3}[${COLONS}]`, 'y');
const SUFFIX_BEGUN = /[*_]{0,3}[ \t]{0,2}[*_]{0,3}$/y;
const BLANK = /\s*/y;
const LINE_BREAK = /[\n\r\u0085\u2028\u2029]/g;

type Who = 'own' | 'other';
export type LinePart = { kind: 'text' | Who; text: string };

/** Finds `Name:` where a line begins, for this speaker (whole name or its first word) and for all others. */
class Speakers {
  readonly #labels = new Map<string, Who>();
  readonly #prefixes = new Set<string>();

  constructor(name: string, others: readonly string[]) {
    this.#add(name, 'own');
    for (const other of [...others, ...ALWAYS_OTHERS]) this.#add(other, 'other');
    this.#addFirstWord(name, 'own');
    for (const other of others) this.#addFirstWord(other, 'other');
  }

  #addFirstWord(name: string, who: Who): void {
    const first = name.trim().split(/\s/)[0]!;
    if (first.length > 1 && !TITLES.test(first)) this.#add(first, who);
  }

  #add(name: string, who: Who): void {
    const bare = name.replace(/^[\s*_#>~•\-–]+/, '').trimEnd();
    for (const label of new Set([bare, bare.toUpperCase()])) {
      if (label === '' || this.#labels.has(label)) continue;
      this.#labels.set(label, who);
      for (let end = 1; end <= label.length; end++) this.#prefixes.add(label.slice(0, end));
    }
  }

  match(text: string, at: number, isFinal: boolean): { who: Who; length: number } | 'more' | null {
    MARKS.lastIndex = at;
    const marks = MARKS.exec(text)![0];
    const start = at + marks.length;
    if (start === text.length) return isFinal ? null : 'more';
    let end = start;
    let mayGrow = false;
    while (end < text.length && this.#prefixes.has(text.slice(start, end + 1))) {
      end++;
      const who = this.#labels.get(text.slice(start, end));
      if (!who) continue;
      SUFFIX.lastIndex = end;
      const suffix = SUFFIX.exec(text);
      if (suffix)
        return this.#closed(text, at, end + suffix[0].length, who, marks !== '' && suffix[1] === '', isFinal);
      SUFFIX_BEGUN.lastIndex = end;
      mayGrow ||= SUFFIX_BEGUN.test(text);
    }
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

  constructor(name: string, others: readonly string[]) {
    this.#speakers = new Speakers(name, others);
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
        BLANK.lastIndex = at;
        const blank = BLANK.exec(text)![0];
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
