import { type Kysely, sql } from 'kysely';
import type { Segment } from './branches.ts';
import { standing } from './memories.ts';
import type { Tables } from './tables.ts';

/** Memories that a model has not embedded yet; of all NPCs unless one is named. */
export type ToEmbedQuery = { instance: string; branch: string; model: string; npc?: string; limit: number };
/** `row` says which writing of a memory it is. */
export type MemoryToEmbed = { row: number; id: string; npc: string; text: string };

/** What one writing of a memory means. */
export type MemoryVector = { row: number; vector: Float32Array };

/** What an NPC's memories mean to a model. */
export type VectorQuery = {
  instance: string;
  branch: string;
  npc: string;
  model: string;
  /** Those of these memories alone. */
  ids?: readonly string[];
  limit: number;
};
/** What a memory as it stands means, by its id. */
export type KnownVector = { id: string; vector: Float32Array };

/** The memories that a model has yet to embed, newest first. Summaries are not recalled, so they are left out. */
export function memoriesToEmbed(
  db: Kysely<Tables>,
  { instance, npc, model, limit }: ToEmbedQuery,
  lineage: Segment[],
): Promise<MemoryToEmbed[]> {
  return db
    .selectFrom('memories as m')
    .select(['m.row', 'm.id', 'm.npc', 'm.text'])
    .where('m.instance', '=', instance)
    .$if(npc !== undefined, (all) => all.where('m.npc', '=', npc!))
    .where('m.kind', '<>', 'summary')
    .where(
      sql<boolean>`not exists (select 1 from memory_vectors v where v.row = m.row and v.model = ${model})`,
    )
    .where((eb) => standing(eb, lineage))
    .orderBy('m.seq', 'desc')
    .limit(limit)
    .execute();
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

/** What an NPC's memories mean, as a branch reads them; the most important first, then the newest. */
export async function readVectors(
  db: Kysely<Tables>,
  { instance, npc, model, ids, limit }: VectorQuery,
  lineage: Segment[],
): Promise<KnownVector[]> {
  const rows = await db
    .selectFrom('memories as m')
    .innerJoin('memory_vectors as v', 'v.row', 'm.row')
    .select(['m.id', 'v.vector'])
    .where('m.instance', '=', instance)
    // With the plus SQLite looks for the ids, not through all memories of the NPC.
    .where(ids ? sql<boolean>`+m.npc = ${npc}` : sql<boolean>`m.npc = ${npc}`)
    .where('v.model', '=', model)
    .$if(ids !== undefined, (all) => all.where('m.id', 'in', ids!))
    .where('m.kind', '<>', 'summary')
    .where((eb) => standing(eb, lineage))
    .orderBy('m.importance', 'desc')
    .orderBy('m.seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id, vector }) => ({ id, vector: new Float32Array(vector) }));
}
