import { stringify } from 'yaml';
import type { Character } from '../../../schemas/card.ts';
import { personaYaml } from '../persona-yaml.ts';

/** The files of a character, by their path in a world's folder. `heads`: first lines for each folder's files, such as a schema's. */
export function characterFiles(
  { slug, persona, lore }: Character,
  heads: { personas: string; lore: string } = { personas: '', lore: '' },
): Map<string, string> {
  return new Map([
    [`personas/${slug}.yaml`, heads.personas + personaYaml(persona)],
    ...lore.map(({ id, entry }) => [`lore/${id}.yaml`, heads.lore + yaml(entry)] as const),
  ]);
}

const yaml = (value: object): string => stringify(value, { lineWidth: 120 });
