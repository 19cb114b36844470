import { z } from 'zod';
import { Span, TurnStatus } from './layers.ts';

/** `npc:mara`, `player:<sessionId>` or `environment`. */
export const Address = z.string().regex(/^(npc:|player:).{1,60}$|^environment$/);
export type Address = z.infer<typeof Address>;

/**
 * One entry of an instance's append-only record. `say`: someone spoke; `turn`: an NPC's reply; `event`: something
 * happened; `edit`, `delete`: stands in for the line named by `replaces`.
 */
export const Line = z.object({
  id: z.string().max(16),
  seq: z.int().min(1),
  kind: z.enum(['say', 'turn', 'event', 'edit', 'delete']),
  from: Address,
  /** The speaker's display name at the time. */
  name: z.string(),
  to: Address.optional(),
  whisper: z.boolean(),
  location: z.string().nullable(),
  /** For a player's words: what was typed, as listeners read it. */
  spans: z.array(Span),
  /** NPC slugs that perceived the line, its speaker included. */
  npcs: z.array(z.string()),
  /** Opaque player ids that perceived it. */
  players: z.array(z.string()),
  /** The opaque id of the player who spoke, when one did. */
  player: z.string().optional(),
  turn: z.string().max(16).optional(),
  status: TurnStatus.optional(),
  replaces: z.string().max(16).optional(),
  /** Real time, Unix milliseconds. */
  at: z.number(),
  /** In-world clock text at the time. */
  time: z.string(),
  /** Of what a client said, or had happen or said by an NPC: whether that person has agreed that it may be exported to train models. */
  consent: z.boolean().optional(),
});
export type Line = z.infer<typeof Line>;
