import { z } from 'zod';
import { DisplayName, Slug } from './persona.ts';

const Text = z.string().trim().min(1);

/** A scene as it should go, of a world (`scenes/*.yaml`): what the lab measures its NPCs by. */
export const GoldenScene = z.strictObject({
  title: Text.max(120),
  location: Slug.describe('Where it plays.'),
  situation: Text.max(2000).describe('What is going on when it starts, known to everybody there.'),
  before: z.string().trim().max(2000).default('').describe('What happened before, known to everybody there.'),
  characters: z
    .record(Slug, z.string().trim().max(800))
    .refine((all) => Object.keys(all).length > 0, 'expected at least one NPC')
    .describe(
      "NPCs who are there, by their file's name, with what each wants in this scene; '' for what they always want.",
    ),
  guests: z
    .record(DisplayName, Text.max(600))
    .default({})
    .describe('Players who are there, by name, with who they are.'),
  lines: z
    .array(
      z.strictObject({
        who: Text.max(60).describe("An NPC's file name, a guest, or Environment."),
        text: Text.max(2000).describe(
          'What is said; <role_action>…</role_action> for what is seen, <role_thinking>…</role_thinking> for what an NPC thinks.',
        ),
      }),
    )
    .min(2, 'expected two lines or more: something said, and an answer')
    .describe('How it goes, in order. Each line of an NPC is what others are compared with.'),
});
export type GoldenScene = z.infer<typeof GoldenScene>;
