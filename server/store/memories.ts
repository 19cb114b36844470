import { createHash } from 'node:crypto';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Memory, MemoryKind } from '../../schemas/memory.ts';
import { isRead, type Segment } from './branches.ts';
import { text } from './lines.ts';
import type { MemoryRow, Tables } from './tables.ts';

/** A memory at its place in the record. `isGone`: from there on there is no memory of that id. */
export type KeptMemory = Memory & { seq: number; isGone?: boolean };

/** Memories of one NPC, as a branch and its ancestors read them: of each id the newest, and none that is gone. */
export type MemoryQuery = {
  instance: string;
  branch: string;
  npc: string;
  /** Those about somebody alone. */
  about?: string;
  kind?: MemoryKind;
  /** Those numbered below. */
  before?: number;
  /** Newest first unless `importance` is asked for. */
  order?: 'newest' | 'importance';
  limit: number;
};

/** Any of these words, in lower case, in the NPC's memories. */
export type MemorySearch = Pick<MemoryQuery, 'instance' | 'branch' | 'npc' | 'limit'> & { words: string[] };

/** A memory that a search found; `relevance`: BM25, higher is better. */
export type FoundMemory = KeptMemory & { relevance: number };

type Place = { instance: string; branch: string };

/** Adds memories, and their words to the index. */
export async function insertMemories(
  db: Kysely<Tables>,
  place: Place,
  memories: readonly KeptMemory[],
): Promise<void> {
  for (const memory of memories) {
    const row = rowOf(place, memory);
    const { insertId } = await db.insertInto('memories').values(row).executeTakeFirstOrThrow();
    const rowid = Number(insertId);
    await db
      .insertInto('memory_words')
      .values({ rowid, owner: ownerOf(row), text: row.text })
      .execute();
  }
}

/** The memories that fit a query. */
export async function readMemories(
  db: Kysely<Tables>,
  query: MemoryQuery,
  lineage: Segment[],
): Promise<KeptMemory[]> {
  const rows = await db
    .selectFrom('memories as m')
    .selectAll('m')
    .where('m.instance', '=', query.instance)
    .where('m.npc', '=', query.npc)
    .where((eb) => standing(eb, lineage))
    .$if(query.about !== undefined, (all) => all.where('m.about', '=', query.about!))
    .$if(query.kind !== undefined, (all) => all.where('m.kind', '=', query.kind!))
    .$if(query.before !== undefined, (all) => all.where('m.seq', '<', query.before!))
    .$if(query.order === 'importance', (all) => all.orderBy('m.importance', 'desc'))
    .orderBy('m.seq', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(memoryOf);
}

/** One memory as it stands; null when there is none, or it is gone. */
export async function readMemory(
  db: Kysely<Tables>,
  { instance, id }: { instance: string; id: string },
  lineage: Segment[],
): Promise<KeptMemory | null> {
  const row = await db
    .selectFrom('memories as m')
    .selectAll('m')
    .where('m.instance', '=', instance)
    .where('m.id', '=', id)
    .where((eb) => standing(eb, lineage))
    .executeTakeFirst();
  return row ? memoryOf(row) : null;
}

/** How many memories of an NPC stand. */
export async function countMemories(
  db: Kysely<Tables>,
  { instance, npc }: { instance: string; npc: string },
  lineage: Segment[],
): Promise<number> {
  const { count } = await db
    .selectFrom('memories as m')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('m.instance', '=', instance)
    .where('m.npc', '=', npc)
    .where((eb) => standing(eb, lineage))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** The memories that hold most of the words, rare ones before common ones; best first. */
export async function searchMemories(
  db: Kysely<Tables>,
  search: MemorySearch,
  lineage: Segment[],
): Promise<FoundMemory[]> {
  const { instance, npc, limit } = search;
  const words = search.words.map((word) => word.replaceAll(/[^\p{L}\p{N}]+/gu, '')).filter(Boolean);
  if (words.length === 0) return [];
  const sought = `owner:${ownerOf(search)} AND text:(${words.map((word) => `"${word}"`).join(' OR ')})`;
  const rows = await db
    .selectFrom('memory_words')
    .innerJoin('memories as m', 'm.row', 'memory_words.rowid')
    .selectAll('m')
    // The owner's word is in all of them and says nothing.
    .select(sql<number>`-bm25(memory_words, 0.0, 1.0)`.as('relevance'))
    .where(sql<boolean>`memory_words match ${sought}`)
    .where('m.instance', '=', instance)
    .where('m.npc', '=', npc)
    .where((eb) => standing(eb, lineage))
    .orderBy('relevance', 'desc')
    .orderBy('m.seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...memoryOf(row), relevance: row.relevance }));
}

type Expressions = ExpressionBuilder<Tables & { m: MemoryRow }, 'm'>;

/** That a row is read by this branch, says no memory gone, and was not replaced by another that the branch reads. */
function standing(eb: Expressions, lineage: Segment[]) {
  return eb.and([
    isRead(lineage, 'm'),
    eb('m.is_gone', '=', 0),
    sql<boolean>`not exists (select 1 from memories later where later.instance = m.instance and later.id = m.id
      and later.seq > m.seq and ${isRead(lineage, 'later')})`,
  ]);
}

/** Whose a memory is, as one word of the index. It ends in a digit, which no stemming touches. */
const ownerOf = ({ instance, npc }: { instance: string; npc: string }): string =>
  `o${createHash('sha256').update(`${instance}\n${npc}`).digest('hex').slice(0, 24)}0`;

const rowOf = ({ instance, branch }: Place, memory: KeptMemory): Omit<MemoryRow, 'row'> => ({
  instance,
  branch,
  seq: memory.seq,
  id: memory.id,
  npc: memory.npc,
  about: memory.about === undefined ? null : text(memory.about),
  kind: memory.kind,
  text: text(memory.text),
  importance: memory.importance,
  at: memory.at,
  time: text(memory.time),
  witnesses: JSON.stringify(memory.witnesses),
  source: JSON.stringify(memory.source),
  is_gone: Number(memory.isGone ?? false),
});

type SelectedRow = Omit<MemoryRow, 'row'>;

const memoryOf = (row: SelectedRow): KeptMemory => ({
  seq: row.seq,
  id: row.id,
  npc: row.npc,
  ...(row.about !== null && { about: row.about }),
  kind: row.kind as MemoryKind,
  text: row.text,
  importance: row.importance,
  at: row.at,
  time: row.time,
  witnesses: JSON.parse(row.witnesses),
  source: JSON.parse(row.source),
});
