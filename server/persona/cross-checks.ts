import type { Persona } from '../../schemas/persona.ts';
import type { When } from '../../schemas/when.ts';
import { describe, type FieldPath, type Finding, unknownWord } from './problems.ts';

/** Names that prompts use for somebody else than a character. */
const RESERVED_NAMES = ['environment', 'narrator', 'user', 'player', 'system', 'assistant'];

/** What a persona is checked against. */
export type Surroundings = {
  /** The world's locations by id; undefined where the world's file cannot be read. */
  locations: object | undefined;
  /** `unknown` words that there is no such persona. */
  personas: { has(id: string): boolean; unknown(id: string): string };
  /** What the message calls the one that has this name already. */
  holderOf(name: string): string | undefined;
};

/** A name as it is compared with others. */
export const comparedName = (name: string): string =>
  name.normalize('NFKC').replaceAll(/\s+/g, ' ').toLowerCase();

/** What a persona says wrong about its world and the others in it. */
export function personaFindings(
  persona: Persona,
  { locations, personas, holderOf }: Surroundings,
): Finding[] {
  const findings: Finding[] = [];
  const name = comparedName(persona.name);
  const holder = holderOf(name);
  if (RESERVED_NAMES.includes(name))
    findings.push({
      path: ['name'],
      message: `expected a character's name, got ${describe(persona.name)}, which prompts use for others`,
    });
  else if (holder !== undefined)
    findings.push({
      path: ['name'],
      message: `expected a name of its own, got ${describe(persona.name)}, which is taken by ${holder}`,
    });
  if (locations && !Object.hasOwn(locations, persona.location))
    findings.push({
      path: ['location'],
      message: unknownWord("the world's locations", persona.location, Object.keys(locations)),
    });
  for (const other of Object.keys(persona.relationships))
    if (!personas.has(other))
      findings.push({ path: ['relationships', other], message: personas.unknown(other) });
  return findings;
}

/** Which of these places there are not; none where the world's cannot be read. `path`: the list's. */
export function placeFindings(
  places: readonly string[],
  locations: object | undefined,
  path: FieldPath,
): Finding[] {
  const known = Object.keys(locations ?? {});
  return places.flatMap((id, index) =>
    locations && !known.includes(id)
      ? [{ path: [...path, index], message: unknownWord("the world's locations", id, known) }]
      : [],
  );
}

/** What a condition says wrong about the world: places and NPCs that there are not. */
export function whenFindings(
  { locations: places = [], present = [] }: When,
  { locations, personas }: Omit<Surroundings, 'holderOf'>,
): Finding[] {
  return [
    ...placeFindings(places, locations, ['locations']),
    ...present.flatMap((id, index) =>
      personas.has(id) ? [] : [{ path: ['present', index], message: personas.unknown(id) }],
    ),
  ];
}
