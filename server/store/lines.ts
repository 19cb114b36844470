import { type Kysely, sql } from 'kysely';
import type { Line } from '../../schemas/record.ts';
import { isRead, type Segment } from './branches.ts';
import { effectiveLines } from './effective.ts';
import type { LineRow, Tables } from './tables.ts';

/** Which lines of a branch and its ancestors: after and before these numbers, perceived by an NPC (slug) or a player (opaque id). */
export type LineQuery = {
  instance: string;
  branch: string;
  after?: number;
  before?: number;
  limit?: number;
  /** Counts `limit` from the newest line, and returns the newest first. */
  newestFirst?: boolean;
} & ({ npc?: string; player?: never } | { player?: string; npc?: never });

/** Adds lines to a branch, and notes who perceived them. */
export async function insertLines(
  db: Kysely<Tables>,
  place: { instance: string; branch: string },
  lines: readonly Line[],
): Promise<void> {
  for (const line of lines) {
    await db.insertInto('lines').values(rowOf(place, line)).execute();
    const audience = new Set([
      ...line.npcs.map((npc) => `npc:${npc}`),
      ...line.players.map((id) => `player:${id}`),
    ]);
    const rows = [...audience].map((who) => ({ ...place, who, seq: line.seq }));
    if (rows.length > 0) await db.insertInto('line_audience').values(rows).execute();
  }
}

/** Reads stretch by stretch, from the end that is asked for, until the limit is reached. */
export async function readLines(db: Kysely<Tables>, query: LineQuery, lineage: Segment[]): Promise<Line[]> {
  const lines: Line[] = [];
  for (const segment of query.newestFirst ? lineage : lineage.toReversed()) {
    const limit = query.limit === undefined ? undefined : query.limit - lines.length;
    if (limit !== undefined && limit <= 0) break;
    const rows = await segmentQuery(db, query, segment, limit).execute();
    lines.push(...rows.map(lineOf));
  }
  return lines;
}

/** The lines of these ids that a branch and its ancestors have, as they read now (see `effectiveLines`), oldest first. */
export async function readLinesById(
  db: Kysely<Tables>,
  { instance, ids }: { instance: string; ids: readonly string[] },
  lineage: Segment[],
): Promise<Line[]> {
  // SQLite would rather walk the whole record than use the index, unless it is told to.
  const { rows } = await sql<LineRow>`
    with recursive wanted (id) as (
      select value from json_each(${JSON.stringify(ids)})
      union
      select later.id from wanted cross join lines as later indexed by lines_by_replaced
      where later.instance = ${instance} and later.replaces = wanted.id and ${isRead(lineage, 'later')}
    )
    select lines.* from wanted cross join lines
    where lines.instance = ${instance} and lines.id = wanted.id and ${isRead(lineage, 'lines')}
    order by lines.seq`.execute(db);
  return effectiveLines(rows.map(lineOf));
}

/** What players went by when they spoke last, by their opaque ids; whoever has not spoken is left out. */
export async function readNames(
  db: Kysely<Tables>,
  { instance, players }: { instance: string; players: readonly string[] },
  lineage: Segment[],
): Promise<Map<string, string>> {
  if (players.length === 0) return new Map();
  const { rows } = await sql<{ player: string; name: string | null }>`
    select asked.value as player, (
      select lines.name from lines
      where lines.instance = ${instance} and lines.player = asked.value and ${isRead(lineage, 'lines')}
      order by lines.seq desc limit 1
    ) as name
    from json_each(${JSON.stringify(players)}) as asked`.execute(db);
  return new Map(rows.flatMap(({ player, name }) => (name === null ? [] : [[player, name]])));
}

/** The lines of these ids that a branch and its ancestors have, as they were written, oldest first. */
export async function readRawLinesById(
  db: Kysely<Tables>,
  { instance, ids }: { instance: string; ids: readonly string[] },
  lineage: Segment[],
): Promise<Line[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('lines')
    .selectAll('lines')
    .where('instance', '=', instance)
    .where('id', 'in', ids)
    .where(isRead(lineage, 'lines'))
    .orderBy('seq')
    .execute();
  return rows.map(lineOf);
}

/** The lines of one stretch, as many as there are up to the limit. */
export const segmentLines = async (
  db: Kysely<Tables>,
  query: LineQuery,
  segment: Segment,
  limit: number,
): Promise<Line[]> => (await segmentQuery(db, query, segment, limit).execute()).map(lineOf);

/** The query for one stretch; by audience it walks `line_audience`, so that its cost is the lines found, not the record. */
export function segmentQuery(db: Kysely<Tables>, query: LineQuery, segment: Segment, limit?: number) {
  const { instance } = query;
  const { branch } = segment;
  const who =
    query.npc !== undefined
      ? `npc:${query.npc}`
      : query.player !== undefined
        ? `player:${query.player}`
        : null;
  const after = Math.max(segment.after, query.after ?? 0);
  const before = Math.min(segment.upTo + 1, query.before ?? Number.MAX_SAFE_INTEGER);
  const order = query.newestFirst ? 'desc' : 'asc';
  if (who === null) {
    return db
      .selectFrom('lines')
      .selectAll('lines')
      .where('instance', '=', instance)
      .where('branch', '=', branch)
      .where('seq', '>', after)
      .where('seq', '<', before)
      .orderBy('seq', order)
      .$if(limit !== undefined, (all) => all.limit(limit!));
  }
  // SQLite takes the tables of a cross join in the order written: the audience first, then each line found.
  return db
    .selectFrom('line_audience as heard')
    .crossJoin('lines')
    .selectAll('lines')
    .where('heard.instance', '=', instance)
    .where('heard.branch', '=', branch)
    .where('heard.who', '=', who)
    .where('heard.seq', '>', after)
    .where('heard.seq', '<', before)
    .where('lines.instance', '=', instance)
    .where('lines.branch', '=', branch)
    .whereRef('lines.seq', '=', 'heard.seq')
    .orderBy('heard.seq', order)
    .$if(limit !== undefined, (all) => all.limit(limit!));
}

/** SQLite hands text back only up to a NUL; JSON columns escape it, the others take the replacement character. */
export const text = (value: string): string => value.replaceAll('\0', '\u{fffd}');

const rowOf = (place: { instance: string; branch: string }, line: Line): LineRow => ({
  ...place,
  seq: line.seq,
  id: line.id,
  kind: line.kind,
  from: line.from,
  name: text(line.name),
  to: line.to ?? null,
  whisper: Number(line.whisper),
  location: line.location,
  spans: JSON.stringify(line.spans),
  npcs: JSON.stringify(line.npcs),
  players: JSON.stringify(line.players),
  player: line.player === undefined ? null : text(line.player),
  turn: line.turn ?? null,
  status: line.status ?? null,
  replaces: line.replaces ?? null,
  at: line.at,
  time: text(line.time),
  consent: line.consent === undefined ? null : Number(line.consent),
});

/** What was checked when it was written is trusted when it is read. */
const lineOf = (row: LineRow): Line => ({
  id: row.id,
  seq: row.seq,
  kind: row.kind as Line['kind'],
  from: row.from,
  name: row.name,
  ...(row.to !== null && { to: row.to }),
  whisper: row.whisper === 1,
  location: row.location,
  spans: JSON.parse(row.spans),
  npcs: JSON.parse(row.npcs),
  players: JSON.parse(row.players),
  ...(row.player !== null && { player: row.player }),
  ...(row.turn !== null && { turn: row.turn }),
  ...(row.status !== null && { status: row.status as NonNullable<Line['status']> }),
  ...(row.replaces !== null && { replaces: row.replaces }),
  at: row.at,
  time: row.time,
  ...(row.consent !== null && { consent: row.consent === 1 }),
});
