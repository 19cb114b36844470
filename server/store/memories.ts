import { createHash } from 'node:crypto';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Memory, MemoryKind } from '../../schemas/memory.ts';
import { OF_ANOTHER } from '../../schemas/memory-settings.ts';
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
  /** All but those of one kind. */
  except?: MemoryKind;
  /** Those numbered below, and above. */
  before?: number;
  after?: number;
  /** Those made of this line of the record, by its id. */
  line?: string;
  /** Those of these ids. */
  ids?: readonly string[];
  /** Newest first unless `importance` is asked for. */
  order?: 'newest' | 'importance';
  limit: number;
};

/** How many memories of a kind there are about somebody; null: about nobody. */
export type MemoryCount = { about: string | null; kind: MemoryKind; count: number };

/** Any of these words, in lower case, in the NPC's memories. */
export type MemorySearch = Omit<MemoryQuery, 'before' | 'after' | 'line' | 'ids' | 'order'> & {
  words: string[];
  /** Whoever they are said by: among memories that fit alike, those about others come later. */
  asker?: string;
};

/** A memory that a search found; `relevance`: BM25, higher is better. */
export type FoundMemory = KeptMemory & { relevance: number };

type Place = { instance: string; branch: string };

/**
 * Adds memories, and their words to the index. Of an id that is known already, what extraction or a model made takes the
 * place of no hand-made one, nor of a newer one, nor of one that says the same.
 */
export async function insertMemories(
  db: Kysely<Tables>,
  place: Place,
  memories: readonly KeptMemory[],
  lineage: Segment[],
): Promise<void> {
  for (const memory of memories) {
    if (!isHandMade(memory.source.by) && (await isOutdone(db, place, memory, lineage))) continue;
    const row = rowOf(place, memory);
    const { insertId } = await db.insertInto('memories').values(row).executeTakeFirstOrThrow();
    const rowid = Number(insertId);
    await db
      .insertInto('memory_words')
      .values({ rowid, owner: ownerOf(row), text: row.text })
      .execute();
  }
}

const isHandMade = (by: string): boolean => by === 'designer' || by === 'game';

async function isOutdone(
  db: Kysely<Tables>,
  { instance }: Place,
  { id, text: told, importance, at, isGone = false }: KeptMemory,
  lineage: Segment[],
): Promise<boolean> {
  const row = await db
    .selectFrom('memories as m')
    .selectAll('m')
    .where('m.instance', '=', instance)
    .where('m.id', '=', id)
    .where(isRead(lineage, 'm'))
    .orderBy('m.seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return isGone;
  if (isHandMade(JSON.parse(row.source).by)) return true;
  const isSame = row.text === text(told) && row.importance === importance;
  return row.at > at || (isSame && Boolean(row.is_gone) === isGone);
}

/** The memories that fit a query. */
export async function readMemories(
  db: Kysely<Tables>,
  query: MemoryQuery,
  lineage: Segment[],
): Promise<KeptMemory[]> {
  const rows = await db
    .selectFrom(memoriesOf(query.ids))
    .selectAll('m')
    .where('m.instance', '=', query.instance)
    .where('m.npc', '=', query.npc)
    .where((eb) => standing(eb, lineage))
    .where((eb) => eb.and(narrowing(query)))
    .$if(query.before !== undefined, (all) => all.where('m.seq', '<', query.before!))
    .$if(query.after !== undefined, (all) => all.where('m.seq', '>', query.after!))
    .$if(query.line !== undefined, (all) =>
      all.where(sql<boolean>`instr(m.source, ${JSON.stringify(query.line)}) > 0`),
    )
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

/** How many memories of an NPC stand, by whom they are about and their kind; most first. */
export async function countMemories(
  db: Kysely<Tables>,
  { instance, npc }: { instance: string; npc: string },
  lineage: Segment[],
): Promise<MemoryCount[]> {
  const rows = await db
    .selectFrom('memories as m')
    .select(['m.about', 'm.kind', ({ fn }) => fn.countAll<number>().as('count')])
    .where('m.instance', '=', instance)
    .where('m.npc', '=', npc)
    .where((eb) => standing(eb, lineage))
    .groupBy(['m.about', 'm.kind'])
    .orderBy('count', 'desc')
    .execute();
  return rows.map(({ about, kind, count }) => ({ about, kind: kind as MemoryKind, count: Number(count) }));
}

/** The memories that hold most of the words, rare ones before common ones; best first. */
export async function searchMemories(
  db: Kysely<Tables>,
  search: MemorySearch,
  lineage: Segment[],
): Promise<FoundMemory[]> {
  const { instance, npc, asker, limit } = search;
  const words = search.words.filter((word) => /[\p{L}\p{N}]/u.test(word));
  if (words.length === 0) return [];
  // The index parts "o'neill" in two, and a phrase as well.
  const phrases = words.map((word) => `"${text(word).replaceAll('"', ' ')}"`);
  const sought = `owner:${ownerOf(search)} AND text:(${phrases.join(' OR ')})`;
  const share =
    asker === undefined
      ? sql<number>`1.0`
      : sql<number>`case when m.about is null or m.about = ${asker} then 1.0 else ${OF_ANOTHER} end`;
  const rows = await db
    .selectFrom(
      db
        .selectFrom('memory_words')
        .crossJoin('memories as m')
        // The owner's word is in all of them and says nothing.
        .select([
          'm.row',
          share.as('share'),
          sql<number>`-bm25(memory_words, 0.0, 1.0) * ${share}`.as('worth'),
        ])
        .where(sql<boolean>`memory_words match ${sought}`)
        .whereRef('m.row', '=', sql`memory_words.rowid`)
        .where('m.instance', '=', instance)
        .where('m.npc', '=', npc)
        // Here, not outside: else what was replaced, or is another branch's, would take the places of what stands.
        .where((eb) => standing(eb, lineage))
        .where((eb) => eb.and(narrowing(search)))
        .orderBy('worth', 'desc')
        .orderBy('m.seq', 'desc')
        .limit(limit)
        .as('found'),
    )
    .innerJoin('memories as m', 'm.row', 'found.row')
    .selectAll('m')
    .select(sql<number>`found.worth / found.share`.as('relevance'))
    .orderBy('found.worth', 'desc')
    .orderBy('m.seq', 'desc')
    .execute();
  return rows.map((row) => ({ ...memoryOf(row), relevance: row.relevance }));
}

/** All memories, or those of these ids, which SQLite then looks up one by one: else it would walk all that an NPC has. */
export const memoriesOf = (ids: readonly string[] | undefined) =>
  (ids === undefined
    ? sql<MemoryRow>`memories`
    : sql<MemoryRow>`(select own.* from json_each(${JSON.stringify(ids)}) as asked cross join memories as own indexed by memories_by_id where own.id = asked.value)`
  ).as('m');

/** The conditions that reading and searching have in common. */
const narrowing = ({ about, kind, except }: Pick<MemoryQuery, 'about' | 'kind' | 'except'>) => [
  ...(about === undefined ? [] : [sql<boolean>`m.about = ${about}`]),
  ...(kind === undefined ? [] : [sql<boolean>`m.kind = ${kind}`]),
  ...(except === undefined ? [] : [sql<boolean>`m.kind <> ${except}`]),
];

type Expressions = ExpressionBuilder<Tables & { m: MemoryRow }, 'm'>;

/** That a row is read by this branch, says no memory gone, and was not replaced by another that the branch reads. */
export function standing(eb: Expressions, lineage: Segment[]) {
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
