import { type Kysely, sql } from 'kysely';
import type { BondChange } from '../../schemas/bond.ts';
import { isRead, type Segment } from './branches.ts';
import { text } from './lines.ts';
import type { Tables } from './tables.ts';

/** A change of a bond at its place in the record. */
export type KeptBond = BondChange & { seq: number };

/** Changes of one NPC's bonds as a branch and its ancestors read them, newest first. */
export type BondQuery = {
  instance: string;
  branch: string;
  npc: string;
  /** The one pair alone. */
  other?: string;
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

/** What changed an NPC's bonds. */
export async function readBonds(
  db: Kysely<Tables>,
  query: BondQuery,
  lineage: Segment[],
): Promise<KeptBond[]> {
  const rows = await db
    .selectFrom('bonds as b')
    .selectAll('b')
    .where('b.instance', '=', query.instance)
    .where('b.npc', '=', query.npc)
    .where(isRead(lineage, 'b'))
    .$if(query.other !== undefined, (all) => all.where('b.other', '=', query.other!))
    .orderBy('b.seq', 'desc')
    .limit(query.limit)
    .execute();
  return rows.map(bondOf);
}

/** The bonds of all NPCs as they stand: of each pair the newest. */
export async function standingBonds(
  db: Kysely<Tables>,
  { instance }: { instance: string },
  lineage: Segment[],
): Promise<KeptBond[]> {
  const rows = await db
    .selectFrom('bonds as b')
    .selectAll('b')
    .where('b.instance', '=', instance)
    .where(isRead(lineage, 'b'))
    .where(
      sql<boolean>`b.seq = (select max(seq) from bonds b2 where b2.instance = b.instance and b2.npc = b.npc
        and b2.other = b.other and ${isRead(lineage, 'b2')})`,
    )
    .execute();
  return rows.map(bondOf);
}

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
