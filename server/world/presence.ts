import { SoliloquyError } from '../../schemas/errors.ts';
import type { Line } from '../../schemas/record.ts';
import { addressOf, type Member } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** A member comes in: those there perceive it, and one NPC who is free greets a player, once per visit. */
export async function arrive(instance: Instance, member: Member, location: string): Promise<void> {
  place(instance, member, location);
  if (member.role !== 'player') return;
  await happen(instance, `${member.name} comes in.`, location);
  const free = instance.npcsAt(location).filter((npc) => npc.activity === 'idle');
  const host = free.find((npc) => npc.id === instance.world.locations[location]?.host) ?? free[0];
  if (!host) return;
  instance.refresh(host);
  const past = host.history.lines.filter((line) => line.from === `npc:${host.id}`);
  const said = new Set(past.map((line) => line.spans.map((span) => span.text).join(' ')));
  const fresh = host.persona.greeting.filter((greeting) => !said.has(greeting));
  const greetings = fresh.length > 0 ? fresh : host.persona.greeting;
  const text = greetings[past.length % greetings.length]!;
  await instance.turns.recite(host, [{ span: 0, layer: 'speech', text }], addressOf(member));
}

/** A member has left for good. */
export function leave(instance: Instance, id: string): void {
  instance.members.delete(id);
  instance.actions.left(id);
}

/** Puts a member at a location; it then hears what is under way there. */
export function place(instance: Instance, member: Member, location: string): void {
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

/** Throws `out-of-earshot` where a placed player is elsewhere; one without a place yet may speak to anybody. */
export function assertEarshot(member: Member, npc: Npc): void {
  if (member.role !== 'player' || !member.isPlaced || member.location === npc.location) return;
  throw new SoliloquyError(
    'out-of-earshot',
    `${npc.persona.name} is elsewhere (${npc.location}); move there first.`,
  );
}
