import { type Kysely, sql } from 'kysely';
import type { BondChange } from '../../schemas/bond.ts';
import { isRead, type Segment } from './branches.ts';
import { text } from './lines.ts';
import type { Tables } from './tables.ts';

/** A change of a bond at its place in the record. */
export type KeptBond = BondChange & { seq: number };

/** Changes of one NPC's bonds with some others as a branch and its ancestors read them. */
export type BondQuery = {
  instance: string;
  branch: string;
  npc: string;
  others: readonly string[];
  /** Of each of them so many at most, the newest. */
  limit: number;
};

export async function insertBonds(
  db: Kysely<Tables>,
  { instance, branch }: { instance: string; branch: string },
  changes: readonly KeptBond[],
): Promise<void> {
  for (const { seq, npc, other, bond, by, reason, turn, at, time } of changes)
    await db
      .insertInto('bonds')
      .values({
        instance,
        branch,
        seq,
        npc,
        other: text(other),
        ...bond,
        by,
        reason: text(reason),
        turn: turn ?? null,
        at,
        time: text(time),
      })
      .execute();
}

/** What changed an NPC's bonds, newest first. */
export async function readBonds(
  db: Kysely<Tables>,
  { instance, npc, others, limit }: BondQuery,
  lineage: Segment[],
): Promise<KeptBond[]> {
  const ofPair = (alias: string) =>
    sql`${sql.ref(`${alias}.instance`)} = ${instance} and ${sql.ref(`${alias}.npc`)} = ${npc}
      and ${sql.ref(`${alias}.other`)} = asked.value and ${isRead(lineage, alias)}`;
  const { rows } = await sql<Tables['bonds']>`
    select b.* from json_each(${JSON.stringify(others)}) as asked cross join bonds as b
    where ${ofPair('b')} and b.seq >= coalesce(
      (select oldest.seq from bonds as oldest where ${ofPair('oldest')} order by oldest.seq desc limit 1 offset ${limit - 1}), 0)
    order by b.seq desc`.execute(db);
  return rows.map(bondOf);
}

/** Whose bonds are read: of those who came without an id of their own, and so never return, only whoever is `here`. */
export type StandingQuery = { instance: string; branch: string; here: readonly string[] };

/** The bonds of all NPCs as they stand: of each pair the newest. */
export async function standingBonds(
  db: Kysely<Tables>,
  { instance, here }: StandingQuery,
  lineage: Segment[],
): Promise<KeptBond[]> {
  const rows = await db
    .selectFrom('bonds as b')
    .selectAll('b')
    .where('b.instance', '=', instance)
    .where(isRead(lineage, 'b'))
    .where((eb) =>
      eb.or([
        eb('b.other', 'not like', `${PASSING}%`),
        sql<boolean>`b.other in (select value from json_each(${JSON.stringify(here)}))`,
      ]),
    )
    .where(
      sql<boolean>`b.seq = (select max(seq) from bonds b2 where b2.instance = b.instance and b2.npc = b.npc
        and b2.other = b.other and ${isRead(lineage, 'b2')})`,
    )
    .execute();
  return rows.map(bondOf);
}

/** How those are known who came without an id of their own: by their session. */
export const PASSING = 'player:session:';

const bondOf = ({ turn, by, trust, affinity, familiarity, ...row }: Tables['bonds']): KeptBond => ({
  seq: row.seq,
  npc: row.npc,
  other: row.other,
  bond: { trust, affinity, familiarity },
  by: by as KeptBond['by'],
  reason: row.reason,
  ...(turn !== null && { turn }),
  at: row.at,
  time: row.time,
});
