import { z } from 'zod';
import { Slug } from './persona.ts';

const Degree = z.number().min(-1).max(1);

/** What one NPC has come to feel for somebody. `trust`, `affinity`: -1 to 1; `familiarity`: 0 to 1. */
export const Bond = z.object({ trust: Degree, affinity: Degree, familiarity: z.number().min(0).max(1) });
export type Bond = z.infer<typeof Bond>;

/** A bond as it was left by one change. `other`: `npc:<slug>`, or `player:` and the opaque id under which NPCs remember a person. */
export const BondChange = z.object({
  npc: Slug,
  other: z.string().max(200),
  bond: Bond,
  /** What changed it: the turn that was appraised, or somebody's hand. */
  by: z.enum(['model', 'lexicon', 'designer', 'game']),
  reason: z.string().max(400),
  turn: z.string().max(16).optional(),
  /** Unix milliseconds, and the in-world clock. */
  at: z.number(),
  time: z.string(),
});
export type BondChange = z.infer<typeof BondChange>;
