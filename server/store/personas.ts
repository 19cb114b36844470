import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** A persona as it was saved: by whom (`file` or a name), when (Unix milliseconds), with what note. */
export type PersonaVersion = {
  version: number;
  hash: string;
  author: string;
  note: string | null;
  body: unknown;
  createdAt: number;
};

export type NewPersonaVersion = {
  world: string;
  persona: string;
  hash: string;
  author: string;
  note?: string;
  body: unknown;
};

/** Saves a version and returns its number; what has the newest one's hash is that version, and nothing is written. */
export async function savePersonaVersion(
  db: Kysely<Tables>,
  saved: NewPersonaVersion,
  now: number,
): Promise<number> {
  const { world, persona, hash, author, note = null, body } = saved;
  const newest = await versions(db, world, persona).select(['version', 'hash']).limit(1).executeTakeFirst();
  if (newest?.hash === hash) return newest.version;
  const version = (newest?.version ?? 0) + 1;
  await db
    .insertInto('personas')
    .values({ world, persona, version, hash, author, note, body: JSON.stringify(body), created_at: now })
    .execute();
  return version;
}

/** A persona's versions, newest first. */
export async function personaVersions(
  db: Kysely<Tables>,
  world: string,
  persona: string,
  limit?: number,
): Promise<PersonaVersion[]> {
  const rows = await versions(db, world, persona)
    .selectAll()
    .$if(limit !== undefined, (limited) => limited.limit(limit!))
    .execute();
  return rows.map(({ version, hash, author, note, body, created_at }) => ({
    version,
    hash,
    author,
    note,
    body: JSON.parse(body),
    createdAt: created_at,
  }));
}

const versions = (db: Kysely<Tables>, world: string, persona: string) =>
  db
    .selectFrom('personas')
    .where('world', '=', world)
    .where('persona', '=', persona)
    .orderBy('version', 'desc');
