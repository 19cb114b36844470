import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Persona } from './persona.ts';
import { LoreEntry, World } from './world.ts';

/** Every schema that is published as JSON Schema, by its file's name in `schemas/generated`. */
const PUBLISHED: { name: string; title: string; schema: z.ZodType }[] = [
  { name: 'persona', title: 'A persona of a Soliloquy world', schema: Persona },
  { name: 'world', title: 'world.yaml of a Soliloquy world', schema: World },
  { name: 'lore', title: 'A lore entry of a Soliloquy world', schema: LoreEntry },
];

/** The JSON Schemas made from zod, as text by file name (`persona.json`): editors complete and check YAML by them. */
export function jsonSchemas(): Map<string, string> {
  return new Map(
    PUBLISHED.map(({ name, title, schema }) => {
      // The draft that the YAML support of every editor knows.
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
      const json = { $schema, $id: `urn:soliloquy:${name}`, title, ...rest };
      return [`${name}.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

// Run as a command (`npm run schemas`), it writes the files.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = new URL('./generated/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [file, text] of jsonSchemas()) await writeFile(new URL(file, folder), text);
}
