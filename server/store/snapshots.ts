import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The state of the world and of its NPCs; NPCs by slug. */
export type Snapshot = { instanceState: unknown | null; npcs: Map<string, unknown> };

type Place = { instance: string; branch: string; seq: number };

const WORLD = 'world';
const NPC = 'npc:';

/** Keeps states at a place in the record; one that is as it was costs nothing. `undefined` leaves the world's as it is. */
export async function writeSnapshots(
  db: Kysely<Tables>,
  place: Place,
  states: { instanceState?: unknown; npcs?: readonly { npc: string; state: unknown }[] },
): Promise<void> {
  if (states.instanceState !== undefined) await write(db, place, WORLD, JSON.stringify(states.instanceState));
  for (const { npc, state } of states.npcs ?? []) await write(db, place, NPC + npc, JSON.stringify(state));
}

/** The newest states of a branch. A branch starts with a copy of its parent's, so its ancestors need not be asked. */
export async function readSnapshot(db: Kysely<Tables>, instance: string, branch: string): Promise<Snapshot> {
  const states = await newestStates(db, { instance, branch, seq: Number.MAX_SAFE_INTEGER });
  const world = states.find(({ subject }) => subject === WORLD);
  const npcs = states.filter(({ subject }) => subject.startsWith(NPC));
  return {
    instanceState: world ? JSON.parse(world.state) : null,
    npcs: new Map(npcs.map(({ subject, state }) => [subject.slice(NPC.length), JSON.parse(state)])),
  };
}

/** Copies the states as they were at one place to another. */
export async function copySnapshots(db: Kysely<Tables>, from: Place, to: Place): Promise<void> {
  for (const { subject, state } of await newestStates(db, from)) await write(db, to, subject, state);
}

/** Forgets a branch's states; for saves that are saved over. */
export async function deleteSnapshots(db: Kysely<Tables>, instance: string, branch: string): Promise<void> {
  await db.deleteFrom('snapshots').where('instance', '=', instance).where('branch', '=', branch).execute();
}

async function write(db: Kysely<Tables>, place: Place, subject: string, state: string): Promise<void> {
  const newest = await db
    .selectFrom('snapshots')
    .select('state')
    .where('instance', '=', place.instance)
    .where('branch', '=', place.branch)
    .where('subject', '=', subject)
    .where('seq', '<=', place.seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest?.state === state) return;
  await db
    .insertInto('snapshots')
    .values({ ...place, subject, state })
    .onConflict((conflict) =>
      conflict.columns(['instance', 'branch', 'subject', 'seq']).doUpdateSet({ state }),
    )
    .execute();
}

const newestStates = (db: Kysely<Tables>, { instance, branch, seq }: Place) =>
  db
    .selectFrom('snapshots as s')
    .innerJoin(
      ({ selectFrom }) =>
        selectFrom('snapshots')
          .select(['subject', ({ fn }) => fn.max('seq').as('seq')])
          .where('instance', '=', instance)
          .where('branch', '=', branch)
          .where('seq', '<=', seq)
          .groupBy('subject')
          .as('newest'),
      (join) => join.onRef('newest.subject', '=', 's.subject').onRef('newest.seq', '=', 's.seq'),
    )
    .select(['s.subject', 's.state'])
    .where('s.instance', '=', instance)
    .where('s.branch', '=', branch)
    .execute();
