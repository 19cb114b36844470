import type { When } from '../../schemas/when.ts';
import { minutesOf } from './clock.ts';
import type { Instance } from './instance.ts';

/** What of the live world conditions ask for. */
export type Circumstances = Pick<Instance, 'clock' | 'weather' | 'facts' | 'npcsAt'>;

/** Whether a condition holds at a place now. */
export function holds(
  { locations, time, weather, facts, present }: When,
  world: Circumstances,
  location: string,
): boolean {
  if (locations && !locations.includes(location)) return false;
  if (time && !isBetween(world.clock.minuteOfDay, time)) return false;
  const now = world.weather.toLowerCase();
  if (weather && !weather.some((word) => now.includes(word.toLowerCase()))) return false;
  if (facts && !Object.entries(facts).every(([key, wanted]) => fits(world.facts.get(key), wanted)))
    return false;
  if (!present) return true;
  const there = new Set(world.npcsAt(location).map(({ id }) => id));
  return present.every((id) => there.has(id));
}

const fits = (fact: string | undefined, wanted: boolean | string): boolean =>
  typeof wanted === 'boolean' ? (fact !== undefined) === wanted : fact === wanted;

/** From one time up to the other, which is the next day's where it is earlier. */
function isBetween(minute: number | undefined, { from, to }: { from: string; to: string }): boolean {
  if (minute === undefined) return false;
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
}
