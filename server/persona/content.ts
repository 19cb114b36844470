import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { SoliloquyError } from '../../schemas/errors.ts';
import { Persona, Slug } from '../../schemas/persona.ts';
import { type Lore, LoreEntry, World } from '../../schemas/world.ts';
import { type ArgsCheck, checkActions } from './actions.ts';
import { comparedName, personaFindings, placeFindings, whenFindings } from './cross-checks.ts';
import { describe, didYouMean, suffix, unknownWord } from './problems.ts';
import { talkProblems } from './talks.ts';
import { at, type CheckedYaml, checkYaml, displayPath, MAX_FILE_BYTES } from './yaml-file.ts';

/** A world's folder, read and checked. */
export type Content = {
  /** Absolute path of the folder. */
  dir: string;
  /** When its reading began, by `performance.now()`. */
  readAt: number;
  /** The folder's name: the world's id on the wire. */
  name: string;
  world: World;
  /** By id, the file's name. */
  personas: Map<string, PersonaSource>;
  lore: Map<string, Lore>;
  /** What is wrong with a call's arguments, by the action's name. */
  argsChecks: Map<string, ArgsCheck>;
  /** What is no mistake but most likely not meant, one sentence each. */
  warnings: string[];
};

/** A persona's file as it was read: `hash` is the SHA-256 of `text`, in hexadecimal, `file` an absolute path. */
export type PersonaSource = { persona: Persona; hash: string; file: string; text: string };

/** One file of a world as it was found; `checked.value` is absent when it has problems of its own. */
type Source<T> = { id: string; file: string; text: string; hash: string; checked: CheckedYaml<T> };

/**
 * Reads a world's folder: `world.yaml`, `personas/*.yaml`, `lore/*.yaml`. Throws `bad-content`; its message has every problem of
 * every file, one per line, as `file:line field: …`.
 */
export async function loadContent(dir: string): Promise<Content> {
  return (await readContent(dir)).content;
}

/** Like `loadContent`, with the SHA-256 of each file's text by its path within the folder (`personas/mara.yaml`). */
export async function readContent(dir: string): Promise<{ content: Content; hashes: Map<string, string> }> {
  const root = path.resolve(dir);
  const readAt = performance.now();
  await mustBeWorld(root);
  const problems: string[] = [];
  const warnings: string[] = [];
  const name = path.basename(root);
  if (!Slug.safeParse(name).success)
    problems.push(
      `${displayPath(root)}: expected a folder named in lower-case letters and digits, joined by single hyphens, got ${describe(name)}`,
    );

  const world = await readSource('world', path.join(root, 'world.yaml'), World);
  const personas = await readFolder(path.join(root, 'personas'), Persona, problems, warnings);
  const lore = await readFolder(path.join(root, 'lore'), LoreEntry, problems, warnings);

  const known = new KnownPersonas(personas.map(({ id }) => id));
  const actions = checkActions(world.checked, known);
  problems.push(...world.checked.problems, ...placeProblems(world.checked, known), ...actions.problems);
  problems.push(...talkProblems(world.checked, known));
  const names = new Map<string, string>();
  for (const { file, checked } of personas)
    problems.push(...checked.problems, ...personaProblems(file, checked, world.checked.value, known, names));
  for (const { checked } of lore)
    problems.push(...checked.problems, ...loreProblems(checked, world.checked.value, known));
  problems.unshift(...known.missing(path.join(root, 'personas')));
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.join('\n'));

  const content: Content = {
    dir: root,
    readAt,
    name,
    world: world.checked.value!,
    personas: new Map(
      personas.map(({ id, file, text, hash, checked }) => [
        id,
        { persona: checked.value!, hash, file, text },
      ]),
    ),
    lore: new Map(lore.map(({ id, checked }) => [id, { id, ...checked.value! }])),
    argsChecks: actions.checks,
    warnings,
  };
  const hashes = [world, ...personas, ...lore].map(
    ({ file, hash }) => [path.relative(root, file).split(path.sep).join('/'), hash] as const,
  );
  return { content, hashes: new Map(hashes) };
}

async function mustBeWorld(root: string): Promise<void> {
  const shown = displayPath(root);
  const folder = await stat(root).catch(() => undefined);
  if (!folder?.isDirectory())
    throw new SoliloquyError(
      'bad-content',
      `There is no folder ${shown}. To write a new world there: soliloquy new ${shown}`,
    );
  const file = await stat(path.join(root, 'world.yaml')).catch(() => undefined);
  if (!file?.isFile())
    throw new SoliloquyError(
      'bad-content',
      `The folder ${shown} has no world.yaml. Name the folder of a world, or write a new one: soliloquy new my-world`,
    );
}

/** The YAML files of a folder in the order of their names; a folder that is not there has none. */
async function readFolder<T>(
  folder: string,
  schema: z.ZodType<T>,
  problems: string[],
  warnings: string[],
): Promise<Source<T>[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') problems.push(`${displayPath(folder)}: cannot be read (${cause.code})`);
    return [];
  });
  for (const entry of entries)
    if (entry.isDirectory() && !/^[._]/.test(entry.name))
      warnings.push(
        `${displayPath(path.join(folder, entry.name))}: folders in here are not read; move its files up into ${path.basename(folder)}/`,
      );
  const names = entries
    .filter((entry) => (entry.isFile() || entry.isSymbolicLink()) && !/^[.#]/.test(entry.name))
    .map((entry) => entry.name)
    .toSorted();
  const sources: Promise<Source<T>>[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const { name: id, ext } = path.parse(name);
    if (/^\.yml$/i.test(ext))
      problems.push(at(file, 1, 'expected the ending .yaml, got .yml; rename the file'));
    if (ext !== '.yaml') continue;
    if (Slug.safeParse(id).success) sources.push(readSource(id, file, schema));
    else
      problems.push(
        at(
          file,
          1,
          'expected a file named in lower-case letters and digits, joined by single hyphens; rename it',
        ),
      );
  }
  return Promise.all(sources);
}

async function readSource<T>(id: string, file: string, schema: z.ZodType<T>): Promise<Source<T>> {
  const refused = (message: string): Source<T> => {
    const problem: CheckedYaml<T>['problem'] = (field, text) => at(file, 1, text, field);
    return {
      id,
      file,
      text: '',
      hash: '',
      checked: { value: undefined, problems: [at(file, 1, message)], problem },
    };
  };
  try {
    if ((await stat(file)).size > MAX_FILE_BYTES) return refused('expected at most 1 MiB of text');
    const bytes = await readFile(file);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return {
      id,
      file,
      text,
      hash: hashOf(text),
      checked: checkYaml(file, text, schema),
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return refused('expected text in UTF-8; save the file in that encoding');
    return refused(`cannot be read (${code ?? message})`);
  }
}

/** The SHA-256 of a text, in hexadecimal. */
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What `world.yaml` says wrong about its own places and about personas. */
function placeProblems({ value: world, problem }: CheckedYaml<World>, personas: KnownPersonas): string[] {
  if (!world) return [];
  const problems = Object.entries(world.locations).flatMap(([id, { host }]) =>
    host === undefined || personas.has(host)
      ? []
      : [problem(['locations', id, 'host'], personas.unknown(host))],
  );
  for (const [id, { heardIn }] of Object.entries(world.locations))
    for (const { path: field, message } of placeFindings(heardIn, world.locations, [
      'locations',
      id,
      'heardIn',
    ]))
      problems.push(problem(field, message));
  if (!Object.hasOwn(world.locations, world.start))
    problems.push(
      problem(['start'], unknownWord("the world's locations", world.start, Object.keys(world.locations))),
    );
  return problems;
}

/** What a persona's file says wrong about others; `names` collects the names in use, with their files. */
function personaProblems(
  file: string,
  { value: persona, problem }: CheckedYaml<Persona>,
  world: World | undefined,
  personas: KnownPersonas,
  names: Map<string, string>,
): string[] {
  if (!persona) return [];
  const findings = personaFindings(persona, {
    locations: world?.locations,
    personas,
    holderOf: (name) => names.get(name),
  });
  const name = comparedName(persona.name);
  if (!names.has(name)) names.set(name, displayPath(file));
  return findings.map(({ path: field, message }) => problem(field, message));
}

function loreProblems(
  { value: entry, problem }: CheckedYaml<LoreEntry>,
  world: World | undefined,
  personas: KnownPersonas,
): string[] {
  if (!entry) return [];
  const knowers = (entry.knownBy ?? []).flatMap((id, index) =>
    personas.has(id) ? [] : [problem(['knownBy', index], personas.unknown(id))],
  );
  const findings = whenFindings(entry.when ?? {}, { locations: world?.locations, personas });
  return [...knowers, ...findings.map(({ path: field, message }) => problem(['when', ...field], message))];
}

/** The personas that have a file, and how often others are named. */
class KnownPersonas {
  readonly #ids: string[];
  readonly #missing = new Map<string, number>();

  constructor(ids: string[]) {
    this.#ids = ids;
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  /** Words that a file names this persona, which there is not. */
  unknown(id: string): string {
    this.#missing.set(id, (this.#missing.get(id) ?? 0) + 1);
    return unknownWord('the persona files', id, this.#ids);
  }

  /** A persona that several places name was there once: its file was deleted or renamed. */
  missing(folder: string): string[] {
    return [...this.#missing].flatMap(([id, times]) =>
      times === 1
        ? []
        : [
            `${displayPath(folder)}: there is no ${id}.yaml, which ${times} places name; if it was renamed or deleted, change them too${suffix(didYouMean(id, this.#ids))}`,
          ],
    );
  }
}
