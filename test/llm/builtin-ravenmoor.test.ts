import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { Persona } from '../../schemas/persona.ts';
import { type Lore, LoreEntry } from '../../schemas/world.ts';
import { faultsOf, loreScore } from './builtin-checks.ts';
import type { Setting } from './builtin-scene.ts';

const folder = join(import.meta.dirname, '../../worlds/ravenmoor');

const filesIn = (name: string): { id: string; content: unknown }[] =>
  readdirSync(join(folder, name))
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({
      id: file.replace(/\.yaml$/, ''),
      content: parse(readFileSync(join(folder, name, file), 'utf8')),
    }));

const cast = filesIn('personas').map(({ id, content }) => ({ id, persona: Persona.parse(content) }));
const lore: Lore[] = filesIn('lore').map(({ id, content }) => ({ ...LoreEntry.parse(content), id }));

const settings: Setting[] = cast.map(({ id, persona }) => ({
  npc: id,
  persona,
  knowledge: lore.filter(({ knownBy }) => knownBy?.includes(id) ?? true),
  others: cast
    .filter((other) => other.id !== id)
    .map((other) => ({
      id: `npc:${other.id}`,
      name: other.persona.name,
      description: other.persona.description,
      ...(persona.relationships[other.id] && { relationship: persona.relationships[other.id]! }),
    })),
}));

test.each(settings)('$npc of Ravenmoor says no sentence twice in thirty talks', async (setting) => {
  const faults = await faultsOf(setting);

  expect(faults).toEqual([]);
});

test.each(settings)(
  '$npc of Ravenmoor answers questions about lore from the right entry',
  async (setting) => {
    const { asked, right, wrong } = await loreScore(setting);

    expect(right / asked, wrong.join('\n')).toBeGreaterThanOrEqual(0.8);
  },
);
