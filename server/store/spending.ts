import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Adds to what a day has cost and returns the day's sum so far. `day`: whole days since 1970 in UTC. */
export async function addSpending(db: Kysely<Tables>, day: number, tokens: number): Promise<number> {
  const row = await db
    .insertInto('spending')
    .values({ day, tokens })
    .onConflict((conflict) =>
      conflict.column('day').doUpdateSet(({ eb, ref }) => ({
        tokens: eb(ref('spending.tokens'), '+', ref('excluded.tokens')),
      })),
    )
    .returning('tokens')
    .executeTakeFirstOrThrow();
  return row.tokens;
}
