import type { Subject } from '../../schemas/memory.ts';
import { nameWords } from '../her/speakers.ts';
import { idIn, type Member } from './events.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** Names with a meaning in the prompt. */
const RESERVED = ['Environment', 'Narrator', 'System', 'Assistant'];

/**
 * A name nobody else bears: "Ash (2)". Never an NPC's or a word of one, there or only in the cast, since `Mara:` is Mara
 * Vell's to speak under; nor one with a meaning in the prompt. One by which NPCs remember somebody stays that person's: a
 * prompt tells people apart by name alone. Case and the marks around a name do not tell two apart.
 */
export function freeName(instance: Instance, name: string, player: string): string {
  const npcs = [...instance.npcs.values()];
  const { cast } = instance.parts;
  const names = [...npcs, ...cast.ids.map((id) => cast.member(id)!)].map(({ persona }) => persona.name);
  const others = npcs.flatMap(({ history }) =>
    history.lines
      .filter((line) => line.player !== undefined && line.player !== player)
      .map((line) => line.name),
  );
  // Whoever comes anew while its old seat is still kept, after a reload of its page, is one person.
  const members = [...instance.members.values()]
    .filter((member) => !(member.isAway && member.player === player))
    .map((member) => member.name);
  const taken = new Set(
    [...RESERVED, ...names, ...names.flatMap(nameWords), ...others, ...members].map(bare),
  );
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name} (${count})`;
    if (!taken.has(bare(candidate))) return candidate;
  }
}

/** Who of those present goes by an NPC's name, or by a word of it. */
export function namesakeOf(instance: Instance, name: string): Member | undefined {
  const own = new Set([name, ...nameWords(name)].map(bare));
  return [...instance.members.values()].find((member) => own.has(bare(member.name)));
}

/** What those are called whom `namesOf` leaves out: an NPC that is gone by its id. */
export const unnamed = (subject: Subject): string => (subject.startsWith('npc:') ? idIn(subject) : 'someone');

/** What those are called whom an NPC knows: people as they are, or went by last. Whom nobody knows is left out. */
export async function namesOf(
  { npcs, members, parts, record }: Instance,
  { history }: Npc,
  subjects: Iterable<Subject>,
): Promise<Map<Subject, string>> {
  const players = new Map(
    [...history.lines, ...members.values()].flatMap(({ player, name }) =>
      player === undefined ? [] : [[player, name]],
    ),
  );
  const names = new Map<Subject, string>();
  const gone: string[] = [];
  for (const subject of new Set(subjects)) {
    const id = idIn(subject);
    const isNpc = subject.startsWith('npc:');
    const name = isNpc ? (npcs.get(id) ?? parts.cast.member(id))?.persona.name : players.get(id);
    if (name !== undefined) names.set(subject, name);
    else if (!isNpc) gone.push(id);
  }
  if (gone.length === 0) return names;
  const said = await parts.store.names({ instance: record.id, branch: record.branch, players: gone });
  for (const [player, name] of said) names.set(`player:${player}`, name);
  return names;
}

const bare = (name: string): string =>
  name.toLowerCase().replace(/^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$/gu, '') || name;
