import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * What somebody thinks of a reply: `value` 1 or -1 for a rating; for a preference, `rejected` is the take that it was preferred
 * to. `body` holds what was judged, since traces are forgotten in time. `at`: Unix milliseconds.
 */
export type Rating = {
  instance: string;
  npc: string;
  turn: string;
  author: string;
  value: 1 | -1;
  rejected?: string;
  reason: string;
  body: unknown;
  at: number;
};

/** The author of choices among the takes of one turn, which nobody made by hand. */
export const BEST_OF = 'best-of';

/** Keeps a rating; an earlier one of that author on the same goes. */
export async function saveRating(db: Kysely<Tables>, rating: Rating): Promise<void> {
  const { instance, npc, turn, author, value, rejected = '', reason, body, at } = rating;
  await db
    .insertInto('ratings')
    .values({ instance, npc, turn, author, value, rejected, reason, body: JSON.stringify(body), at })
    .onConflict((conflict) =>
      conflict
        .columns(['instance', 'turn', 'rejected', 'author'])
        .doUpdateSet({ value, reason, body: JSON.stringify(body), at }),
    )
    .execute();
}

/** Takes a rating back. */
export async function deleteRating(
  db: Kysely<Tables>,
  { instance, turn, author, rejected = '' }: Pick<Rating, 'instance' | 'turn' | 'author' | 'rejected'>,
): Promise<void> {
  await db
    .deleteFrom('ratings')
    .where('instance', '=', instance)
    .where('turn', '=', turn)
    .where('rejected', '=', rejected)
    .where('author', '=', author)
    .execute();
}

/** Ratings and preferences of an instance, oldest first; of these turns alone, where they are named; `isByHand`: without choices among takes. */
export async function readRatings(
  db: Kysely<Tables>,
  instance: string,
  turns?: readonly string[],
  isByHand = false,
): Promise<Rating[]> {
  const rows = await db
    .selectFrom('ratings')
    .selectAll()
    .where('instance', '=', instance)
    .$if(turns !== undefined, (all) => all.where('turn', 'in', turns!))
    .$if(isByHand, (all) => all.where('author', '!=', BEST_OF))
    .orderBy('at')
    .execute();
  return rows.map(({ value, rejected, body, ...row }) => ({
    ...row,
    value: value as Rating['value'],
    ...(rejected !== '' && { rejected }),
    body: JSON.parse(body),
  }));
}
