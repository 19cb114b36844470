import type { World } from '../../schemas/world.ts';
import { type FieldPath, unknownWord } from './problems.ts';
import type { CheckedYaml } from './yaml-file.ts';

type Names = { has(id: string): boolean; unknown(id: string): string };

/** What `world.yaml` says wrong about who talks with whom, and where. */
export function talkProblems({ value: world, problem }: CheckedYaml<World>, personas: Names): string[] {
  const places = Object.keys(world?.locations ?? {});
  return Object.entries(world?.talks ?? {}).flatMap(([name, { between, when }]) => {
    const unknown = (ids: readonly string[] = [], ...path: FieldPath): string[] =>
      ids.flatMap((id, index) =>
        personas.has(id) ? [] : [problem(['talks', name, ...path, index], personas.unknown(id))],
      );
    const misplaced = (when.locations ?? []).flatMap((id, index) => {
      if (places.includes(id)) return [];
      const path = ['talks', name, 'when', 'locations', index];
      return [problem(path, unknownWord("the world's locations", id, places))];
    });
    return [...unknown(between, 'between'), ...unknown(when.present, 'when', 'present'), ...misplaced];
  });
}
