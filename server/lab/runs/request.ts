import { z } from 'zod';
import type { LabRequest, LabSource } from '../../../schemas/console/lab.ts';
import { LAYOUTS } from '../../../schemas/lab/training.ts';
import { InstanceName } from '../../../schemas/messages.ts';
import { Slug } from '../../../schemas/persona.ts';

const Count = (most: number) => {
  const expected = `expected a whole number from 1 to ${most.toLocaleString('en-US')}`;
  return z.int(expected).min(1, expected).max(most, expected);
};
const Npcs = z.array(Slug).max(1000);
/** The name of a folder as every system takes it. */
export const RunName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,59}$/u, 'expected 1 to 60 letters, digits, spaces, - or _')
  .refine((name) => !/^(?:con|prn|aux|nul|(?:com|lpt)\d)$/i.test(name), 'expected another name')
  .transform((name) => name.normalize('NFC'));
export const MaxTokens = Count(1e12);
const FileName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._()-]{0,119}\.(?:json|jsonl|csv|tsv)$/iu,
    'expected the name of a .json, .jsonl, .csv or .tsv file of letters, digits, spaces, . _ - ( and )',
  )
  .transform((name) => name.normalize('NFC'));
const Source = z.strictObject({ name: FileName, text: z.string() });
/** For all files of a request, and what belongs to it: the game waits while it is read. A longer book is for the command line. */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const Common = {
  name: RunName,
  actorModel: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'expected the name of a model')
    .optional(),
  maxTokens: MaxTokens.optional(),
};

/** What a file of a request is called. */
export const nameOf = (file: string | LabSource): string => (typeof file === 'string' ? file : file.name);

/** A run that the console asks for. */
export const LabRequestInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('acting'), ...Common, rounds: Count(200), repeats: Count(20) }),
  z.strictObject({
    kind: z.literal('regression'),
    ...Common,
    npcs: Npcs,
    samples: Count(50),
    against: z.string().max(200).optional(),
  }),
  z.strictObject({
    kind: z.literal('soak'),
    ...Common,
    npcs: Npcs,
    turns: Count(500),
    runs: Count(20),
    scenes: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('rollouts'),
    ...Common,
    npcs: Npcs,
    samples: Count(64).min(2, 'expected two or more: replies are compared with each other'),
  }),
  z.strictObject({
    kind: z.literal('judge'),
    name: RunName,
    dataset: z.string().max(200),
    maxTokens: MaxTokens.optional(),
  }),
  z.strictObject({
    kind: z.literal('enhance'),
    ...Common,
    files: z
      .array(z.union([FileName, Source]))
      .min(1, 'expected a file')
      .max(100)
      .refine(
        (files) => new Set(files.map((file) => nameOf(file).toLowerCase())).size === files.length,
        'expected files of different names',
      ),
    player: z.string().trim().min(1, 'expected a name').max(60),
    includesWithoutConsent: z.boolean(),
    keepsNames: z.boolean(),
  }),
  z.strictObject({
    kind: z.literal('dataset'),
    name: RunName,
    instances: z.array(InstanceName).max(100),
    layouts: z.array(z.enum(LAYOUTS)),
    includesWithoutConsent: z.boolean(),
    keepsNames: z.boolean(),
  }),
  // What is optional is absent, never undefined: it comes as JSON.
]) as unknown as z.ZodType<LabRequest, unknown>;
