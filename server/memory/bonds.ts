import type { Bond } from '../../schemas/bond.ts';

/** Among people who have never met. */
export const STRANGERS: Bond = { trust: 0, affinity: 0, familiarity: 0 };

/** A bond after a change: what is near an end moves less towards it, and nothing leaves its bounds. */
export const moved = (bond: Bond, delta: Bond): Bond => ({
  trust: nudged(bond.trust, delta.trust),
  affinity: nudged(bond.affinity, delta.affinity),
  familiarity: rounded(Math.min(1, Math.max(0, bond.familiarity + delta.familiarity))),
});

const nudged = (value: number, delta: number): number => {
  const room = value * delta > 0 ? 1 - Math.abs(value) : 1;
  return rounded(Math.min(1, Math.max(-1, value + delta * room)));
};

/** To four places, so that what is kept reads well; never -0. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000 + 0;

/** How much better one exchange has two know each other: 0.05 between strangers, 0.02 between intimates. */
export const acquaintance = ({ familiarity }: Bond): number => 0.05 - 0.03 * familiarity;

/** How familiar somebody is whom a persona's file speaks of. */
const KNOWN = 0.5;

/** The bond with one of whom a persona's file says something that sounds as good as `tone`, -1 to 1. */
export const authoredBond = (tone: number): Bond => ({
  trust: rounded(tone * 0.2),
  affinity: rounded(tone * 0.4),
  familiarity: KNOWN,
});

/** From which degree on which words hold, strongest first; `$` is the other's name. */
type Words = readonly (readonly [number, string])[];

const FAMILIARITY: Words = [
  [0.7, 'knows $ well'],
  [0.4, 'has known $ for some time'],
  [0.15, 'is getting to know $'],
];
const LIKING: Words = [
  [0.6, 'is very fond of $'],
  [0.3, 'likes $'],
  [0.08, 'rather likes $'],
];
const DISLIKING: Words = [
  [0.6, 'cannot stand $'],
  [0.3, 'dislikes $'],
  [0.08, 'is cool towards $'],
];
const TRUST: Words = [
  [0.6, 'trusts $ fully'],
  [0.3, 'trusts $'],
  [0.08, 'is beginning to trust $'],
];
const DISTRUST: Words = [
  [0.6, 'does not trust $ at all'],
  [0.3, 'distrusts $'],
  [0.08, 'is a little wary of $'],
];

/** What an NPC feels for somebody, in one sentence without numbers; '' where that is nothing worth saying. */
export function bondWords(name: string, other: string, { trust, affinity, familiarity }: Bond): string {
  const liking = wordsFor(affinity, LIKING, DISLIKING);
  const trusting = wordsFor(trust, TRUST, DISTRUST) ?? (affinity >= 0.3 ? 'does not trust $ yet' : undefined);
  const feelings = [liking, trusting].filter((words) => words !== undefined);
  const knowing = wordsFor(familiarity, FAMILIARITY) ?? (feelings.length > 0 ? 'hardly knows $' : undefined);
  if (!knowing) return '';
  const isTorn = liking !== undefined && affinity * trust < 0;
  const felt = feelings.join(isTorn ? ' but ' : ' and ');
  const joint = felt === '' ? '' : feelings.length > 1 ? ', ' : ' and ';
  return `${name} ${knowing}${joint}${felt}.`.replaceAll('$', () => other);
}

function wordsFor(degree: number, above: Words, below: Words = []): string | undefined {
  const words = degree < 0 ? below : above;
  return words.find(([least]) => Math.abs(degree) >= least)?.[1];
}
