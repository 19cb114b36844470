import { type Kysely, sql } from 'kysely';
import { SoliloquyError } from '../../schemas/errors.ts';
import { copySnapshots, deleteSnapshots } from './snapshots.ts';
import type { Tables } from './tables.ts';

/** A stretch of the record that lies in one branch: the lines after `after`, up to and with `upTo`. */
export type Segment = { branch: string; after: number; upTo: number };

/** Where a record stands: its key, its current branch, its highest line number (0 when new). */
export type OpenedInstance = { id: string; branch: string; seq: number; isNew: boolean };

const FIRST_BRANCH = 'main';

/** Finds an instance's record, or begins one. */
export async function openInstance(
  db: Kysely<Tables>,
  world: string,
  instance: string,
  now: number,
): Promise<OpenedInstance> {
  const id = `${world}/${instance}`;
  const known = await db.selectFrom('instances').select('branch').where('id', '=', id).executeTakeFirst();
  if (known) return { id, branch: known.branch, seq: await headOf(db, id, known.branch), isNew: false };
  await db
    .insertInto('instances')
    .values({ id, world, instance, branch: FIRST_BRANCH, created_at: now })
    .execute();
  await db
    .insertInto('branches')
    .values({
      instance: id,
      branch: FIRST_BRANCH,
      parent_branch: null,
      parent_seq: null,
      slot: null,
      created_at: now,
    })
    .execute();
  return { id, branch: FIRST_BRANCH, seq: 0, isNew: true };
}

/** A branch and its ancestors as far as the branch reads them, newest stretch first. Throws when there is no such branch. */
export async function lineageOf(db: Kysely<Tables>, instance: string, branch: string): Promise<Segment[]> {
  const { rows } = await sql<{ branch: string; parent_seq: number | null }>`
    with recursive lineage (branch, parent_branch, parent_seq, depth) as (
      select branch, parent_branch, parent_seq, 0 from branches where instance = ${instance} and branch = ${branch}
      union all
      select b.branch, b.parent_branch, b.parent_seq, depth + 1
      from lineage l join branches b on b.instance = ${instance} and b.branch = l.parent_branch
    )
    select branch, parent_seq from lineage order by depth`.execute(db);
  if (rows.length === 0) {
    throw new SoliloquyError(
      'internal',
      `The record of ${instance} has no branch "${branch}"; open the instance first.`,
    );
  }
  let upTo = Number.MAX_SAFE_INTEGER;
  return rows.map((row) => {
    const segment = { branch: row.branch, after: row.parent_seq ?? 0, upTo };
    upTo = Math.min(upTo, segment.after);
    return segment;
  });
}

/** That a row of a table, by its alias, is read by a branch of this lineage. */
export const isRead = (lineage: readonly Segment[], alias: string) =>
  sql<boolean>`(${sql.join(
    lineage.map(
      ({ branch, after, upTo }) =>
        sql`(${sql.ref(`${alias}.branch`)} = ${branch} and ${sql.ref(`${alias}.seq`)} > ${after}
          and ${sql.ref(`${alias}.seq`)} <= ${upTo})`,
    ),
    sql` or `,
  )})`;

/** Whatever has a number of its own in a branch. */
const NUMBERED = ['lines', 'memories', 'bonds'] as const;

/** The highest number that a branch reads; 0 when there is none. */
export async function headOf(db: Kysely<Tables>, instance: string, branch: string): Promise<number> {
  const own = await Promise.all(
    NUMBERED.map((table) =>
      db
        .selectFrom(table)
        .select(({ fn: { max } }) => max('seq').as('seq'))
        .where('instance', '=', instance)
        .where('branch', '=', branch)
        .executeTakeFirst(),
    ),
  );
  const from = await db
    .selectFrom('branches')
    .select('parent_seq')
    .where('instance', '=', instance)
    .where('branch', '=', branch)
    .executeTakeFirst();
  return Math.max(Number(from?.parent_seq ?? 0), ...own.map((row) => Number(row?.seq ?? 0)));
}

/** Keeps a place in the record, with the state there, under a name; an earlier save of that name goes. */
export async function saveSlot(
  db: Kysely<Tables>,
  save: { instance: string; branch: string; seq: number; slot: string; now: number },
): Promise<void> {
  const { instance, slot, now } = save;
  const lineage = await lineageOf(db, instance, save.branch);
  // The nearest branch that has the line itself: loading and saving over and over makes no chain of empty branches.
  const holder = lineage.find(({ after }) => after < save.seq) ?? lineage.at(-1)!;
  const branch = slotBranch(slot);
  await deleteSnapshots(db, instance, branch);
  await db.deleteFrom('branches').where('instance', '=', instance).where('branch', '=', branch).execute();
  await db
    .insertInto('branches')
    .values({
      instance,
      branch,
      parent_branch: holder.branch,
      parent_seq: save.seq,
      slot,
      created_at: now,
    })
    .execute();
  const stateOf = lineage.find(({ after }) => after <= save.seq)!.branch;
  await copySnapshots(db, { instance, branch: stateOf, seq: save.seq }, { instance, branch, seq: save.seq });
}

/** Forks a fresh branch where a save was made and makes it the current one. Throws `unknown-slot`. */
export async function loadSlot(
  db: Kysely<Tables>,
  load: { instance: string; slot: string; now: number },
): Promise<{ branch: string; seq: number }> {
  const { instance, slot, now } = load;
  const save = await db
    .selectFrom('branches')
    .select(['branch', 'parent_branch', 'parent_seq'])
    .where('instance', '=', instance)
    .where('slot', '=', slot)
    .executeTakeFirst();
  if (save?.parent_seq == null) throw await unknownSlot(db, instance, slot);
  const seq = save.parent_seq;
  const branch = await freshBranch(db, instance);
  await db
    .insertInto('branches')
    .values({
      instance,
      branch,
      parent_branch: save.parent_branch,
      parent_seq: seq,
      slot: null,
      created_at: now,
    })
    .execute();
  await copySnapshots(db, { instance, branch: save.branch, seq }, { instance, branch, seq });
  await db.updateTable('instances').set({ branch }).where('id', '=', instance).execute();
  return { branch, seq };
}

const slotBranch = (slot: string): string => `slot:${slot}`;

async function freshBranch(db: Kysely<Tables>, instance: string): Promise<string> {
  const { count } = await db
    .selectFrom('branches')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('instance', '=', instance)
    .where('slot', 'is', null)
    .executeTakeFirstOrThrow();
  return `load-${count}`;
}

async function unknownSlot(db: Kysely<Tables>, instance: string, slot: string): Promise<SoliloquyError> {
  const saves = await db
    .selectFrom('branches')
    .select('slot')
    .where('instance', '=', instance)
    .where('slot', 'is not', null)
    .orderBy('slot')
    .execute();
  const known = saves.map((save) => `"${save.slot}"`).join(', ') || 'nothing';
  return new SoliloquyError('unknown-slot', `Nothing was saved as "${slot}". Saved so far: ${known}.`);
}
