import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Selectable } from 'kysely';
import type { Tables } from './tables.ts';

/** A persona's version without its text: by whom it was saved (`file` or a name), when (Unix milliseconds), with what note. */
export type PersonaVersion = {
  version: number;
  hash: string;
  author: string;
  note: string | null;
  /** What somebody called it later. */
  name: string | null;
  createdAt: number;
};

export type PersonaVersionBody = PersonaVersion & { body: unknown };

type PersonaOf = { world: string; persona: string };

export type NewPersonaVersion = PersonaOf & {
  hash: string;
  author: string;
  note?: string;
  body: unknown;
};

export type PersonaFile = PersonaOf & { hash: string; body: unknown };

/** Writes a version, which is then the newest. */
export async function savePersonaVersion(
  db: Kysely<Tables>,
  {
    world,
    persona,
    hash,
    author,
    note = null,
    body,
  }: Omit<NewPersonaVersion, 'note'> & { note?: string | null },
  now: number,
): Promise<PersonaVersionBody> {
  const newest = await newestPersona(db, { world, persona });
  const version = (newest?.version ?? 0) + 1;
  const row = { world, persona, version, hash, author, note, name: null, body: JSON.stringify(body) };
  await db
    .insertInto('personas')
    .values({ ...row, created_at: now })
    .execute();
  return bodyOf({ ...row, created_at: now });
}

/**
 * Notes the file of a persona as it is now and returns the newest version. The file becomes that, by author `file`, where it is
 * not the one last noted and says something else than the newest version does.
 */
export async function takePersonaFile(
  db: Kysely<Tables>,
  { world, persona, hash, body }: PersonaFile,
  now: number,
): Promise<PersonaVersionBody> {
  const noted = await db
    .selectFrom('persona_files')
    .select('hash')
    .where('world', '=', world)
    .where('persona', '=', persona)
    .executeTakeFirst();
  const newest = await newestPersona(db, { world, persona });
  if (newest && noted?.hash === hash) return newest;
  await notePersonaFile(db, { world, persona, hash });
  if (newest && isDeepStrictEqual(newest.body, JSON.parse(JSON.stringify(body)))) return newest;
  return savePersonaVersion(db, { world, persona, hash, author: 'file', body }, now);
}

/** Remembers a file as the one last seen, so that it makes no version. */
export async function notePersonaFile(db: Kysely<Tables>, file: PersonaOf & { hash: string }): Promise<void> {
  await db
    .insertInto('persona_files')
    .values(file)
    .onConflict((conflict) => conflict.columns(['world', 'persona']).doUpdateSet({ hash: file.hash }))
    .execute();
}

/** The version that is live; null when the persona was never seen. */
export async function newestPersona(db: Kysely<Tables>, of: PersonaOf): Promise<PersonaVersionBody | null> {
  const row = await versions(db, of).selectAll().limit(1).executeTakeFirst();
  return row ? bodyOf(row) : null;
}

/** One version; null when there is none of that number. */
export async function personaVersion(
  db: Kysely<Tables>,
  of: PersonaOf,
  version: number,
): Promise<PersonaVersionBody | null> {
  const row = await versions(db, of).where('version', '=', version).selectAll().executeTakeFirst();
  return row ? bodyOf(row) : null;
}

/** The version that was live at a time (Unix milliseconds), else the oldest; null when there is none. */
export async function personaAt(
  db: Kysely<Tables>,
  of: PersonaOf,
  at: number,
): Promise<PersonaVersionBody | null> {
  const live = await versions(db, of).where('created_at', '<=', at).selectAll().limit(1).executeTakeFirst();
  const row =
    live ??
    (await versions(db, of).clearOrderBy().orderBy('version').selectAll().limit(1).executeTakeFirst());
  return row ? bodyOf(row) : null;
}

/** A persona's versions without their texts, newest first. */
export async function personaVersions(db: Kysely<Tables>, of: PersonaOf): Promise<PersonaVersion[]> {
  const rows = await versions(db, of)
    .select(['version', 'hash', 'author', 'note', 'name', 'created_at'])
    .execute();
  return rows.map(infoOf);
}

/** Calls a version something, or nothing any more; whether there is such a version. */
export async function namePersonaVersion(
  db: Kysely<Tables>,
  { world, persona }: PersonaOf,
  version: number,
  name: string | null,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('personas')
    .set({ name })
    .where('world', '=', world)
    .where('persona', '=', persona)
    .where('version', '=', version)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

type Row = Selectable<Tables['personas']>;

const infoOf = ({
  version,
  hash,
  author,
  note,
  name,
  created_at,
}: Omit<Row, 'world' | 'persona' | 'body'>) => ({
  version,
  hash,
  author,
  note,
  name,
  createdAt: created_at,
});

const bodyOf = (row: Row): PersonaVersionBody => ({ ...infoOf(row), body: JSON.parse(row.body) });

const versions = (db: Kysely<Tables>, { world, persona }: PersonaOf) =>
  db
    .selectFrom('personas')
    .where('world', '=', world)
    .where('persona', '=', persona)
    .orderBy('version', 'desc');
