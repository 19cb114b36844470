import { z } from 'zod';
import { Slug } from './persona.ts';
import { When } from './when.ts';

/** When NPCs begin to talk among themselves, and what about. Its key in the world's file is its name. */
export const Talk = z.strictObject({
  between: z
    .array(Slug)
    .min(2)
    .max(4)
    .refine((all) => new Set(all).size === all.length, 'expected each NPC once')
    .describe('Who talks, by the names of their files: the first begins, and says it to the second.'),
  about: z
    .string()
    .trim()
    .min(1)
    .max(400)
    .describe('What they talk about, in words for the model; nobody else sees them.'),
  when: When.default({}),
  quietSeconds: z
    .number()
    .min(0)
    .max(3600)
    .default(20)
    .describe('Only where nobody has spoken for so long, in seconds.'),
  cooldownSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(300)
    .describe('How long after its end it does not begin again, in seconds.'),
  chance: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('How likely it begins, once a second while it may: 0.02 makes it wait about a minute.'),
  turns: z.int().min(2).max(12).default(6).describe('How many turns it has at most.'),
});
export type Talk = z.infer<typeof Talk>;

/** What all that NPCs say to each other has to keep to. */
export const TalkLimits = z.strictObject({
  tokensPerMinute: z
    .int()
    .min(0)
    .max(10_000_000)
    .default(20_000)
    .describe(
      'Tokens that NPCs may take for what they say to each other, within any minute, prompts included; 0: they do not talk.',
    ),
  talksAtOnce: z.int().min(0).max(20).default(2).describe('Talks under way at once; 0: none begins.'),
  turnsPerTalk: z.int().min(1).max(12).default(8).describe('Turns of any talk, whatever it asks for.'),
  followUps: z
    .int()
    .min(0)
    .max(4)
    .default(1)
    .describe('How many other NPCs may answer, one after another, to one thing that a player said.'),
});
export type TalkLimits = z.infer<typeof TalkLimits>;
