import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../schemas/errors.ts';
import { GoldenScene } from '../../schemas/golden-scene.ts';
import type { Content } from '../persona/content.ts';
import { unknownWord } from '../persona/problems.ts';
import { checkYaml, displayPath } from '../persona/yaml-file.ts';

/** A golden scene with its id, the file's name. */
export type NamedScene = GoldenScene & { id: string };

export const ENVIRONMENT = 'Environment';

/**
 * Reads `scenes/*.yaml` of a world, in the order of their names. Throws `bad-content` with every problem of every file, one per line, as
 * `file:line field: …`, or when there is no scene at all.
 */
export async function readScenes({ dir, world, personas }: Content): Promise<NamedScene[]> {
  const folder = path.join(dir, 'scenes');
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new SoliloquyError('bad-content', `${displayPath(folder)} cannot be read: ${cause.message}`, {
      cause,
    });
  });
  const files = names.filter((name) => /\.ya?ml$/.test(name)).toSorted();
  if (files.length === 0)
    throw new SoliloquyError(
      'bad-content',
      `${displayPath(folder)} holds no scenes. Write one as scenes/first-meeting.yaml; docs/lab.md shows how.`,
    );
  const problems: string[] = [];
  const scenes: NamedScene[] = [];
  const slugs = [...personas.keys()];
  for (const name of files) {
    const file = path.join(folder, name);
    const checked = checkYaml(file, await readFile(file, 'utf8'), GoldenScene);
    problems.push(...checked.problems);
    const scene = checked.value;
    if (!scene) continue;
    if (!Object.hasOwn(world.locations, scene.location))
      problems.push(
        checked.problem(
          ['location'],
          unknownWord('the locations', scene.location, Object.keys(world.locations)),
        ),
      );
    for (const slug of Object.keys(scene.characters))
      if (!personas.has(slug))
        problems.push(checked.problem(['characters', slug], unknownWord('the persona files', slug, slugs)));
    const speakers = [...Object.keys(scene.characters), ...Object.keys(scene.guests), ENVIRONMENT];
    for (const [index, { who }] of scene.lines.entries())
      if (!speakers.includes(who))
        problems.push(
          checked.problem(['lines', index, 'who'], unknownWord('those who are there', who, speakers)),
        );
    scenes.push({ ...scene, id: path.basename(name, path.extname(name)) });
  }
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.join('\n'));
  return scenes;
}

/** What somebody in a scene is called: an NPC by the persona's name. */
export const nameIn = ({ personas }: Pick<Content, 'personas'>, who: string): string =>
  personas.get(who)?.persona.name ?? who;
