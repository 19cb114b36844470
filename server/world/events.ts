import type { ServerMessages } from '../../schemas/messages.ts';
import type { Line } from '../../schemas/record.ts';
import type { World } from '../../schemas/world.ts';
import type { TurnEvent } from '../dialogue/turn-events.ts';

export type Role = 'player' | 'game' | 'designer';

/** A client as the world knows it. */
export type Member = {
  /** The session id; `player:<id>` on the wire. */
  readonly id: string;
  readonly role: Role;
  /** The opaque id under which NPCs remember this person. */
  readonly player: string;
  readonly name: string;
  /** Null for one who watches from outside: the game, a designer without a place. */
  location: string | null;
  /** False until a player has chosen a place: then it may speak to an NPC elsewhere, and goes there by it. */
  isPlaced: boolean;
  /** Its connection dropped, and it may yet come back. */
  isAway: boolean;
  /** What it says may be exported to train models. */
  readonly hasConsented: boolean;
  /** The NPC it spoke to last. */
  addressed?: string;
};

/**
 * Who may perceive something: those at `location` or where that is heard, or, of a whisper, its two ends alone. `ends`: who speaks, and to whom.
 * A turn's location changes as its NPC is moved.
 */
export type Earshot = {
  location: string | null;
  whisper: boolean;
  ends: readonly string[];
  /** Opaque ids of the persons who perceive it instead, wherever they are: those who perceived what it replaces. */
  players?: readonly string[];
};

/** What is told of a turn as it goes; one that is withdrawn is retracted. */
export type ToldEvent = Exclude<TurnEvent, { kind: 'withdrawn' }>;

/** What the live world tells the room; the room decides who may see it. */
export type InstanceEvent =
  | { kind: 'heard'; line: Line; ref?: string; earshot: Earshot }
  | { kind: 'turn'; event: ToldEvent; earshot: Earshot }
  /** The game is to do something; `to`: the ids of those members who are asked, and nobody else learns of it. */
  | { kind: 'call'; message: ServerMessages['action.call']; to: readonly string[] }
  | { kind: 'retracted'; turn: string }
  /** The past of everybody changed: a game was loaded. */
  | { kind: 'reloaded' }
  /** A member, or, where none is named, an NPC, is elsewhere now: other turns under way may be perceived than before. */
  | { kind: 'moved'; member?: Member }
  /** `isUrgent`: the player should see it within a frame. */
  | { kind: 'changed'; isUrgent: boolean };

export const addressOf = (member: Member): string => `player:${member.id}`;

/** What an address names: `mara` of `npc:mara`. */
export const idIn = (address: string): string => address.slice(address.indexOf(':') + 1);

/** What of a world says who hears whom. */
export type Places = Pick<World, 'locations'>;

/** Whether one at `here` perceives what happens at `there`. */
export const hears = ({ locations }: Places, here: string | null, there: string | null): boolean =>
  here !== null && there !== null && (here === there || (locations[there]?.heardIn.includes(here) ?? false));

/** Whether two can talk with each other: each hears the other. */
export const canTalk = (world: Places, one: string | null, other: string | null): boolean =>
  hears(world, one, other) && hears(world, other, one);

/** Whether a member perceives what happens within `earshot`. The game and designers do everywhere. */
export function perceives(member: Member, earshot: Earshot, world: Places): boolean {
  if (member.role !== 'player') return true;
  if (earshot.players) return earshot.players.includes(member.player);
  if (earshot.whisper) return earshot.ends.includes(addressOf(member));
  return hears(world, member.location, earshot.location);
}
