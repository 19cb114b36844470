import type { MemoryList } from '../../../../schemas/console/memories.ts';
import type { WorldView } from '../live/snapshot.ts';

/** Somebody whom a memory can be about. */
export type Person = { value: string; label: string };

/** Whom memories of an NPC are or can be about, by name: those they are about already, then the other NPCs. */
export function peopleOf(
  npc: string,
  { people, names }: Pick<MemoryList, 'people' | 'names'>,
  world: WorldView,
): Person[] {
  const known = new Map([
    ...people.map(({ about, name }): [string, string] => [about, name]),
    ...Object.entries(names),
    ...world.npcs.map(({ id, name }): [string, string] => [`npc:${id}`, name]),
  ]);
  known.delete(`npc:${npc}`);
  return [...known].map(([value, label]) => ({ value, label }));
}
