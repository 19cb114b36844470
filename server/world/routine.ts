import { comingOf } from '../her/comings.ts';
import type { Instance } from './instance.ts';
import { isNews } from './news.ts';

/** How a talk of NPCs begins, in words. */
const OPENING = /^It is quiet, and .+ says something to .+, unasked\.$/su;

/**
 * Whether an event is one that the world makes by itself, and makes again and again: somebody comes or goes, NPCs begin to talk,
 * the time of day or the weather changes. `comes`: who came in by it, by name.
 */
export function routineIn(
  { world }: Pick<Instance, 'world'>,
  text: string,
): { isRoutine: boolean; comes?: string } {
  const coming = comingOf(text);
  // "Ash leaves a letter." is no such thing.
  const isPlace = (place: string) => Object.values(world.locations).some(({ name }) => name === place);
  if (coming && (coming.place === '' || isPlace(coming.place)))
    return { isRoutine: true, ...(coming.isIn && { comes: coming.name }) };
  return { isRoutine: OPENING.test(text) || isNews(text) };
}
