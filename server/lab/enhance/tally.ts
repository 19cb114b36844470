/** What became of the items of a stage. `accepted` includes what was repaired; with `fallback` it is all of them. */
export type Tally = {
  items: number;
  accepted: number;
  repaired: number;
  /** Asked a second time. */
  again: number;
  fallback: number;
  /** How often each check failed, whatever became of it. */
  faults: Record<string, number>;
};

export const noTally = (): Tally => ({
  items: 0,
  accepted: 0,
  repaired: 0,
  again: 0,
  fallback: 0,
  faults: {},
});

/** Adds to a tally what another holds. */
export function addTally(to: Tally, more: Tally): void {
  to.items += more.items;
  to.accepted += more.accepted;
  to.repaired += more.repaired;
  to.again += more.again;
  to.fallback += more.fallback;
  for (const [check, count] of Object.entries(more.faults)) addFault(to, check, count);
}

export function addFault(to: Tally, check: string, count = 1): void {
  to.faults[check] = (to.faults[check] ?? 0) + count;
}
