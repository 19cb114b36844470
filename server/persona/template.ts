import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../schemas/errors.ts';
import { jsonSchemas } from '../../schemas/generate.ts';
import { DisplayName, Slug } from '../../schemas/persona.ts';
import { starterFiles } from './template-files.ts';
import { displayPath } from './yaml-file.ts';

/**
 * Writes a small world to start from into a new folder, with the JSON Schemas by which editors complete and check its files
 * (`.schemas/`). Without a title the folder's name becomes one. Throws `bad-content` when the folder exists, or when its name or
 * the title cannot be used.
 */
export async function writeNewWorld(dir: string, title?: string): Promise<void> {
  const root = path.resolve(dir);
  const name = path.basename(root);
  if (!Slug.safeParse(name).success)
    throw new SoliloquyError(
      'bad-content',
      `A world's folder is named in lower-case letters and digits, joined by single hyphens, up to 40 characters, such as my-world; got ${JSON.stringify(name)}.`,
    );
  const titled = DisplayName.safeParse(title ?? titleOf(name));
  if (!titled.success)
    throw new SoliloquyError(
      'bad-content',
      `A title has 1 to 40 characters and no colons, brackets, "<", ">", "|", "=", "*" or line breaks; got ${JSON.stringify(title)}.`,
    );
  try {
    await mkdir(path.dirname(root), { recursive: true });
    await mkdir(root);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const sentence =
      code === 'EEXIST'
        ? `${displayPath(root)} is there already and stays as it is; choose another name.`
        : `${displayPath(root)} cannot be made (${code}).`;
    throw new SoliloquyError('bad-content', sentence, { cause });
  }
  const schemas = [...jsonSchemas()].map(([file, text]) => [`.schemas/${file}`, text] as const);
  for (const [file, text] of [...starterFiles(titled.data), ...schemas]) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), text);
  }
}

/** `my-world` is titled "My World". */
const titleOf = (slug: string): string =>
  slug
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
