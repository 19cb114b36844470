import { type Kysely, sql } from 'kysely';
import type { Segment } from './branches.ts';
import { memoriesOf, standing } from './memories.ts';
import type { Tables } from './tables.ts';

/** Memories that a model has not embedded yet: those of these ids, or those numbered below `before`. */
export type ToEmbedQuery = { instance: string; branch: string; model: string; limit: number } & (
  | { ids: readonly string[]; before?: never }
  | { before: number; ids?: never }
);
/** `row` says which writing of a memory it is. */
export type MemoryToEmbed = { row: number; id: string; npc: string; seq: number; text: string };

/** What one writing of a memory means; an empty vector says that the model refuses its text. */
export type MemoryVector = { row: number; vector: Float32Array };

/** Which of an NPC's memories a model has embedded. */
export type EmbeddedQuery = {
  instance: string;
  branch: string;
  npc: string;
  model: string;
  /** Those of these memories alone. */
  ids?: readonly string[];
  /** At most so many, whose vectors take at most so many bytes. */
  limit: number;
  maxBytes: number;
};
/** The writing of a memory as it stands. */
export type EmbeddedMemory = { id: string; row: number };

/** The memories that a model has yet to embed, newest first. Summaries are not recalled, so they are left out. */
export async function memoriesToEmbed(
  db: Kysely<Tables>,
  { instance, model, ids, before = Number.MAX_SAFE_INTEGER, limit }: ToEmbedQuery,
  lineage: Segment[],
): Promise<MemoryToEmbed[]> {
  const found: MemoryToEmbed[] = [];
  // Stretch by stretch, so that each is walked from its end until there are enough.
  for (const { branch, after, upTo } of lineage) {
    if (found.length >= limit) break;
    const rows = await db
      .selectFrom(memoriesOf(ids))
      .select(['m.row', 'm.id', 'm.npc', 'm.seq', 'm.text'])
      .where('m.instance', '=', instance)
      .where('m.branch', '=', branch)
      .where('m.seq', '>', after)
      .where('m.seq', '<', Math.min(upTo + 1, before))
      .where('m.kind', '<>', 'summary')
      .where(
        sql<boolean>`not exists (select 1 from memory_vectors v where v.row = m.row and v.model = ${model})`,
      )
      .where((eb) => standing(eb, lineage))
      .orderBy('m.seq', 'desc')
      .limit(limit - found.length)
      .execute();
    found.push(...rows);
  }
  return found;
}

/** Keeps what memories mean, in place of what they meant to another model. */
export async function keepVectors(
  db: Kysely<Tables>,
  vectors: readonly MemoryVector[],
  model: string,
): Promise<void> {
  for (const { row, vector } of vectors) {
    const blob = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
    await db
      .insertInto('memory_vectors')
      .values({ row, model, vector: blob })
      .onConflict((conflict) => conflict.column('row').doUpdateSet({ model, vector: blob }))
      .execute();
  }
}

/** An NPC's memories that a model has embedded, as a branch reads them; the most important first, then the newest. */
export async function readEmbedded(
  db: Kysely<Tables>,
  { instance, npc, model, ids, limit, maxBytes }: EmbeddedQuery,
  lineage: Segment[],
): Promise<EmbeddedMemory[]> {
  const rows = await db
    .selectFrom(memoriesOf(ids))
    .innerJoin('memory_vectors as v', 'v.row', 'm.row')
    .select(['m.id', 'm.row', sql<number>`length(v.vector)`.as('bytes')])
    .where('m.instance', '=', instance)
    .where('m.npc', '=', npc)
    .where('v.model', '=', model)
    .where(sql<boolean>`length(v.vector) > 0`)
    .where('m.kind', '<>', 'summary')
    .where((eb) => standing(eb, lineage))
    .orderBy('m.importance', 'desc')
    .orderBy('m.seq', 'desc')
    .limit(limit)
    .execute();
  let left = maxBytes;
  const fitting = rows.filter(({ bytes }) => {
    left -= bytes;
    return left >= 0;
  });
  return fitting.map(({ id, row }) => ({ id, row }));
}

/** What these writings of memories mean to a model, in no order. */
export async function readVectors(
  db: Kysely<Tables>,
  rows: readonly number[],
  model: string,
): Promise<MemoryVector[]> {
  if (rows.length === 0) return [];
  const found = await db
    .selectFrom('memory_vectors')
    .select(['row', 'vector'])
    .where('row', 'in', rows)
    .where('model', '=', model)
    .execute();
  return found.map(({ row, vector }) => ({ row, vector: new Float32Array(vector) }));
}
