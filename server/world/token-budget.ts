/** Some of a budget, set aside for a call. */
export type Reservation = {
  /** Sets aside more, or less; false, and nothing is changed, where there is no room for it. */
  resize(tokens: number): boolean;
  /** The call is over, and took this many tokens. They weigh on the budget for a minute more. */
  settle(tokens: number): void;
};

type Entry = { tokens: number /** When it weighs no more; absent while its call goes on. */; until?: number };

const MINUTE_MS = 60_000;

/**
 * Tokens that may be taken within any minute. A call weighs from its begin on until a minute after its end, with what was set
 * aside for it and afterwards with what it took: so no window of a minute holds more than the budget.
 */
export class TokenBudget {
  readonly #perMinute: () => number;
  readonly #now: () => number;
  #entries: Entry[] = [];

  /** `now` in Unix milliseconds. */
  constructor(perMinute: () => number, now: () => number) {
    this.#perMinute = perMinute;
    this.#now = now;
  }

  /** What may be taken now. */
  get left(): number {
    const now = this.#now();
    this.#entries = this.#entries.filter(({ until }) => until === undefined || until > now);
    return this.#perMinute() - this.#entries.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  /** Sets tokens aside for a call; undefined where there are not as many left. */
  reserve(tokens: number): Reservation | undefined {
    if (tokens > this.left) return undefined;
    const entry: Entry = { tokens };
    this.#entries.push(entry);
    return {
      resize: (wanted) => {
        if (wanted - entry.tokens > this.left) return false;
        entry.tokens = wanted;
        return true;
      },
      settle: (taken) => {
        entry.tokens = taken;
        entry.until = taken > 0 ? this.#now() + MINUTE_MS : 0;
      },
    };
  }
}
