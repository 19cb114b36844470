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
  /** Who is played and not judged; absent: all are judged. */
  guests?: string[];
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

/** CoSER's own scripts take a person's name from either field, and leave out who has none. */
const People = z
  .array(
    z
      .object({
        name: Text,
        character: Text,
        motivation: z.string().nullish(),
        thought: Text,
        description: Text,
      })
      .transform(({ name, character, ...rest }) => ({ name: (name || character).trim(), ...rest })),
  )
  .nullish()
  .transform((people) => (people ?? []).filter(({ name }) => name !== ''));

const Names = z
  .array(Text)
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));

const Index = z.union([z.number(), z.string()]);

const Line = z
  .object({ character: Text, name: Text, message: Text, thought: Text, description: Text })
  .transform(({ character, name, message, thought, description }) => ({
    name: (character || name).trim(),
    text: message || thought || description,
  }));

const Written = z
  .object({
    book: z.string().min(1),
    i_p: Index.nullish(),
    i_c: Index,
    scenario: Text,
    key_characters: People,
    // A line that nobody says, or that says nothing, is none.
    dialogues: z
      .array(Line)
      .nullish()
      .transform((lines) => (lines ?? []).filter(({ name, text }) => name !== '' && text.trim() !== '')),
    speaking_characters_w_env: Names.refine(
      (names) => names.some((name) => name !== ENVIRONMENT),
      `expected somebody besides ${ENVIRONMENT}`,
    ),
    major_characters: Names.nullish(),
    plot: z.object({ summary: Text, key_characters: People, i_p: Index.nullish() }).nullish(),
    character_profiles: z.record(z.string(), Text).nullish(),
  })
  .refine(({ i_p, plot }) => (i_p ?? plot?.i_p ?? undefined) !== undefined, {
    path: ['i_p'],
    message: "expected the plot's number, here or in plot",
  });

/** Told of a case that cannot be read: where it stands, and why. */
type OnProblem = (problem: string) => void;

/**
 * Reads files of given circumstances in CoSER's JSON (a list, one object, or one object a line). A case that cannot be read is left out and told
 * to `onProblem`, as `file, case N (id) field: …`. Throws `bad-content` for a file of which nothing can be read, and for a case that comes twice.
 */
export async function readCircumstances(
  files: readonly string[],
  onProblem: OnProblem,
): Promise<Circumstance[]> {
  const places = new Map<string, string>();
  const read: Circumstance[] = [];
  for (const file of files) read.push(...circumstancesOf(await textOf(file), file, { places, onProblem }));
  return read;
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause) => {
    throw new SoliloquyError('bad-content', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
}

type Reading = {
  /** Where each id stands that was read before; those of this file are added. */
  places?: Map<string, string>;
  onProblem?: OnProblem;
};

/** As `readCircumstances`, from the text of a file; without `onProblem` a case that cannot be read is thrown, too, with every other. */
export function circumstancesOf(text: string, file: string, reading: Reading = {}): Circumstance[] {
  const { places = new Map<string, string>(), onProblem } = reading;
  const unread: string[] = [];
  const twice: string[] = [];
  const read = casesIn(text, file).flatMap((found, index): Circumstance[] => {
    const at = `${file}, case ${index + 1}`;
    if ('problem' in found) {
      unread.push(found.problem);
      return [];
    }
    const checked = Written.safeParse(found.value);
    if (!checked.success) {
      unread.push(...problemsOf(checked.error, found.value, at));
      return [];
    }
    const circumstance = circumstanceOf(checked.data);
    const before = places.get(circumstance.id);
    if (before !== undefined)
      twice.push(
        `${at}: ${circumstance.id} was there before, in ${before}; every book, i_p and i_c may come once`,
      );
    places.set(circumstance.id, at);
    return [circumstance];
  });
  const fatal = onProblem && read.length > 0 ? twice : [...unread, ...twice];
  if (fatal.length > 0) throw new SoliloquyError('bad-content', fatal.slice(0, 50).join('\n'));
  if (read.length === 0) throw new SoliloquyError('bad-content', `${file} holds no case.`);
  for (const problem of unread) onProblem?.(problem);
  return read;
}

function problemsOf({ issues }: z.ZodError, value: unknown, at: string): string[] {
  const { book, i_p, i_c } = (value ?? {}) as Record<string, unknown>;
  const named = book === undefined ? at : `${at} (${book}-${i_p}-${i_c})`;
  return issues.map((issue) => `${named} ${issue.path.join('.') || 'as a whole'}: ${issue.message}`);
}

function casesIn(written: string, file: string): ({ value: unknown } | { problem: string })[] {
  const text = written.replace(/^\uFEFF/, '');
  try {
    const value: unknown = JSON.parse(text);
    return (Array.isArray(value) ? value : [value]).map((one: unknown) => ({ value: one }));
  } catch (cause) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !lines[0]!.trim().endsWith('}'))
      throw new SoliloquyError('bad-content', `${file} is no JSON: ${(cause as Error).message}`, { cause });
    return lines.map((line, index) => {
      try {
        return { value: JSON.parse(line) as unknown };
      } catch (error) {
        return {
          problem: `${file}, line ${index + 1} is no JSON: ${(error as Error).message}. Is the file cut off?`,
        };
      }
    });
  }
}

function circumstanceOf(written: z.infer<typeof Written>): Circumstance {
  const { book, i_p, i_c, scenario, plot, character_profiles, dialogues, speaking_characters_w_env } =
    written;
  const described = new Map((plot?.key_characters ?? []).map(({ name, description }) => [name, description]));
  const motives = new Map(written.key_characters.map((person) => [person.name, motiveOf(person)]));
  const speakers = [...new Set([...speaking_characters_w_env, ENVIRONMENT])];
  const isCharacter = (name: string) => name !== ENVIRONMENT;
  const major = (written.major_characters ?? []).filter(isCharacter);
  const names = new Set([...speakers, ...motives.keys()].filter(isCharacter));
  const characters = [...names].map(
    (name): ActingCharacter => ({
      name,
      profile: [described.get(name) ?? '', character_profiles?.[name] ?? '']
        .filter((part) => part !== '')
        .join('\n\n'),
      motivation: motives.get(name) ?? '',
    }),
  );
  return {
    id: `${book}-${i_p ?? plot?.i_p}-${i_c}`,
    book,
    scenario,
    summary: plot?.summary ?? '',
    characters,
    speakers,
    major: major.length > 0 ? major : speakers.filter(isCharacter),
    reference: dialogues,
  };
}

type Person = z.infer<typeof People>[number];

/** Older CoSER files call it `thought`; where a file has neither, CoSER's scripts take the description. */
const motiveOf = ({ motivation, thought, description }: Person): string =>
  motivation || thought || (typeof motivation === 'string' ? '' : description);
