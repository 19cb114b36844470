import { z } from 'zod';

/** What of an instance outlives the process, apart from its NPCs and its lines. */
export const InstanceSnapshot = z.object({
  time: z.string(),
  weather: z.string(),
  facts: z.record(z.string(), z.string()),
  scenes: z.record(z.string(), z.string()),
  /** The NPCs present, spawned ones too. */
  npcs: z.array(z.string()),
  isPaused: z.boolean(),
});
export type InstanceSnapshot = z.infer<typeof InstanceSnapshot>;

/** Changes facts or scenes; null takes one back. */
export function merge(map: Map<string, string>, changes: Record<string, string | null>): void {
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) map.delete(key);
    else map.set(key, value);
  }
}
