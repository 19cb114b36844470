import type { World } from '../../schemas/world.ts';
import { type Surroundings, whenFindings } from './cross-checks.ts';
import type { CheckedYaml } from './yaml-file.ts';

/** What `world.yaml` says wrong about who talks with whom, and when. */
export function talkProblems(
  { value: world, problem }: CheckedYaml<World>,
  personas: Surroundings['personas'],
): string[] {
  return Object.entries(world?.talks ?? {}).flatMap(([name, { between, when }]) => {
    const unknown = between.flatMap((id, index) =>
      personas.has(id) ? [] : [problem(['talks', name, 'between', index], personas.unknown(id))],
    );
    const findings = whenFindings(when, { locations: world?.locations, personas });
    return [
      ...unknown,
      ...findings.map(({ path, message }) => problem(['talks', name, 'when', ...path], message)),
    ];
  });
}
