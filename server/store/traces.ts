import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The full record of a turn, as whoever made the turn wrote it. `startedAt`: Unix milliseconds. */
export type StoredTrace = {
  turn: string;
  instance: string;
  branch: string;
  npc: string;
  startedAt: number;
  body: unknown;
};

export async function insertTrace(db: Kysely<Tables>, trace: StoredTrace): Promise<void> {
  const { turn, instance, branch, npc, startedAt, body } = trace;
  await db
    .insertInto('traces')
    .values({ turn, instance, branch, npc, started_at: startedAt, body: JSON.stringify(body) })
    .execute();
}

/** Forgets all but the newest `keep` traces of an instance. */
export async function pruneTraces(db: Kysely<Tables>, instance: string, keep: number): Promise<void> {
  await db
    .deleteFrom('traces')
    .where('turn', 'in', ({ selectFrom }) =>
      selectFrom('traces')
        .select('turn')
        .where('instance', '=', instance)
        .orderBy('started_at', 'desc')
        .orderBy('turn', 'desc')
        .limit(-1)
        .offset(keep),
    )
    .execute();
}

/** Traces of an instance, newest first. */
export async function readTraces(
  db: Kysely<Tables>,
  instance: string,
  { npc, limit = 100 }: { npc?: string; limit?: number },
): Promise<StoredTrace[]> {
  const rows = await db
    .selectFrom('traces')
    .selectAll()
    .where('instance', '=', instance)
    .$if(npc !== undefined, (all) => all.where('npc', '=', npc!))
    .orderBy('started_at', 'desc')
    .orderBy('turn', 'desc')
    .limit(limit)
    .execute();
  return rows.map(traceOf);
}

export async function readTrace(db: Kysely<Tables>, turn: string): Promise<StoredTrace | null> {
  const row = await db.selectFrom('traces').selectAll().where('turn', '=', turn).executeTakeFirst();
  return row ? traceOf(row) : null;
}

const traceOf = ({ started_at, body, ...row }: Tables['traces']): StoredTrace => ({
  ...row,
  startedAt: started_at,
  body: JSON.parse(body),
});
