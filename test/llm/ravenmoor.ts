import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Persona } from '../../schemas/persona.ts';
import type { Scene } from '../../schemas/scene.ts';
import { type Lore, LoreEntry, World } from '../../schemas/world.ts';
import type { Setting } from './builtin-scene.ts';

const folder = join(import.meta.dirname, '../../worlds/ravenmoor');

const read = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));
const filesIn = (name: string): { id: string; content: unknown }[] =>
  readdirSync(join(folder, name))
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ id: file.replace(/\.yaml$/, ''), content: read(join(name, file)) }));

const world = World.parse(read('world.yaml'));
const cast = filesIn('personas').map(({ id, content }) => ({ id, persona: Persona.parse(content) }));
const lore: Lore[] = filesIn('lore').map(({ id, content }) => ({ ...LoreEntry.parse(content), id }));

/** Everybody in the sample world, each where they are when it starts. */
export const ravenmoor: Setting[] = cast.map(({ id, persona }) => ({
  npc: id,
  persona,
  knowledge: lore.filter(({ knownBy }) => knownBy?.includes(id) ?? true),
  others: cast
    .filter((other) => other.id !== id)
    .map((other) => ({
      id: `npc:${other.id}`,
      name: other.persona.name,
      description: other.persona.description,
      ...(other.persona.location !== persona.location && {
        place: world.locations[other.persona.location]!.name,
      }),
      ...(persona.relationships[other.id] && { relationship: persona.relationships[other.id]! }),
    })),
}));

export const inRavenmoor = (npc: string): Setting => ravenmoor.find((setting) => setting.npc === npc)!;

/** What of a scene is the sample world's own. */
export function surroundingsOf({ persona }: Setting): Partial<Scene> {
  const { name, description } = world.locations[persona.location]!;
  return {
    world: { title: world.title, description: world.description, language: world.language },
    location: { id: persona.location, name, description },
    facts: world.facts,
  };
}
