import { z } from 'zod';
import { Persona } from '../../schemas/persona.ts';
import type { ReplyQueue } from '../dialogue/reply-queue.ts';
import type { History } from '../memory/history.ts';
import type { Told } from './news.ts';

export type Activity = 'idle' | 'listening' | 'thinking' | 'speaking' | 'paused';

/** The values of a persona's file that an NPC begins with. */
const Beginning = z.object({ location: z.string(), mood: z.string(), goal: z.string() });
export type Beginning = z.infer<typeof Beginning>;

/** How a designer has the NPC played: no player sees it. `isOnce`: in its next turn alone. */
const Direction = z.object({ text: z.string(), isOnce: z.boolean() });
export type Direction = z.infer<typeof Direction>;

/** Since when an NPC is in its mood: Unix milliseconds, and the world's minutes where its clock tells any. */
const Since = z.object({ at: z.number(), minutes: z.number().optional() });
type Since = z.infer<typeof Since>;

/** What of an NPC outlives the process: kept as a snapshot with each commit that changes it. */
export const NpcSnapshot = z.object({
  location: z.string(),
  mood: z.string(),
  /** How strong it was at `moodSince`, 0 to 1; both are absent in snapshots of before moods faded. */
  moodIntensity: z.number().min(0).max(1).optional(),
  moodSince: Since.optional(),
  goal: z.string(),
  thoughts: z.string(),
  direction: z.union([z.string().transform((text) => ({ text, isOnce: false })), Direction]).nullable(),
  paused: z.boolean(),
  /** What it thinks of others since the game runs, in place of what its persona says; by their slug. */
  relationships: z.record(z.string(), z.string()).default({}),
  /** How far it has put what it perceived into memories, and reflected on them: numbers of the record. */
  consolidatedTo: z.number().default(0),
  reflectedTo: z.number().default(0),
  /** What it was last told of weather and time of day; absent in snapshots of before there was this. */
  told: z.object({ weather: z.string(), part: z.string().nullable() }).optional(),
  /** As last taken from the persona's file; absent in snapshots of before there was this. */
  authored: Beginning.optional(),
  /** Set when the NPC was spawned from an inline persona. */
  persona: Persona.optional(),
});
export type NpcSnapshot = z.infer<typeof NpcSnapshot>;

/** A persona alive in an instance. */
export type Npc = {
  readonly id: string;
  persona: Persona;
  /** 0 for an inline persona. */
  personaVersion: number;
  isInline: boolean;
  location: string;
  /** What it was in last; what it feels now is `moodOf`. */
  mood: string;
  /** How strong that was at `moodSince`, 0 to 1; 0: it is as it is as a rule. */
  moodIntensity: number;
  moodSince: Since;
  goal: string;
  thoughts: string;
  direction: Direction | null;
  relationships: Record<string, string>;
  paused: boolean;
  consolidatedTo: number;
  reflectedTo: number;
  authored: Beginning;
  told: Told;
  activity: Activity;
  /** `npc:…` or `player:…` while answering in public. */
  addressing: string;
  /** Which model spoke last. */
  model: string;
  history: History;
  queue: ReplyQueue;
};

/** Whether an NPC can take up one more line, and would answer it before long. */
export const mayAnswer = ({ paused, queue }: Pick<Npc, 'paused' | 'queue'>): boolean =>
  !paused && queue.hasRoom;

export const snapshotOf = (npc: Npc): NpcSnapshot => ({
  location: npc.location,
  mood: npc.mood,
  moodIntensity: npc.moodIntensity,
  moodSince: npc.moodSince,
  goal: npc.goal,
  thoughts: npc.thoughts,
  direction: npc.direction,
  relationships: npc.relationships,
  paused: npc.paused,
  consolidatedTo: npc.consolidatedTo,
  reflectedTo: npc.reflectedTo,
  authored: npc.authored,
  told: npc.told,
  ...(npc.isInline && { persona: npc.persona }),
});

export const beginningOf = ({ location, mood, motivation }: Persona): Beginning => ({
  location,
  mood,
  goal: motivation[0]!,
});

/** How a persona starts. */
export const startOf = (persona: Persona): NpcSnapshot => ({
  ...beginningOf(persona),
  thoughts: '',
  direction: null,
  relationships: {},
  paused: false,
  consolidatedTo: 0,
  reflectedTo: 0,
});

/** What an NPC thinks of others now, by their slug. */
export const relationshipsOf = ({ persona, relationships }: Npc): Record<string, string> => ({
  ...persona.relationships,
  ...relationships,
});
