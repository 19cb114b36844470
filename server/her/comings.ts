/** Somebody comes to a place, in words; `place`: its name, where others than those there perceive it, too. */
export const comesIn = (name: string, place?: string): string =>
  place === undefined ? `${name} comes in.` : `${name} comes to ${place}.`;

/** Somebody leaves a place, in words. */
export const leaves = (name: string, place?: string): string =>
  place === undefined ? `${name} leaves.` : `${name} leaves ${place}.`;

/**
 * Reads what `comesIn` and `leaves` wrote: `whose` is the same for both of one person and place; `place` is '' where none is
 * named.
 */
export function comingOf(
  text: string,
): { name: string; place: string; whose: string; isIn: boolean } | undefined {
  const [, name = '', verb = '', place = ''] =
    /^(.{1,40}?) (comes in|comes to|leaves)(?: (.{1,40}))?\.$/u.exec(text) ?? [];
  // "comes to" needs a place, "comes in" has none.
  if (name === '' || (verb === 'comes to' && place === '') || (verb === 'comes in' && place !== ''))
    return undefined;
  return { name, place, whose: `${name}\n${place}`, isIn: verb !== 'leaves' };
}
