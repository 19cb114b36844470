import MiniSearch from 'minisearch';
import type { Line } from '../../schemas/record.ts';
import type { Told } from '../../schemas/scene.ts';
import { summarise } from './summary.ts';
import { STOP_WORDS, stem } from './words.ts';

/** Lines an NPC has at hand; what is older stays in the record alone. */
export const KEPT_LINES = 1000;
/** So many more may gather before the oldest go, all at once. */
const SLACK_LINES = 100;

export type HistoryOptions = {
  /** How much of the talk stands word for word in the prompt, in tokens. */
  budgetTokens: number;
  countTokens(text: string): number;
  /** How many older lines are recalled for a new one at most. */
  recall?: number;
};

/** What an NPC has at hand of a talk: the last lines, what older ones came to, and older lines that bear on the last. */
export type Recollection = { lines: Line[]; summary: Told[]; recalled: Line[] };

/**
 * What one NPC perceived, oldest first. The last lines stay whole within the budget; when they outgrow it the window
 * moves on to half of it at once, so that the prompt's stable part changes in large steps only. Older lines are
 * summarised by extraction and recalled by relevance (BM25).
 */
export class History {
  readonly #options: Required<HistoryOptions>;
  #lines: Line[] = [];
  /** Lines that have gone: the index knows a line by its number, which is its place among all there ever were. */
  #gone = 0;
  /** Where the window begins. */
  #start = 0;
  #tokens = 0;
  /** Undefined until it is asked for. */
  #summary: Told[] | undefined;
  #older = olderIndex();

  constructor(options: HistoryOptions) {
    this.#options = { recall: 3, ...options };
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** The number of the last line that stands in the window no more; 0 while all do. */
  get leftBehind(): number {
    return this.#lines[this.#start - 1]?.seq ?? 0;
  }

  /** Adds what was just perceived. */
  add(line: Line): void {
    this.#lines.push(line);
    this.#tokens += this.#cost(line);
    if (this.#tokens > this.#options.budgetTokens) this.#moveOn();
    if (this.#lines.length >= KEPT_LINES + SLACK_LINES) this.#forgetOldest(SLACK_LINES);
  }

  /** Starts over with these lines: at load, and after an edit, a deletion or a loaded game. */
  reset(lines: readonly Line[]): void {
    this.#lines = [];
    this.#gone = 0;
    this.#start = 0;
    this.#tokens = 0;
    this.#summary = undefined;
    this.#older = olderIndex();
    for (const line of lines) this.add(line);
  }

  /** What bears on `query`, the words to be answered. */
  recollect(query: string): Recollection {
    const found = this.#older
      .search(query)
      .slice(0, this.#options.recall)
      .map((hit) => this.#lines[(hit.id as number) - this.#gone])
      .filter((line) => line !== undefined);
    this.#summary ??= summarise(this.#lines.slice(0, this.#start));
    return {
      lines: this.#lines.slice(this.#start),
      summary: this.#summary,
      recalled: found.sort((a, b) => a.seq - b.seq),
    };
  }

  #moveOn(): void {
    const last = this.#lines.length - 1;
    while (this.#start < last && this.#tokens > this.#options.budgetTokens / 2) this.#leaveBehind();
  }

  /** Moves the window past its first line. */
  #leaveBehind(): void {
    const line = this.#lines[this.#start]!;
    this.#tokens -= this.#cost(line);
    this.#older.add({ id: this.#gone + this.#start, text: textOf(line) });
    this.#start += 1;
    this.#summary = undefined;
  }

  #forgetOldest(count: number): void {
    while (this.#start < count) this.#leaveBehind();
    for (const line of this.#lines.splice(0, count)) {
      this.#older.remove({ id: this.#gone, text: textOf(line) });
      this.#gone += 1;
    }
    this.#start -= count;
    this.#summary = undefined;
  }

  #cost(line: Line): number {
    return this.#options.countTokens(`${line.name}: ${textOf(line)}`);
  }
}

const textOf = (line: Line): string =>
  line.spans
    .filter((span) => span.layer !== 'system_thinking')
    .map((span) => span.text)
    .join(' ');

const olderIndex = () =>
  new MiniSearch<{ id: number; text: string }>({
    fields: ['text'],
    processTerm: (term) => {
      const word = term.toLowerCase();
      return STOP_WORDS.has(word) ? null : stem(word);
    },
    searchOptions: { prefix: (term) => term.length > 4 },
  });
