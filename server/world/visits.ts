/** A visit to a place is over when one has been away for this long, in milliseconds. */
const AWAY_MS = 5 * 60_000;
/** Of how many visits it is known that somebody was greeted; those of long ago go first. */
const KEPT_GREETINGS = 10_000;

/** Who was where of late, in real time: one who paces in and out is on one visit. Outlives no restart. */
export class Visits {
  readonly #now: () => number;
  /** When a person was last seen at a place, longest ago first. */
  readonly #seen = new Map<string, number>();
  /** The visits, by their last one to each place, on which a person needs no greeting any more. */
  readonly #greeted = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a person who comes to a place now begins a visit. */
  isNew(player: string, location: string): boolean {
    return this.#now() - (this.#seen.get(keyOf(player, location)) ?? Number.NEGATIVE_INFINITY) > AWAY_MS;
  }

  /** A person begins a visit to a place, where nobody has greeted it yet. */
  begin(player: string, location: string): void {
    this.#greeted.delete(keyOf(player, location));
  }

  /** Whether a person has been greeted at a place, or has spoken there, on this visit. */
  wasGreeted(player: string, location: string): boolean {
    return this.#greeted.has(keyOf(player, location));
  }

  /** Notes that a person needs no greeting any more on this visit to a place. */
  noteGreeting(player: string, location: string): void {
    this.#greeted.add(keyOf(player, location));
    if (this.#greeted.size > KEPT_GREETINGS) this.#greeted.delete(this.#greeted.values().next().value!);
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
