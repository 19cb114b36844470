/** A visit to a place is over when one has been away for this long, in milliseconds. */
const AWAY_MS = 5 * 60_000;
/** The game moves an NPC with some purpose; only what comes and goes within moments is one visit. */
const NPC_AWAY_MS = 30_000;
/** Of how many visits it is known that somebody was greeted, or left; those of long ago go first. */
const KEPT = 10_000;

/**
 * Who was where of late, in real time: one who paces in and out is on one visit. Players go by their opaque id, NPCs by their
 * address. Outlives no restart.
 */
export class Visits {
  readonly #now: () => number;
  /** When a person was last seen at a place, longest ago first. */
  readonly #seen = new Map<string, number>();
  /** The visits, by their last one to each place, on which a person needs no greeting any more. */
  readonly #greeted = new Set<string>();
  /** The visits on which a person was seen to leave. */
  readonly #left = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether a person who comes to a place now begins a visit. */
  isNew(who: string, location: string): boolean {
    const awayMs = who.startsWith('npc:') ? NPC_AWAY_MS : AWAY_MS;
    return this.#now() - (this.#seen.get(keyOf(who, location)) ?? Number.NEGATIVE_INFINITY) > awayMs;
  }

  /** A person begins a visit to a place, where nobody has greeted it yet. */
  begin(who: string, location: string): void {
    this.#greeted.delete(keyOf(who, location));
    this.#left.delete(keyOf(who, location));
  }

  /** A person leaves a place: whether that is the first time on this visit. */
  end(who: string, location: string): boolean {
    const key = keyOf(who, location);
    const isFirst = !this.#left.has(key);
    keep(this.#left, key);
    return isFirst;
  }

  /** Whether a person has been greeted at a place, or has spoken there, on this visit. */
  wasGreeted(who: string, location: string): boolean {
    return this.#greeted.has(keyOf(who, location));
  }

  /** Notes that a person needs no greeting any more on this visit to a place. */
  noteGreeting(who: string, location: string): void {
    keep(this.#greeted, keyOf(who, location));
  }

  /** Notes that a person is, or was until now, at a place. */
  note(who: string, location: string): void {
    const now = this.#now();
    const key = keyOf(who, location);
    this.#seen.delete(key);
    this.#seen.set(key, now);
    for (const [each, at] of this.#seen) {
      if (now - at <= AWAY_MS) break;
      this.#seen.delete(each);
    }
  }
}

function keep(keys: Set<string>, key: string): void {
  keys.add(key);
  if (keys.size > KEPT) keys.delete(keys.values().next().value!);
}

const keyOf = (who: string, location: string): string => `${location} ${who}`;
