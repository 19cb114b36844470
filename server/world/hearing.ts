import { addressOf, type Earshot, hears, perceives } from './events.ts';
import type { Instance } from './instance.ts';

/** NPCs by id, players by the opaque id under which NPCs remember them. */
export type Hearers = { npcs: string[]; players: string[] };

/** Who hears what is said within `earshot` now, its speaker included. */
export function hearersOf(instance: Instance, earshot: Earshot): Hearers {
  const { location, whisper, ends } = earshot;
  const { world } = instance;
  const isHearer = (npc: { id: string; location: string }) => {
    const isEnd = (whisper ? ends : ends.slice(0, 1)).includes(`npc:${npc.id}`);
    return isEnd || (!whisper && hears(world, npc.location, location));
  };
  const players = [...instance.members.values()].filter(
    (member) =>
      member.role === 'player' && (perceives(member, earshot, world) || addressOf(member) === ends[0]),
  );
  return {
    npcs: [...instance.npcs.values()].filter(isHearer).map(({ id }) => id),
    players: [...new Set(players.map(({ player }) => player))],
  };
}

/**
 * Who hears a turn under way. Whoever heard any of it perceives its line as a whole: one who left in the midst of it as
 * well as one who came in.
 */
export class Hearing {
  readonly earshot: Earshot;
  readonly #instance: Instance;
  readonly #npcs = new Set<string>();
  readonly #players = new Set<string>();

  constructor(instance: Instance, earshot: Earshot) {
    this.#instance = instance;
    this.earshot = earshot;
  }

  /** Notes who hears it now. */
  note(): void {
    const { npcs, players } = hearersOf(this.#instance, this.earshot);
    for (const id of npcs) this.#npcs.add(id);
    for (const player of players) this.#players.add(player);
  }

  get hearers(): Hearers {
    return { npcs: [...this.#npcs], players: [...this.#players] };
  }
}
