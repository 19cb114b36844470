/** A visit to a place is over when one has been away for this long, in milliseconds. */
const AWAY_MS = 5 * 60_000;

/** Who was where of late, in real time: one who paces in and out is on one visit. Outlives no restart. */
export class Visits {
  readonly #now: () => number;
  /** When a person was last seen at a place, longest ago first. */
  readonly #seen = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a person who comes to a place now begins a visit. */
  isNew(player: string, location: string): boolean {
    return this.#now() - (this.#seen.get(keyOf(player, location)) ?? Number.NEGATIVE_INFINITY) > AWAY_MS;
  }

  /** Notes that a person is, or was until now, at a place. */
  note(player: string, location: string): void {
    const now = this.#now();
    const key = keyOf(player, location);
    this.#seen.delete(key);
    this.#seen.set(key, now);
    for (const [each, at] of this.#seen) {
      if (now - at <= AWAY_MS) break;
      this.#seen.delete(each);
    }
  }
}

const keyOf = (player: string, location: string): string => `${location} ${player}`;
