import { z } from 'zod';

/** What a reply is judged in: the twelve dimensions that HER names (arXiv 2601.21459). */
export const DIMENSIONS = [
  'Safety & Boundaries',
  'Worldview Consistency',
  'Character Development',
  'Relationship Development',
  'Emotional Expression',
  'Action Description',
  'Atmosphere & Environment',
  'Dialogue & Interaction',
  'Narrative & Plot',
  'Conflict & Tension',
  'Details & Description',
  'Overall Quality',
] as const;
export const Dimension = z.enum(DIMENSIONS);
export type Dimension = z.infer<typeof Dimension>;

/** What of a case makes a principle worth judging by. */
export const Signal = z
  .enum([
    'always',
    'opening',
    'long',
    'question',
    'group',
    'threat',
    'feeling',
    'event',
    'secret',
    'request',
    'taboo',
  ])
  .describe(
    'always; opening: the first words; long: from the sixth turn on; question: something is asked; group: more than two are there; threat, feeling: hard or warm words fell; event: something happened; secret, taboo: the persona has some; request: somebody wants something done.',
  );
export type Signal = z.infer<typeof Signal>;

const Text = z.string().trim().min(1);

/** One rule by which replies are judged. */
export const Principle = z.strictObject({
  name: Text.max(60).describe('A short name; every name once in a pack.'),
  dimension: Dimension,
  level: z
    .enum(['sentence', 'session'])
    .describe('sentence: this reply alone shows it; session: only with the talk before it.'),
  polarity: z
    .enum(['negative', 'positive'])
    .describe('negative: whoever breaks it has lost; positive: whoever does it better is better.'),
  rule: Text.max(400).describe('What is asked for, in a sentence or two.'),
  signals: z.array(Signal).min(1).default(['always']).describe('When the principle is worth judging by.'),
});
export type Principle = z.infer<typeof Principle>;

/** A file of principles, of a world (`principles/world.yaml`) or of one NPC (`principles/<npc>.yaml`). */
export const PrinciplePack = z.strictObject({
  starter: z
    .boolean()
    .default(true)
    .describe(
      "Whether Soliloquy's own principles hold as well; false: these alone. Only in the world's file.",
    ),
  without: z.array(Text.max(60)).default([]).describe('Names of principles that do not hold here.'),
  principles: z
    .array(Principle)
    .default([])
    .describe('Further principles; one that has the name of another takes its place.'),
});
export type PrinciplePack = z.infer<typeof PrinciplePack>;
