import { z } from 'zod';
import { Slug } from './persona.ts';

/** Whom a memory is about: `npc:<slug>`, or `player:` and the opaque id under which NPCs remember a person. */
export const Subject = z.string().regex(/^(npc:[a-z0-9-]{1,40}|player:.{1,160})$/s);
export type Subject = z.infer<typeof Subject>;

/**
 * `episode`: something that happened; `fact`: something told that holds; `summary`: what a long talk came to, one for each
 * `about`; `reflection`: what the NPC makes of all that.
 */
export const MemoryKind = z.enum(['episode', 'fact', 'summary', 'reflection']);
export type MemoryKind = z.infer<typeof MemoryKind>;

/** Who made a memory, and of what. `name`: the language model's, or the author's. `lines`: ids of the record's lines. */
export const Provenance = z.object({
  by: z.enum(['extraction', 'model', 'designer', 'game']),
  name: z.string().max(120).optional(),
  lines: z.array(z.string().max(16)).max(200),
});
export type Provenance = z.infer<typeof Provenance>;

/** Something that one NPC remembers. */
export const Memory = z.object({
  id: z.string().max(16),
  npc: Slug,
  about: Subject.optional(),
  kind: MemoryKind,
  text: z.string().min(1).max(1000),
  /** 1 to 10. */
  importance: z.int().min(1).max(10),
  /** When it happened or was told: Unix milliseconds, and the in-world clock. */
  at: z.number(),
  time: z.string(),
  /** Who was there, besides the NPC. */
  witnesses: z.array(Subject).max(50),
  source: Provenance,
});
export type Memory = z.infer<typeof Memory>;
