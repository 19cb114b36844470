import { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { problemsOf } from '../../../schemas/problems.ts';
import { When } from '../../../schemas/when.ts';

const TEXT = 'expected text';
/** Tools write null for what is empty. */
const Text = z
  .string(TEXT)
  .nullish()
  .transform((text) => text ?? '');
const Texts = z
  .array(Text, 'expected a list of texts')
  .max(2000, 'expected at most 2000 entries')
  .nullish()
  .transform((texts) => texts ?? []);
const Flag = z
  .unknown()
  .optional()
  .transform((flag) => flag === true);
const Rank = z
  .unknown()
  .optional()
  .transform((rank) => (Number.isFinite(rank) ? (rank as number) : undefined));

/** Version 3 says "multiple values separated by a comma" here, and everybody writes a list. */
const Keys = z
  .unknown()
  .optional()
  .transform((keys) => (typeof keys === 'string' ? keys.split(',') : keys))
  .pipe(Texts);

/** What of a book's entry our own cards keep here; what other programs do is left out. */
const Extensions = z
  .object({ soliloquy: z.object({ when: When }) })
  .nullish()
  .catch(undefined)
  .transform((extensions) => extensions?.soliloquy.when);

const BookEntry = z.object(
  {
    keys: Keys,
    secondary_keys: Keys,
    content: Text,
    name: Text,
    comment: Text,
    enabled: z
      .unknown()
      .optional()
      .transform((enabled) => enabled !== false),
    constant: Flag,
    selective: Flag,
    use_regex: Flag,
    insertion_order: Rank,
    priority: Rank,
    extensions: Extensions,
  },
  'expected an object',
);

const Book = z.object(
  {
    entries: z.array(BookEntry, 'expected a list of entries').max(5000, 'expected at most 5000 entries'),
    token_budget: Rank,
  },
  'expected an object',
);

const Asset = z.object({ type: Text, uri: Text, name: Text }, 'expected an object');

/** The fields that a version 2 or 3 card keeps in `data`; a version 1 card has the first six. Others are `unread`. */
export const CardData = z.looseObject(
  {
    name: Text,
    description: Text,
    personality: Text,
    scenario: Text,
    first_mes: Text,
    mes_example: Text,
    creator_notes: Text,
    system_prompt: Text,
    post_history_instructions: Text,
    alternate_greetings: Texts,
    group_only_greetings: Texts,
    nickname: Text,
    tags: Texts,
    creator: Text,
    character_version: Text,
    character_book: Book.nullish().transform((book) => book ?? { entries: [], token_budget: undefined }),
    assets: z
      .array(Asset, 'expected a list of assets')
      .max(2000, 'expected at most 2000 entries')
      .nullish()
      .transform((assets) => assets ?? []),
    extensions: z
      .record(z.string(), z.unknown(), 'expected an object')
      .nullish()
      .transform((extensions) => extensions ?? {}),
  },
  'expected an object with the character',
);
export type CardData = z.infer<typeof CardData>;
export type BookEntry = z.infer<typeof BookEntry>;
export type Book = z.infer<typeof Book>;

const Spec = z.object({ spec: z.unknown().optional(), data: z.unknown().optional() });
/** What the first programs called the fields of version 1. */
const OLD_NAMES = {
  name: 'char_name',
  description: 'char_persona',
  scenario: 'world_scenario',
  first_mes: 'char_greeting',
  mes_example: 'example_dialogue',
} as const;

/** Finds out a card's version and checks its fields. Throws `bad-content` that names each field that is not as it should be. */
export function checkCard(value: unknown): { form: 'v1' | 'v2' | 'v3'; data: CardData } {
  const { form, path, data } = dataOf(value);
  const checked = CardData.safeParse(data);
  if (checked.success) return { form, data: checked.data };
  const prefix = path && `${path}.`;
  const problems = problemsOf(checked.error).split('; ').slice(0, 5);
  throw new SoliloquyError(
    'bad-content',
    `The card has fields that are not as they should be: ${problems.map((problem) => `${prefix}${problem}`).join('; ')}. Export the character once more, or mend the file.`,
  );
}

function dataOf(value: unknown): { form: 'v1' | 'v2' | 'v3'; path: string; data: unknown } {
  const outer = Spec.safeParse(value);
  if (!outer.success || Array.isArray(value))
    throw new SoliloquyError('bad-content', 'The file holds no character: expected a JSON object of fields.');
  const { spec, data } = outer.data;
  if (spec === 'lorebook_v3' || (data === undefined && Object.hasOwn(value as object, 'entries')))
    throw new SoliloquyError(
      'bad-content',
      'The file is a lorebook without a character. Put it into the card of a character as its character book.',
    );
  if (spec === 'chara_card_v3') return { form: 'v3', path: 'data', data };
  if (spec === 'chara_card_v2') return { form: 'v2', path: 'data', data };
  if (typeof spec === 'string' && spec !== '' && spec !== 'chara_card_v1')
    throw new SoliloquyError(
      'bad-content',
      `The card says that it is ${JSON.stringify([...spec].slice(0, 40).join(''))}; known are chara_card_v2, chara_card_v3 and the first version, which says nothing. Export it as one of these.`,
    );
  if (typeof data === 'object' && data !== null) return { form: 'v2', path: 'data', data };
  const fields = value as Record<string, unknown>;
  const renamed = Object.entries(OLD_NAMES).flatMap(([name, old]) =>
    Object.hasOwn(fields, name) || !Object.hasOwn(fields, old) ? [] : [[name, fields[old]] as const],
  );
  const all = { ...fields, ...Object.fromEntries(renamed) };
  const known = ['name', 'description', 'personality', 'first_mes', 'mes_example'];
  if (!known.some((name) => Object.hasOwn(all, name)))
    throw new SoliloquyError(
      'bad-content',
      'The file is JSON, but no character card: it has neither a name nor a description.',
    );
  return { form: 'v1', path: '', data: all };
}
