/** Of the generators: one for each run, printed where it fails. `WIRE_SEED` gives a failed one again. */
export const SEED = Number(process.env.WIRE_SEED ?? Date.now() % 2 ** 31);

/** How many times as much is tried: `WIRE_EFFORT=10` for a long night. */
export const EFFORT = Number(process.env.WIRE_EFFORT ?? 1);

export const howToRepeat = (): string => `Repeat it with WIRE_SEED=${SEED}.`;

/** Numbers from 0 up to `limit`, the same for the same seed. */
export function chance(seed: number): (limit: number) => number {
  let state = seed | 0;
  return (limit) => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
