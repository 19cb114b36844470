import { z } from 'zod';

/** The values of the world's file that an instance begins with. */
const Authored = z.object({
  time: z.string(),
  speed: z.number(),
  weather: z.string(),
  facts: z.record(z.string(), z.string()),
});
export type Authored = z.infer<typeof Authored>;

/** What of an instance outlives the process, apart from its NPCs and its lines. */
export const InstanceSnapshot = z.object({
  time: z.string(),
  weather: z.string(),
  facts: z.record(z.string(), z.string()),
  scenes: z.record(z.string(), z.string()),
  /** The NPCs present, spawned ones too. */
  npcs: z.array(z.string()),
  /** The cast as it was last seen: whoever is not in it is new, whoever is and not present was sent away. */
  cast: z.array(z.string()).default([]),
  /** As last taken over; absent in snapshots of before there was this. */
  authored: Authored.optional(),
  isClockSet: z.boolean().default(false),
  isPaused: z.boolean(),
  hasUnagreedWords: z.boolean().default(false),
});
export type InstanceSnapshot = z.infer<typeof InstanceSnapshot>;

/** Changes facts or scenes; null takes one back. */
export function merge(map: Map<string, string>, changes: Record<string, string | null>): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) map.delete(key);
    else map.set(key, value);
  }
}
