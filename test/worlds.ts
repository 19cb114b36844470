import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { Persona } from '../schemas/persona.ts';
import type { LoreEntry, World } from '../schemas/world.ts';

export type PersonaInput = z.input<typeof Persona>;
export type WorldInput = z.input<typeof World>;

/** A persona with the least a persona needs. */
export const persona = (name: string, fields: Partial<PersonaInput> = {}): PersonaInput => ({
  name,
  description: `${name}, at a glance.`,
  location: 'tavern',
  profile: `${name} is here for the tests.`,
  personality: 'Plain.',
  background: `${name} was born in the harness.`,
  motivation: [`${name} wants the test to pass.`],
  speechStyle: 'Short sentences.',
  greeting: [`Welcome, says ${name}.`],
  examples: [{ kind: 'small-talk', say: `So it goes, says ${name}.` }],
  ...fields,
});

export type WorldFiles = {
  world?: Partial<WorldInput>;
  personas?: Record<string, PersonaInput>;
  lore?: Record<string, z.input<typeof LoreEntry>>;
};

/** Writes a world to a temporary folder named `testworld` and returns its path. Mara and Tom are in the tavern, Una in the yard. */
export async function writeWorld(files: WorldFiles = {}): Promise<string> {
  const dir = path.join(await mkdtemp(path.join(os.tmpdir(), 'soliloquy-')), 'testworld');
  const world: WorldInput = {
    title: 'Testworld',
    locations: {
      tavern: { name: 'The Tavern', description: 'A room with a fire.' },
      yard: { name: 'The Yard', description: 'Mud.' },
      loft: { name: 'The Loft', description: 'Nobody comes here.' },
    },
    start: 'tavern',
    ...files.world,
  };
  const personas = files.personas ?? {
    mara: persona('Mara'),
    tom: persona('Tom'),
    una: persona('Una', { location: 'yard' }),
  };
  await mkdir(path.join(dir, 'personas'), { recursive: true });
  await mkdir(path.join(dir, 'lore'), { recursive: true });
  await writeFile(path.join(dir, 'world.yaml'), stringify(world));
  for (const [id, body] of Object.entries(personas))
    await writeFile(path.join(dir, 'personas', `${id}.yaml`), stringify(body));
  for (const [id, body] of Object.entries(files.lore ?? {}))
    await writeFile(path.join(dir, 'lore', `${id}.yaml`), stringify(body));
  return dir;
}
