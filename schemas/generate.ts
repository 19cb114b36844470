import { mkdir, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { settings } from './config.ts';
import { GoldenScene } from './golden-scene.ts';
import { HerRecord } from './lab/her-record.ts';
import { ROLLOUT_ROWS } from './lab/rollouts.ts';
import { HER_ROWS, LAYOUT_ROWS, LlamaFactoryInfo } from './lab/training.ts';
import { Persona } from './persona.ts';
import { PrinciplePack } from './principles.ts';
import { LoreEntry, World } from './world.ts';

/** Every schema that is published as JSON Schema, by its file's name in `schemas/generated`. */
const PUBLISHED: { name: string; title: string; schema: z.ZodType }[] = [
  { name: 'persona', title: 'A persona of a Soliloquy world', schema: Persona },
  { name: 'world', title: 'world.yaml of a Soliloquy world', schema: World },
  { name: 'lore', title: 'A lore entry of a Soliloquy world', schema: LoreEntry },
  { name: 'scene', title: 'A golden scene of a Soliloquy world', schema: GoldenScene },
  {
    name: 'principles',
    title: 'Principles by which replies are judged in a Soliloquy world',
    schema: PrinciplePack,
  },
];

/** Every schema of training data, by its file's name in `schemas/generated/lab`. */
const TRAINING: typeof PUBLISHED = [
  {
    name: 'her_full.schema',
    title: 'A conversation in a data set of Soliloquy, as a full record of HER',
    schema: HerRecord,
  },
  ...Object.entries(HER_ROWS).map(([name, schema]) => ({
    name: `${name}.schema`,
    title: `A row of ${name} in a data set of Soliloquy`,
    schema,
  })),
  ...Object.entries(LAYOUT_ROWS).flatMap(([layout, forms]) =>
    Object.entries(forms).map(([form, schema]) => ({
      name: `${layout}-${form}.schema`,
      title: `A row of ${form} for ${layout} in a data set of Soliloquy`,
      schema,
    })),
  ),
  ...Object.entries(ROLLOUT_ROWS).map(([name, schema]) => ({
    name: `rollouts-${name}.schema`,
    title: `A row of ${name} of \`soliloquy rollouts\``,
    schema,
  })),
  {
    name: 'llama_factory-dataset_info.schema',
    title: 'dataset_info.json for llama_factory in a data set of Soliloquy',
    schema: LlamaFactoryInfo,
  },
];

/** The JSON Schemas made from zod, as text by file name (`persona.json`): editors complete and check YAML by them. */
export const jsonSchemas = (): Map<string, string> => textsOf(PUBLISHED);

/** Those of what `soliloquy dataset` writes (`sft_multi_turn.schema.json`), each of one row. */
export const trainingSchemas = (): Map<string, string> => textsOf(TRAINING);

function textsOf(schemas: typeof PUBLISHED): Map<string, string> {
  return new Map(
    schemas.map(({ name, title, schema }) => {
      // The draft that the YAML support of every editor knows.
      const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
      const json = { $schema, $id: `urn:soliloquy:${name}`, title, ...rest };
      return [`${name}.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}

/** `docs/settings.md`, made from the settings' descriptions. */
export const settingsPage = (): string =>
  `# Settings

Each is an environment variable or a flag: \`LLM_MODEL=my-model npm start\` is \`npm start -- --llm-model my-model\`. A flag wins. A
wrong value keeps the server from starting and is named with what was expected. \`npm start -- --help\` lists them, too.

| setting | flag | default | what it does |
| --- | --- | --- | --- |
${settings()
  .map(({ name, flag, fallback, choices, description }) =>
    row(
      `\`${name}\``,
      `\`${flag}\``,
      fallback && `\`${fallback}\``,
      [description, choices.length > 0 && `One of ${choices.map((choice) => `\`${choice}\``).join(', ')}.`]
        .filter(Boolean)
        .join(' '),
    ),
  )
  .join('\n')}
`;

const row = (...cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`;

// Run as a command (`npm run schemas`), it writes them.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = new URL('./generated/', import.meta.url);
  await mkdir(new URL('lab/', folder), { recursive: true });
  for (const [file, text] of jsonSchemas()) await writeFile(new URL(file, folder), text);
  for (const [file, text] of trainingSchemas()) await writeFile(new URL(`lab/${file}`, folder), text);
  await writeFile(new URL('../docs/settings.md', import.meta.url), settingsPage());
}
