import { z } from 'zod';
import { Persona, Slug } from './persona.ts';
import { LoreEntry } from './world.ts';

/** What a character's file was: a character card of version 1, 2 or 3, or a persona's file of our own. */
export type CardForm = 'v1' | 'v2' | 'v3' | 'yaml';

/** What became of one field of a character's file: `to` names our field, `note` says it in words. */
export type CardNote = { field: string; to?: string; note: string };

/** What became of a character's file: what is kept as it was, what is not as it was, and what is not in the draft. */
export type CardReport = { taken: CardNote[]; changed: CardNote[]; leftOut: CardNote[] };

/** A character with the lore that comes along; a `slug` and an `id` are file names without their ending. */
export const Character = z.strictObject({
  slug: Slug,
  persona: Persona,
  lore: z.array(z.strictObject({ id: Slug, entry: LoreEntry })),
});
export type Character = z.infer<typeof Character>;

/** A character read from a file, not yet in any world. */
export type CardDraft = Character & { form: CardForm; report: CardReport };
