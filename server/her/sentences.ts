const TERMINATOR = /[.!?…。！？｡\n]/g;
const RUN = /[.!?…。！？｡]+["'”’»)\]」』）】*]*/y;
const WIDE = /[。！？｡]/;
/** Words that a full stop shortens and that hardly ever end a sentence. */
const ABBREVIATION =
  /(?:^|[\s("'“‘])(?:mr|mrs|ms|mx|dr|prof|st|sr|jr|mt|capt|lt|sgt|cpl|gen|rev|hon|messrs|mme|mlle|vs|cf|approx|e\.g|i\.e)\.$/iu;
/** "J. Harl"; "I." may end a sentence. */
const INITIAL = /(?:^|[\s.("'“‘])(?!I)\p{Lu}\.$/u;
const ORDINAL = /^\s*\d{1,3}\.$/;
/** Longer runs of marks than this are not waited for. */
const MAX_RUN = 64;

/**
 * Cuts spoken text into whole sentences for a voice. Knows abbreviations, initials, decimals, ellipses that go on, closing
 * quotes, CJK full stops and line breaks. All but space is kept, and the sentences do not depend on how the text was cut.
 */
export class SentenceSplitter {
  #buffer = '';
  #at = 0;

  /** The sentences that are whole by now, trimmed. */
  push(text: string): string[] {
    this.#buffer += text;
    return this.#cut(false);
  }

  /** What is left, as the last sentence. */
  end(): string[] {
    const sentences = this.#cut(true);
    const rest = this.#buffer.trim();
    this.#buffer = '';
    this.#at = 0;
    return rest === '' ? sentences : [...sentences, rest];
  }

  #cut(isFinal: boolean): string[] {
    const sentences: string[] = [];
    let from = 0;
    for (;;) {
      TERMINATOR.lastIndex = this.#at;
      const found = TERMINATOR.exec(this.#buffer);
      if (!found) {
        this.#at = this.#buffer.length;
        break;
      }
      this.#at = found.index;
      const end = this.#endAt(found.index, from, isFinal);
      if (end === 'more') break;
      this.#at = Math.abs(end);
      if (end < 0) continue;
      const sentence = this.#buffer.slice(from, end).trim();
      from = end;
      if (sentence !== '') sentences.push(sentence);
    }
    this.#buffer = this.#buffer.slice(from);
    this.#at -= from;
    return sentences;
  }

  /** Where the sentence with a mark at `at` ends; negative: it goes on there; `'more'`: the next characters decide. */
  #endAt(at: number, from: number, isFinal: boolean): number | 'more' {
    const text = this.#buffer;
    if (text[at] === '\n') return at + 1;
    RUN.lastIndex = at;
    const run = RUN.exec(text)![0];
    const end = at + run.length;
    if (run.length > MAX_RUN) return -(at + MAX_RUN);
    if (end === text.length) return isFinal ? end : 'more';
    if (WIDE.test(run)) return end;
    if (!/\s/.test(text[end]!)) return -end;
    const follows = /\S/.exec(text.slice(end, end + MAX_RUN))?.[0];
    if (follows === undefined && !isFinal && text.length < end + MAX_RUN) return 'more';
    if (follows === undefined) return end;
    if (run === '.' && this.#isShortened(from, end, follows)) return -end;
    // "Stop!" he said. Well… perhaps.
    const goesOn = /\p{Ll}/u.test(follows) && !/^[.!?]$/.test(run);
    return goesOn ? -end : end;
  }

  #isShortened(from: number, end: number, follows: string): boolean {
    const text = this.#buffer.slice(Math.max(from, end - 24), end);
    if (ABBREVIATION.test(text) || INITIAL.test(text)) return true;
    if (end - from < 8 && ORDINAL.test(this.#buffer.slice(from, end))) return true;
    // "at 5 p.m. sharp", "the U.S. army"
    return /\p{L}\.\p{L}\.$/u.test(text) && /[\p{Ll}\d]/u.test(follows);
  }
}
