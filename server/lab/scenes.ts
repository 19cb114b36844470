import path from 'node:path';
import { SoliloquyError } from '../../schemas/errors.ts';
import { GoldenScene } from '../../schemas/golden-scene.ts';
import type { Content } from '../persona/content.ts';
import { unknownWord } from '../persona/problems.ts';
import { checkYaml, displayPath } from '../persona/yaml-file.ts';
import { textsIn } from './world-files.ts';

/** A golden scene with its id, the file's name. */
export type NamedScene = GoldenScene & { id: string };

/** Their folder in a world's. */
export const SCENES = 'scenes';
export const ENVIRONMENT = 'Environment';

/**
 * Reads `scenes/*.yaml` of a world, in the order of their names. `drafts`: texts that take the place of files, by their ids. Throws
 * `bad-content` with every problem of every file, one per line, as `file:line field: …`, or when there is no scene at all.
 */
export async function readScenes(
  { dir, world, personas }: Pick<Content, 'dir' | 'world' | 'personas'>,
  drafts: ReadonlyMap<string, string> = new Map(),
): Promise<NamedScene[]> {
  const folder = path.join(dir, SCENES);
  const files = await textsIn(folder, drafts);
  if (files.length === 0)
    throw new SoliloquyError(
      'bad-content',
      `${displayPath(folder)} holds no scenes. Write one as scenes/first-meeting.yaml; docs/lab.md shows how.`,
    );
  const problems: string[] = [];
  const scenes: NamedScene[] = [];
  const slugs = [...personas.keys()];
  for (const { id, file, text } of files) {
    const checked = checkYaml(file, text, GoldenScene);
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
    scenes.push({ ...scene, id });
  }
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.join('\n'));
  return scenes;
}

/** What somebody in a scene is called: an NPC by the persona's name. */
export const nameIn = ({ personas }: Pick<Content, 'personas'>, who: string): string =>
  personas.get(who)?.persona.name ?? who;
