import { z } from 'zod';
import { MemorySettings } from './memory-settings.ts';
import { DisplayName, FactKey, Slug } from './persona.ts';
import { Talk, TalkLimits } from './talks.ts';
import { When } from './when.ts';

const Text = z.string().trim().min(1);

/** Client messages that `world.yaml` can grant to players, for single-player games. */
export const Grantable = z.enum([
  'event',
  'world.patch',
  'npc.spawn',
  'npc.despawn',
  'npc.patch',
  'npc.say',
  'game.save',
  'game.load',
  'pause',
]);

export const Location = z.strictObject({
  name: DisplayName,
  description: Text.max(1500).describe('What one sees, hears and smells there.'),
  scene: z.string().trim().max(1500).optional().describe('The standing situation, told to every NPC there.'),
  heardIn: z
    .array(Slug)
    .default([])
    .describe(
      'Places from which one hears and sees what happens here, such as a gallery; not the other way round.',
    ),
  host: Slug.optional().describe("Who greets newcomers if free, by the file's name; absent: anyone there."),
});
export type Location = z.infer<typeof Location>;

/** Something that NPCs can have the game do, by a call within a reply. */
export const Action = z.strictObject({
  description: Text.max(400).describe('What it does and when, in words for the model.'),
  args: z
    .record(z.string(), z.unknown())
    .default({ type: 'object', properties: {}, additionalProperties: false })
    .describe('The arguments as JSON Schema (draft-07) of type object; absent: none.'),
  npcs: z.array(Slug).optional().describe("Who may do it, by the file's name; absent: everybody."),
  locations: z.array(Slug).optional().describe('Where one must be for it; absent: anywhere.'),
  when: When.optional().describe('When it can be done; absent: always.'),
  keys: z.array(Text.max(60)).default([]).describe('Words by which the built-in model does it.'),
  facts: z
    .record(FactKey, Text.max(400).nullable())
    .default({})
    .describe('What the world takes as true once the game has done it; null takes a fact back.'),
  timeoutSeconds: z.number().min(1).max(120).default(10).describe('How long the game may take, in seconds.'),
});
export type Action = z.infer<typeof Action>;
/** An action with its name, the key in the world's file. */
export type NamedAction = Action & { name: string };

/** How much lore one prompt tells of. */
export const LoreBudget = z.strictObject({
  tokens: z
    .int()
    .min(50)
    .max(8000)
    .default(400)
    .describe('Tokens of lore in one prompt, all its entries together.'),
  entries: z.int().min(1).max(20).default(3).describe('Entries of lore in one prompt.'),
});
export type LoreBudget = z.infer<typeof LoreBudget>;

/** What a game runs on, apart from personas and lore. */
export const World = z.strictObject({
  title: DisplayName,
  description: z.string().trim().max(2000).default(''),
  language: z.string().max(40).default('English'),
  locations: z
    .record(Slug, Location)
    .refine((all) => Object.keys(all).length > 0, 'expected at least one location'),
  start: Slug.describe('The location where players arrive.'),
  clock: z
    .strictObject({
      time: Text.max(80).describe('The in-world clock at the start: "Day 3, 18:40", or any text.'),
      speed: z
        .number()
        .min(0)
        .max(3600)
        .default(0)
        .describe('World minutes per real minute; 0: only the game moves the clock.'),
    })
    .default({ time: 'Day 1, 08:00', speed: 0 }),
  weather: z.string().trim().max(120).default('clear'),
  facts: z
    .record(FactKey, Text.max(400))
    .default({})
    .describe('Public facts: everybody knows them, players see them.'),
  actions: z
    .record(Slug, Action)
    .default({})
    .describe('What NPCs can have the game do. The name before the colon is the one that the game gets.'),
  talks: z.record(Slug, Talk).default({}).describe('When NPCs talk among themselves, each by a name.'),
  talkLimits: TalkLimits.prefault({}).describe('What their talks must keep to.'),
  nextSpeaker: z
    .enum(['rules', 'model'])
    .default('rules')
    .describe('Who chooses which NPC answers words to nobody in particular, where rules leave it open.'),
  lore: LoreBudget.prefault({}).describe('How much lore a prompt tells of.'),
  innerVoice: z.boolean().default(false).describe("Whether players in earshot may see NPCs' own thoughts."),
  playersMay: z.array(Grantable).default([]).describe('What players may do besides talking.'),
  memory: MemorySettings.describe('How NPCs recall what they remember.'),
  movement: z.enum(['players', 'game']).default('players').describe('Who moves players between locations.'),
});
export type World = z.infer<typeof World>;

/**
 * Something that can be known about the world; recalled when one of its keys is spoken and its condition holds. One without keys
 * is recalled whenever its condition holds.
 */
export const LoreEntry = z
  .strictObject({
    title: Text.max(120),
    keys: z
      .array(Text.max(60))
      .default([])
      .describe('Words that recall the entry; with `when` there may be none.'),
    when: When.optional().describe(
      'When the entry can be recalled. Without keys it is recalled whenever this holds; {} is always.',
    ),
    text: Text.max(2500),
    knownBy: z.array(Slug).optional().describe('Personas who know it; absent: everybody.'),
    priority: z.int().min(0).max(100).default(50).describe('Which entry wins when there is no room for all.'),
  })
  .refine(({ keys, when }) => keys.length > 0 || when !== undefined, {
    path: ['keys'],
    message: 'expected at least one key, or `when`: nothing would ever recall this entry',
  });
export type LoreEntry = z.infer<typeof LoreEntry>;
/** A lore entry with its id, the file's name. */
export type Lore = LoreEntry & { id: string };
