import { z } from 'zod';
import { PlanMode } from './layers.ts';

/** Keys of the state's maps: names that every object inherits would not reach a client. */
const isOwnKey = (key: string): boolean => !(key in Object.prototype);
const INHERITED = 'expected another name: this one has a meaning in JavaScript';

/** A key of public facts. */
export const FactKey = z.string().min(1).max(60).refine(isOwnKey, INHERITED);

/** An id that is also a file name: `mara`, `old-tom`. */
export const Slug = z
  .string()
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    'expected a slug: lower-case letters and digits, joined by single hyphens',
  )
  .max(40)
  .refine(isOwnKey, INHERITED);
export type Slug = z.infer<typeof Slug>;

/** What nobody sees of a name: format characters, joiners, fillers, variation selectors. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A name that can stand before a colon in a prompt: no colon, no brackets, no line break. Checked in its compatibility
 * form and kept in it, without what nobody sees: `＜` is `<`, and `Ma\u200bra` is `Mara`.
 */
export const DisplayName = z
  .string()
  .overwrite((name) => name.normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(/ +/g, ' '))
  .trim()
  .min(1)
  .max(40)
  .regex(
    /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}:：∶꞉<>[\](){}（）【】〔〕|=*]+$/u,
    'expected a name without colons, brackets, "<", ">", "|", "=", "*" or line breaks',
  );

const Text = z.string().trim().min(1);

/** One example of how a character answers; the model imitates it, the built-in one draws on it. */
export const ExampleLine = z
  .strictObject({
    kind: z
      .enum([
        'greeting',
        'farewell',
        'small-talk',
        'question',
        'answer',
        'refusal',
        'thanks',
        'apology',
        'threat',
        'joke',
        'comfort',
        'anger',
        'bargain',
        'gossip',
        'agreement',
        'surprise',
      ])
      .describe('What sort of line this is; give several kinds.'),
    cue: z.string().trim().max(300).optional().describe('What the other person said or did, if it matters.'),
    say: Text.max(600).describe('The words, without quotation marks.'),
    action: z
      .string()
      .trim()
      .max(200)
      .optional()
      .describe('What is seen meanwhile: present tense, no subject ("wipes the bar").'),
    thought: z
      .string()
      .trim()
      .max(300)
      .optional()
      .describe('What the character thinks, in the first person.'),
  })
  .describe('An example of how the character speaks.');
export type ExampleLine = z.infer<typeof ExampleLine>;

export const TabooTopic = z.strictObject({
  topic: Text.max(120).describe('What the character will not talk about.'),
  keys: z.array(Text.max(60)).min(1).describe('Words that bring it up.'),
  deflect: z.array(Text.max(400)).min(1).describe('What the character says instead.'),
});

export const Secret = z.strictObject({
  text: Text.max(1200).describe('What the character knows and hides.'),
  keys: z.array(Text.max(60)).min(1).describe('Words that come near it.'),
  deflect: z.array(Text.max(400)).min(1).describe('What the character says when asked.'),
});

/** Model settings of one NPC; what is absent comes from the server's settings. */
export const PersonaModel = z.strictObject({
  model: z.string().min(1).optional().describe('The language model that speaks.'),
  temperature: z
    .number()
    .min(0)
    .max(2)
    .optional()
    .describe('How freely words are chosen: 0 always the likeliest, 1 as the model was made, 2 wild.'),
  plan: PlanMode.optional().describe('How long the hidden plan before each reply is.'),
  maxTokens: z
    .int()
    .min(16)
    .max(8192)
    .optional()
    .describe('Where a reply ends at the latest, plan and thought included, in tokens.'),
  bestOf: z
    .int()
    .min(2)
    .max(4)
    .optional()
    .describe(
      'How many replies are written to a player, of which the best is spoken. Nothing is heard before all are written and judged, and each is paid for. Empty: one, at once.',
    ),
});

/** Who a character is. */
export const Persona = z.strictObject({
  name: DisplayName.describe('What players and other characters call this one.'),
  description: Text.max(300).describe('What anyone can see at a glance; shown to players.'),
  portrait: z.url().optional().describe('Address of a picture.'),
  location: Slug.describe('Where the character is when the world starts.'),
  mood: Text.max(60)
    .default('calm')
    .describe('How the character feels when the world starts, in a word or two.'),
  profile: Text.max(4000).describe('Who this is: role, looks, habits, abilities.'),
  personality: Text.max(3000).describe(
    'What the character is like: temper, habits of mind, virtues and faults.',
  ),
  background: Text.max(5000).describe('What happened before the story starts.'),
  motivation: z
    .array(Text.max(400))
    .min(1)
    .describe('What the character wants; the first is the goal at the start.'),
  secrets: z.array(Secret).default([]).describe('What the character knows and keeps from others.'),
  relationships: z
    .record(Slug, Text.max(600))
    .default({})
    .describe("What the character thinks of others, by their file's name."),
  speechStyle: Text.max(1500).describe('How the character talks: rhythm, words, what it never says.'),
  greeting: z.array(Text.max(400)).min(1).describe('What the character says to someone who comes near.'),
  taboo: z.array(TabooTopic).default([]).describe('Topics that the character turns away from.'),
  examples: z
    .array(ExampleLine)
    .min(1)
    .describe('Lines as the character would say them; the model imitates them more than any description.'),
  voice: z.string().max(120).optional().describe("A text-to-speech voice's name, passed on as it is."),
  language: z.string().max(40).optional().describe("The language spoken, if not the world's."),
  model: PersonaModel.default({}).describe(
    "Model settings of this character; what is left empty is as the server's settings say.",
  ),
});
export type Persona = z.infer<typeof Persona>;
