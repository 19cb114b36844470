import { SoliloquyError } from '../../schemas/errors.ts';
import type { Line } from '../../schemas/record.ts';
import { comesIn, leaves } from '../her/comings.ts';
import { addressOf, canTalk, idIn, type Member } from './events.ts';
import type { Hearers } from './hearing.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/**
 * A member comes to a place: where a player's visit begins, those there perceive it, and one NPC who is free greets the player.
 * Those it leaves behind perceive that.
 */
export async function arrive(instance: Instance, member: Member, location: string): Promise<void> {
  const from = member.location === location ? null : member.location;
  const isNew = instance.visits.isNew(member.player, location);
  place(instance, member, location);
  if (member.role !== 'player') return;
  if (from !== null) await depart(instance, member, from);
  if (!isNew) return;
  instance.visits.begin(member.player, location);
  await happen(instance, comesIn(member.name, nameFor(instance, location)), location);
  const free = instance.npcsAt(location).filter((npc) => npc.activity === 'idle');
  const host = free.find((npc) => isHost(instance, npc)) ?? free[0];
  if (host) await greet(instance, host, [member]);
}

/** A player has left a place: those there perceive it, once a visit, unless the same person is still there by another way. */
async function depart(instance: Instance, { player, name }: Member, location: string): Promise<void> {
  if (!Object.hasOwn(instance.world.locations, location)) return;
  const isHere = [...instance.members.values()].some(
    (other) => other.player === player && other.location === location,
  );
  if (isHere || !instance.visits.end(player, location)) return;
  await happen(instance, leaves(name, nameFor(instance, location)), location);
}

/** An NPC came to a place, left one, or both (null: it came into the world, or is gone): those there perceive it, but not itself. */
export async function relocated(
  instance: Instance,
  npc: Npc,
  from: string | null,
  to: string | null,
): Promise<void> {
  const { visits } = instance;
  const who = `npc:${npc.id}`;
  const { name } = npc.persona;
  const others = { except: npc.id };
  if (from !== null) {
    visits.note(who, from);
    if (Object.hasOwn(instance.world.locations, from) && visits.end(who, from))
      await happen(instance, leaves(name, nameFor(instance, from)), from, others);
  }
  if (to === null) return;
  const isNew = visits.isNew(who, to);
  visits.note(who, to);
  if (!isNew) return;
  visits.begin(who, to);
  await happen(instance, comesIn(name, nameFor(instance, to)), to, others);
}

/** A place's name, where one elsewhere perceives what happens there and would take it for its own place. */
function nameFor({ world }: Instance, location: string): string | undefined {
  const { name, heardIn } = world.locations[location]!;
  return heardIn.length > 0 ? name : undefined;
}

/** An NPC came to a place: if that is the host's, it greets those players there whom nobody has greeted on this visit. */
export async function receive(instance: Instance, npc: Npc): Promise<void> {
  if (!isHost(instance, npc) || npc.activity !== 'idle') return;
  const guests = [...instance.members.values()].filter(
    ({ role, location, isAway, player }) =>
      role === 'player' &&
      location === npc.location &&
      !isAway &&
      !instance.visits.wasGreeted(player, location),
  );
  if (guests.length > 0) await greet(instance, npc, guests);
}

const isHost = ({ world }: Instance, npc: Npc): boolean => world.locations[npc.location]?.host === npc.id;

async function greet(instance: Instance, host: Npc, guests: Member[]): Promise<void> {
  instance.refresh(host);
  for (const { player } of guests) instance.visits.noteGreeting(player, host.location);
  const past = host.history.lines.filter((line) => line.from === `npc:${host.id}`);
  const said = new Set(past.map((line) => line.spans.map((span) => span.text).join(' ')));
  const fresh = host.persona.greeting.filter((greeting) => !said.has(greeting));
  const greetings = fresh.length > 0 ? fresh : host.persona.greeting;
  const text = greetings[past.length % greetings.length]!;
  const to = guests.length === 1 ? addressOf(guests[0]!) : undefined;
  await instance.turns.recite(host, [{ span: 0, layer: 'speech', text }], to);
}

/** A member has left for good; those it leaves behind perceive it. */
export async function leave(instance: Instance, id: string): Promise<void> {
  const member = instance.members.get(id);
  if (member?.location) instance.visits.note(member.player, member.location);
  instance.members.delete(id);
  if (member) instance.bonds.left(member);
  instance.talks.check();
  instance.actions.left(id);
  if (member?.role === 'player' && member.location)
    await instance.change(() => depart(instance, member, member.location!));
}

/** Puts a member at a location, where it then hears what is under way; nobody is told that it left or came. */
export function place(instance: Instance, member: Member, location: string): void {
  if (member.location) instance.visits.note(member.player, member.location);
  instance.visits.note(member.player, location);
  member.location = location;
  instance.emit({ kind: 'changed', isUrgent: true });
  instance.turns.moved(member);
}

type Happening = {
  /** Who perceives it instead of those at the place: addresses or ids. */
  witnesses?: string[] | undefined;
  perceivedBy?: Hearers;
  /** The NPC that does not. */
  except?: string;
  /** Whether the client that has it happen has agreed that it may be exported; of nobody's doing there is nothing to agree to. */
  consent?: boolean;
  /** NPCs whose state is to be kept with it. */
  changed?: Npc[];
};

/** Something happens; those at the place perceive it. */
export async function happen(
  instance: Instance,
  text: string,
  location: string | null,
  { witnesses, perceivedBy, except, consent, changed = [] }: Happening = {},
): Promise<Line> {
  const line = instance.record.line({
    kind: 'event',
    from: 'environment',
    name: 'Environment',
    location,
    spans: [{ span: 0, layer: 'role_action', text }],
    ...perceivedBy,
    ...(consent !== undefined && { consent }),
  });
  if (witnesses) {
    line.npcs = npcsAmong(instance, witnesses).map(({ id }) => id);
    line.players = [...instance.members.values()]
      .filter((member) => names(witnesses, addressOf(member)))
      .map((member) => member.player);
  }
  if (except !== undefined) line.npcs = line.npcs.filter((id) => id !== except);
  await instance.record.commit(line, changed);
  return line;
}

/** The NPCs whom witnesses name, by address or id. */
export const npcsAmong = ({ npcs }: Instance, witnesses: readonly string[]): Npc[] =>
  [...npcs.values()].filter(({ id }) => names(witnesses, `npc:${id}`));

const names = (witnesses: readonly string[], address: string): boolean =>
  witnesses.includes(address) || witnesses.includes(idIn(address));

/**
 * Throws `out-of-earshot` where a player and an NPC do not hear each other, or are too far apart for a whisper; but one who has
 * chosen no place yet may speak to anybody, unless only the game moves players.
 */
export function assertEarshot({ world }: Instance, member: Member, npc: Npc, whisper = false): void {
  if (member.role !== 'player' || member.location === npc.location) return;
  if (!member.isPlaced && world.movement !== 'game') return;
  const isNear = canTalk(world, member.location, npc.location);
  if (isNear && !whisper) return;
  const where = isNear
    ? `${npc.persona.name} hears you from ${npc.location}, but no whisper`
    : `${npc.persona.name} is elsewhere (${npc.location})`;
  throw new SoliloquyError(
    'out-of-earshot',
    world.movement === 'game' ? `${where}, and only the game moves players.` : `${where}; move there first.`,
  );
}
