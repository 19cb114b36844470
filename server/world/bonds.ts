import type { Bond, BondChange } from '../../schemas/bond.ts';
import type { Subject } from '../../schemas/memory.ts';
import type { Line } from '../../schemas/record.ts';
import { authoredBond, bondWords, moved, STRANGERS } from '../memory/bonds.ts';
import { toneOf } from '../memory/lexicon.ts';
import { PASSING } from '../store/bonds.ts';
import { idIn, type Member } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** What changed a bond, and why. */
export type BondCause = Pick<BondChange, 'by' | 'reason' | 'turn'>;

/** What the NPCs of an instance have come to feel for others, in numbers; others are named as in `BondChange`. */
export class Bonds {
  readonly #instance: Instance;
  /** Those that have changed at least once: by NPC, then by other. */
  #standing = new Map<string, Map<string, Bond>>();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Reads what the record says: at start, and after a game was loaded. */
  async restore(): Promise<void> {
    const { record, parts } = this.#instance;
    const here = [...this.#instance.members.values()].map(({ player }) => playerOf(player));
    const kept = await parts.store.standingBonds({ instance: record.id, branch: record.branch, here });
    this.#standing = new Map();
    for (const { npc, other, bond } of kept) this.#of(npc).set(other, bond);
  }

  /** A bond as it stands: one that nothing has changed yet is what the persona's file makes of it. */
  of(npc: Npc, other: string): Bond {
    return this.standing(npc).get(other) ?? this.#first(npc, other);
  }

  /** The bonds of an NPC that have changed at least once, by other. */
  standing({ id }: Npc): ReadonlyMap<string, Bond> {
    return this.#standing.get(id) ?? new Map();
  }

  /** Moves a bond by so much; see `moved`. Resolves once it is kept. */
  apply(npc: Npc, other: string, delta: Bond, cause: BondCause): Promise<void> {
    return this.set(npc, other, moved(this.of(npc, other), delta), cause);
  }

  /** Has a bond be as given. Resolves once it is kept. */
  async set(npc: Npc, other: string, bond: Bond, cause: BondCause): Promise<void> {
    const { record, parts, clock } = this.#instance;
    const own = this.#of(npc.id);
    const before = own.get(other);
    own.set(other, bond);
    const change = { npc: npc.id, other, bond, ...cause, at: parts.now(), time: clock.text };
    await record.keepBonds([change], [npc]).catch((error: unknown) => {
      if (own.get(other) === bond) restoreTo(own, other, before);
      throw error;
    });
    if (this.#hasPassed(other)) own.delete(other);
  }

  /** A person has left for good: the bonds with one who came without an id, and so never returns, are at hand no longer. */
  left({ player }: Member): void {
    const other = playerOf(player);
    if (!this.#hasPassed(other)) return;
    for (const own of this.#standing.values()) own.delete(other);
  }

  #hasPassed(other: string): boolean {
    if (!other.startsWith(PASSING)) return false;
    return ![...this.#instance.members.values()].some(({ player }) => playerOf(player) === other);
  }

  #first(npc: Npc, other: string): Bond {
    const authored = other.startsWith('npc:') ? npc.persona.relationships[idIn(other)] : undefined;
    if (authored === undefined) return STRANGERS;
    return authoredBond(isEnglish(this.#instance, npc) ? toneOf(authored) : 0);
  }

  #of(npc: string): Map<string, Bond> {
    const known = this.#standing.get(npc);
    if (known) return known;
    const made = new Map<string, Bond>();
    this.#standing.set(npc, made);
    return made;
  }
}

function restoreTo(bonds: Map<string, Bond>, other: string, before: Bond | undefined): void {
  if (before) bonds.set(other, before);
  else bonds.delete(other);
}

/** Whether the words of the lexicon are those that are spoken in this world, or by this NPC. */
export const isEnglish = ({ world }: Instance, { persona }: Npc): boolean =>
  /^en(?:g|glish)?\b/i.test((persona.language ?? world.language).trim());

/** Who said a line, as memories and bonds know them; undefined for what merely happened. */
export function speakerOf({ from, player }: Line): Subject | undefined {
  if (player !== undefined) return playerOf(player);
  return from.startsWith('npc:') ? from : undefined;
}

const playerOf = (player: string): string => `player:${player}`;

/** A bond in words, of somebody by their name. */
export type ToldBond = { other: string; text: string };

/** So many bonds stand in a prompt beside that with whom is answered. */
const MAX_TOLD = 5;

/**
 * What an NPC feels for whom it answers and for those around it, in words: only where there is something to say that its
 * persona's file does not say already. `to`: the address it answers; `asked`: the line it answers.
 */
export function toldBonds(
  instance: Instance,
  npc: Npc,
  {
    to,
    asked,
    npcs,
    players,
  }: { to: string | undefined; asked: Line | undefined; npcs: Npc[]; players: Member[] },
): ToldBond[] {
  const standing = instance.bonds.standing(npc);
  const names = new Map<string, string>();
  const answered = to === undefined ? undefined : answeredBy(instance, to, asked);
  if (answered) names.set(answered.other, answered.name);
  const present = [
    ...npcs.map(({ id, persona }) => [`npc:${id}`, persona.name] as const),
    ...players.map(({ player, name }) => [playerOf(player), name] as const),
  ]
    .filter(([other]) => standing.has(other) && !names.has(other))
    .sort(([a], [b]) => weight(standing.get(b)!) - weight(standing.get(a)!))
    .slice(0, MAX_TOLD);
  for (const [other, name] of present) names.set(other, name);
  return [...names]
    .filter(([other]) => standing.has(other))
    .map(([other, name]) => ({ other, text: bondWords(npc.persona.name, name, standing.get(other)!) }))
    .filter(({ text }) => text !== '');
}

const weight = ({ trust, affinity, familiarity }: Bond): number =>
  Math.abs(trust) + Math.abs(affinity) + familiarity;

/** Whom an address names: somebody here, or who asked and has left meanwhile. */
function answeredBy(
  { npcs, members }: Instance,
  to: string,
  asked: Line | undefined,
): { other: string; name: string } | undefined {
  const id = idIn(to);
  if (to.startsWith('npc:')) {
    const npc = npcs.get(id);
    return npc && { other: to, name: npc.persona.name };
  }
  const member = members.get(id);
  if (member) return { other: playerOf(member.player), name: member.name };
  return asked?.from === to && asked.player !== undefined
    ? { other: playerOf(asked.player), name: asked.name }
    : undefined;
}
