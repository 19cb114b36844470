import { SoliloquyError } from '../../schemas/errors.ts';
import type { Line } from '../../schemas/record.ts';
import { addressOf, type Member } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** A member comes in: where a player's visit begins, those there perceive it, and one NPC who is free greets the player. */
export async function arrive(instance: Instance, member: Member, location: string): Promise<void> {
  const isNew = instance.visits.isNew(member.player, location);
  place(instance, member, location);
  if (member.role !== 'player' || !isNew) return;
  instance.visits.begin(member.player, location);
  await happen(instance, `${member.name} comes in.`, location);
  const free = instance.npcsAt(location).filter((npc) => npc.activity === 'idle');
  const host = free.find((npc) => isHost(instance, npc)) ?? free[0];
  if (host) await greet(instance, host, [member]);
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

/** A member has left for good. */
export function leave(instance: Instance, id: string): void {
  const member = instance.members.get(id);
  if (member?.location) instance.visits.note(member.player, member.location);
  instance.members.delete(id);
  instance.talks.check();
  instance.actions.left(id);
}

/** Puts a member at a location; it then hears what is under way there. */
export function place(instance: Instance, member: Member, location: string): void {
  if (member.location) instance.visits.note(member.player, member.location);
  instance.visits.note(member.player, location);
  member.location = location;
  instance.emit({ kind: 'changed', isUrgent: true });
  instance.turns.moved(member);
}

/** Something happens; those at the place, or the named witnesses, perceive it. */
export async function happen(
  instance: Instance,
  text: string,
  location: string | null,
  witnesses?: string[],
): Promise<Line> {
  const line = instance.record.line({
    kind: 'event',
    from: 'environment',
    name: 'Environment',
    location,
    spans: [{ span: 0, layer: 'role_action', text }],
  });
  if (witnesses) {
    const isWitness = (address: string) =>
      witnesses.includes(address) || witnesses.includes(address.slice(address.indexOf(':') + 1));
    line.npcs = [...instance.npcs.keys()].filter((id) => isWitness(`npc:${id}`));
    line.players = [...instance.members.values()]
      .filter((member) => isWitness(addressOf(member)))
      .map((member) => member.player);
  }
  await instance.record.commit(line);
  return line;
}

/**
 * Throws `out-of-earshot` where a player is elsewhere; but one who has chosen no place yet may speak to anybody, unless only
 * the game moves players.
 */
export function assertEarshot({ world }: Instance, member: Member, npc: Npc): void {
  if (member.role !== 'player' || member.location === npc.location) return;
  if (!member.isPlaced && world.movement !== 'game') return;
  const where = `${npc.persona.name} is elsewhere (${npc.location})`;
  throw new SoliloquyError(
    'out-of-earshot',
    world.movement === 'game' ? `${where}, and only the game moves players.` : `${where}; move there first.`,
  );
}
