import type { Persona } from '../../../../schemas/persona.ts';
import { nameOf, type Path } from '../personas/fields.ts';

/** The texts of a persona that a prompt holds, each by its place. */
export function placesOf(persona: Persona): { path: Path; name: string }[] {
  const indexes = (list: readonly unknown[]) => list.map((_, index) => index);
  const paths: Path[] = [
    ['description'],
    ['profile'],
    ['personality'],
    ['speechStyle'],
    ['background'],
    ...indexes(persona.motivation).map((index): Path => ['motivation', index]),
    ...indexes(persona.secrets).map((index): Path => ['secrets', index, 'text']),
    ...indexes(persona.taboo).map((index): Path => ['taboo', index, 'topic']),
    ...Object.keys(persona.relationships).map((id): Path => ['relationships', id]),
    ...indexes(persona.examples).flatMap((index): Path[] => [
      ['examples', index, 'say'],
      ['examples', index, 'action'],
    ]),
  ];
  return paths.map((path) => ({ path, name: nameOf(path) }));
}

/** The place that a source of a prompt names: `secrets.0` is that secret's text. */
export const placeFor = (persona: Persona, place: string | undefined): Path | undefined =>
  placesOf(persona).find(({ path }) => path.join('.') === place || path.slice(0, -1).join('.') === place)
    ?.path;
