import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { type Principle, PrinciplePack } from '../../../schemas/principles.ts';
import { loadContent } from '../../persona/content.ts';
import { unknownWord } from '../../persona/problems.ts';
import { type CheckedYaml, checkYaml, displayPath } from '../../persona/yaml-file.ts';
import { textsIn } from '../world-files.ts';
import { STARTER } from './starter.ts';

/** The principles that hold in a world. */
export type Principles = {
  /** For an NPC by its slug; for one that has no file, those of the world. */
  of(npc: string): readonly Principle[];
};

/** The folder of principles in a world's. */
export const PRINCIPLES = 'principles';

/** The file of the world's own principles; every other is named for an NPC. */
export const WORLD_FILE = 'world';

/** Soliloquy's own, for whoever has no world. */
export const starterPrinciples: Principles = { of: () => STARTER };

/**
 * Reads `principles/*.yaml` of a world's folder, for these NPCs; without any the starter pack holds. `drafts`: texts that take the place of
 * files, by their ids. Throws `bad-content` with every problem of every file, one per line, as `file:line field: …`.
 */
export async function readPrinciples(
  worldDir: string,
  npcs: readonly string[],
  drafts: ReadonlyMap<string, string> = new Map(),
): Promise<Principles> {
  const problems: string[] = [];
  const packs = new Map<string, CheckedYaml<PrinciplePack>>();
  for (const { id, file, text } of await textsIn(path.join(worldDir, PRINCIPLES), drafts)) {
    const checked = checkYaml(file, text, PrinciplePack);
    problems.push(...checked.problems);
    if (id !== WORLD_FILE && !npcs.includes(id))
      problems.push(
        `${displayPath(file)}: ${unknownWord('world and the persona files', id, [WORLD_FILE, ...npcs])}`,
      );
    packs.set(id, checked);
  }
  const world = applied(STARTER, packs.get(WORLD_FILE), problems, true);
  const own = new Map(
    [...packs]
      .filter(([id]) => id !== WORLD_FILE)
      .map(([id, checked]) => [id, applied(world, checked, problems, false)]),
  );
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.join('\n'));
  return { of: (npc) => own.get(npc) ?? world };
}

/** A file to begin with: all of the starter pack, to be edited. */
export const starterYaml = (): string =>
  `# Principles by which replies are judged in this world. Delete what does not hold here, change what does, add your own.\n${stringify(
    { starter: false, principles: STARTER },
    { lineWidth: 120 },
  )}`;

/** Writes that file into a world's folder and tells where. Throws `bad-content` when there is one, or no world. */
export async function writeStarter(worldDir: string): Promise<string> {
  const { dir } = await loadContent(worldDir);
  const file = path.join(dir, PRINCIPLES, `${WORLD_FILE}.yaml`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, starterYaml(), { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    const reason =
      cause.code === 'EEXIST'
        ? 'is there already; nothing was written'
        : `cannot be written: ${cause.message}`;
    throw new SoliloquyError('bad-content', `${displayPath(file)} ${reason}.`, { cause });
  });
  return displayPath(file);
}

/** A pack over what holds already. Negative ones come first, always. */
function applied(
  base: readonly Principle[],
  checked: CheckedYaml<PrinciplePack> | undefined,
  problems: string[],
  isWorld: boolean,
): readonly Principle[] {
  const pack = checked?.value;
  if (!checked || !pack) return base;
  if (!isWorld && !pack.starter)
    problems.push(
      checked.problem(['starter'], 'expected it in world.yaml alone; take out single ones by `without`'),
    );
  const known = pack.starter ? base : [];
  for (const [index, name] of pack.without.entries())
    if (!known.some((principle) => principle.name === name))
      problems.push(
        checked.problem(
          ['without', index],
          unknownWord(
            'the principles that hold here',
            name,
            known.map((principle) => principle.name),
          ),
        ),
      );
  const own = new Map<string, Principle>();
  for (const [index, principle] of pack.principles.entries()) {
    if (own.has(principle.name))
      problems.push(checked.problem(['principles', index, 'name'], 'expected every name once'));
    own.set(principle.name, principle);
  }
  const all = [
    ...known
      .filter(({ name }) => !pack.without.includes(name))
      .map((principle) => own.get(principle.name) ?? principle),
    ...pack.principles.filter(({ name }) => !known.some((principle) => principle.name === name)),
  ];
  return [
    ...all.filter(({ polarity }) => polarity === 'negative'),
    ...all.filter(({ polarity }) => polarity === 'positive'),
  ];
}
