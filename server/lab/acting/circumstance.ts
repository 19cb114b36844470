import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Persona } from '../../../schemas/persona.ts';
import { ENVIRONMENT } from '../scenes.ts';

/** A given circumstance: a scene with its characters, and how it went in the book. */
export type Circumstance = {
  /** `book-i_p-i_c`. */
  id: string;
  book: string;
  scenario: string;
  /** What happened before the scene. */
  summary: string;
  characters: ActingCharacter[];
  /** Who speaks, the one who begins first; `Environment` among them. */
  speakers: string[];
  /** Whose fidelity is judged, and among whom a random speaker is drawn. */
  major: string[];
  /** How it went; empty where nobody wrote that down. */
  reference: { name: string; text: string }[];
};

export type ActingCharacter = {
  name: string;
  /** Description in the plot, then the profile. */
  profile: string;
  /** Goals and inner state when the scene starts. */
  motivation: string;
  /** An NPC of a world is played by the built-in model as it is there. */
  npc?: { slug: string; persona: Persona };
};

const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/** Older CoSER files call the motivation `thought`, and the experience `summary`. */
const Person = z.object({
  name: z.string().trim().min(1),
  motivation: Text,
  thought: Text,
  description: Text,
});

const Written = z.object({
  book: z.string().min(1),
  i_p: z.union([z.number(), z.string()]),
  i_c: z.union([z.number(), z.string()]),
  scenario: Text,
  key_characters: z.array(Person).min(1),
  dialogues: z.array(z.object({ character: z.string().trim().min(1), message: z.string() })).default([]),
  speaking_characters_w_env: z
    .array(z.string().trim().min(1))
    .refine(
      (names) => names.some((name) => name !== ENVIRONMENT),
      `expected somebody besides ${ENVIRONMENT}`,
    ),
  major_characters: z.array(z.string().trim().min(1)).optional(),
  plot: z
    .object({ summary: Text, key_characters: z.array(Person).default([]) })
    .default({ summary: '', key_characters: [] }),
  character_profiles: z.record(z.string(), Text).default({}),
});

/**
 * Reads files of given circumstances in CoSER's JSON (a list, one object, or one object a line). Throws `bad-content` with every problem of a
 * file, one per line, as `file, case N (id) field: …`.
 */
export async function readCircumstances(files: readonly string[]): Promise<Circumstance[]> {
  const places = new Map<string, string>();
  const read: Circumstance[] = [];
  for (const file of files) read.push(...circumstancesOf(await textOf(file), file, places));
  return read;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause) => {
    throw new SoliloquyError('bad-content', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
}

/** As `readCircumstances`, from the text of a file. `places`: where each id stands that was read before; those of this file are added. */
export function circumstancesOf(
  text: string,
  file: string,
  places = new Map<string, string>(),
): Circumstance[] {
  const problems: string[] = [];
  const read = casesIn(text, file).flatMap((value, index): Circumstance[] => {
    const checked = Written.safeParse(value);
    const at = `${file}, case ${index + 1}`;
    if (!checked.success) {
      const { book, i_p, i_c } = (value ?? {}) as Record<string, unknown>;
      const named = book === undefined ? at : `${at} (${book}-${i_p}-${i_c})`;
      problems.push(
        ...checked.error.issues.map(
          (issue) => `${named} ${issue.path.join('.') || 'as a whole'}: ${issue.message}`,
        ),
      );
      return [];
    }
    const found = circumstanceOf(checked.data);
    const before = places.get(found.id);
    if (before !== undefined)
      problems.push(
        `${at}: ${found.id} was there before, in ${before}; every book, i_p and i_c may come once`,
      );
    places.set(found.id, at);
    return [found];
  });
  if (problems.length > 0) throw new SoliloquyError('bad-content', problems.slice(0, 50).join('\n'));
  if (read.length === 0) throw new SoliloquyError('bad-content', `${file} holds no case.`);
  return read;
}

function casesIn(text: string, file: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !lines[0]!.trim().endsWith('}'))
      throw new SoliloquyError('bad-content', `${file} is no JSON: ${(cause as Error).message}`, { cause });
    return lines.map((line, index) => {
      try {
        return JSON.parse(line);
      } catch (error) {
        throw new SoliloquyError(
          'bad-content',
          `${file}, line ${index + 1} is no JSON: ${(error as Error).message}. Is the file cut off?`,
          { cause: error },
        );
      }
    });
  }
}

function circumstanceOf(written: z.infer<typeof Written>): Circumstance {
  const { book, i_p, i_c, scenario, plot, character_profiles, dialogues, speaking_characters_w_env } =
    written;
  const described = new Map(plot.key_characters.map(({ name, description }) => [name, description]));
  const motives = new Map(
    written.key_characters.map((person) => [person.name, person.motivation || person.thought]),
  );
  const speakers = [...new Set([...speaking_characters_w_env, ENVIRONMENT])];
  const isCharacter = (name: string) => name !== ENVIRONMENT;
  const major = (written.major_characters ?? []).filter(isCharacter);
  const names = new Set([...speakers, ...motives.keys()].filter(isCharacter));
  const characters = [...names].map(
    (name): ActingCharacter => ({
      name,
      profile: [described.get(name) ?? '', character_profiles[name] ?? '']
        .filter((part) => part !== '')
        .join('\n\n'),
      motivation: motives.get(name) ?? '',
    }),
  );
  return {
    id: `${book}-${i_p}-${i_c}`,
    book,
    scenario,
    summary: plot.summary,
    characters,
    speakers,
    major: major.length > 0 ? major : speakers.filter(isCharacter),
    reference: dialogues.map(({ character, message }) => ({ name: character, text: message })),
  };
}
