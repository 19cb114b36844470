import type { Instance } from './instance.ts';

/**
 * A name nobody else bears: "Ash (2)"; never an NPC's, nor one with a meaning in the prompt. One by which NPCs remember
 * somebody stays that person's: a prompt tells people apart by name alone.
 */
export function freeName(instance: Instance, name: string, player: string): string {
  const taken = new Set(['environment', 'narrator']);
  for (const { persona, history } of instance.npcs.values()) {
    taken.add(persona.name.toLowerCase());
    for (const line of history.lines)
      if (line.player !== undefined && line.player !== player) taken.add(line.name.toLowerCase());
  }
  for (const member of instance.members.values()) taken.add(member.name.toLowerCase());
  const plain = name.normalize('NFKC').replaceAll(/\s+/g, ' ');
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? plain : `${plain} (${count})`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
