import { type Kysely, sql } from 'kysely';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Span } from '../../schemas/layers.ts';
import type { Line } from '../../schemas/record.ts';
import { headOf, lineageOf, type Segment } from './branches.ts';
import { openDatabaseToRead, reasonOf } from './database.ts';
import { effectiveLines, takesOf } from './effective.ts';
import { readRawLinesById, segmentLines } from './lines.ts';
import { type PersonaVersionBody, personaAt } from './personas.ts';
import { type Rating, readRatings } from './ratings.ts';
import type { Tables } from './tables.ts';
import { readTraces, type StoredTrace } from './traces.ts';

/** An instance whose play is recorded. */
export type PlayedInstance = { id: string; world: string; instance: string; branch: string };

/** A line as it reads now; `takes`: all that was said in its place, where that is more than one. */
export type PlayedLine = { line: Line; takes: readonly Line[]; isEdited: boolean };

/**
 * Persons who spoke, by the opaque id under which NPCs remember them, in the order in which each name was first heard; names of the
 * world's cast and of whoever else spoke; and the texts of events in which somebody comes.
 */
export type PlayedNames = {
  persons: { player: string; name: string }[];
  characters: string[];
  comings: string[];
};

/** The record of a server that may be running, for reading alone. Each call rejects with `bad-store` when it cannot be read. */
export type RecordedPlay = {
  instances(): Promise<PlayedInstance[]>;
  /** Who is named in it. */
  names(instance: PlayedInstance): Promise<PlayedNames>;
  /** The lines of the current branch as they read now, oldest first, up to the one that is newest when it begins. */
  lines(instance: PlayedInstance): AsyncGenerator<PlayedLine>;
  /** When the oldest turn began of which a trace is still kept (Unix milliseconds); Infinity where none is. */
  tracedSince(instance: PlayedInstance): Promise<number>;
  /** Those of these turns that are still kept. */
  traces(turns: readonly string[]): Promise<StoredTrace[]>;
  /** Ratings and preferences, of these turns alone. */
  ratings(instance: PlayedInstance, turns: readonly string[]): Promise<Rating[]>;
  /** The version that was live at a time (Unix milliseconds), else the oldest; null when there is none. */
  personaAt(world: string, persona: string, at: number): Promise<PersonaVersionBody | null>;
  close(): Promise<void>;
};

/** Lines that are read at once. */
const PAGE = 500;

/** Opens the record at `file:<path>` without taking it from the server that has it. Throws `bad-store`. */
export async function openRecordedPlay(url: string): Promise<RecordedPlay> {
  const db = await openDatabaseToRead(url);
  const read = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof SoliloquyError) throw cause;
      throw new SoliloquyError('bad-store', `The record could not be read: ${reasonOf(cause)}.`, { cause });
    }
  };
  return {
    instances: () =>
      read(() =>
        db.selectFrom('instances').select(['id', 'world', 'instance', 'branch']).orderBy('id').execute(),
      ),
    names: (instance) => read(() => namesIn(db, instance)),
    async *lines(instance) {
      const pages = pagesOf(db, instance);
      for (;;) {
        const page = await read(() => pages.next());
        if (page.done) return;
        yield* page.value;
      }
    },
    tracedSince: (instance) => read(() => tracedSince(db, instance.id)),
    traces: (turns) => read(() => readTraces(db, turns)),
    ratings: (instance, turns) => read(() => readRatings(db, instance.id, turns)),
    personaAt: (world, persona, at) => read(() => personaAt(db, { world, persona }, at)),
    close: () => db.destroy(),
  };
}

async function namesIn(db: Kysely<Tables>, { id, world }: PlayedInstance): Promise<PlayedNames> {
  const spoke = await db
    .selectFrom('lines')
    .select(['player', 'name', ({ fn }) => fn.min('at').as('first')])
    .where('instance', '=', id)
    .groupBy(['player', 'name'])
    .orderBy('first')
    .execute();
  const cast = await db
    .selectFrom('personas')
    .select(sql<string | null>`json_extract(body, '$.name')`.as('name'))
    .distinct()
    .where('world', '=', world)
    .execute();
  const came = await db
    .selectFrom('lines')
    .select('spans')
    .distinct()
    .where('instance', '=', id)
    .where('kind', '=', 'event')
    .where(({ or, eb }) => or([eb('spans', 'like', '% comes in.%'), eb('spans', 'like', '% comes to %')]))
    .execute();
  return {
    persons: spoke.flatMap(({ player, name }) => (player === null ? [] : [{ player, name }])),
    characters: [
      ...spoke.flatMap(({ player, name }) => (player === null ? [name] : [])),
      ...cast.flatMap(({ name }) => name ?? []),
    ],
    comings: came.flatMap(({ spans }) => (JSON.parse(spans) as Span[]).map(({ text }) => text)),
  };
}

async function tracedSince(db: Kysely<Tables>, instance: string): Promise<number> {
  const row = await db
    .selectFrom('traces')
    .select(({ fn }) => fn.min('started_at').as('since'))
    .where('instance', '=', instance)
    .executeTakeFirst();
  return row?.since ?? Number.POSITIVE_INFINITY;
}

async function* pagesOf(db: Kysely<Tables>, { id: instance, branch }: PlayedInstance) {
  const lineage = await lineageOf(db, instance, branch);
  const last = await headOf(db, instance, branch);
  const later = await replacementsIn(db, instance, lineage);
  let after = 0;
  for (const segment of lineage.toReversed()) {
    for (;;) {
      const query = { instance, branch, after, before: last + 1 };
      const lines = await segmentLines(db, query, segment, PAGE);
      if (lines.length === 0) break;
      after = lines.at(-1)!.seq;
      const ids = lines.flatMap(({ id }) => later.get(id) ?? []);
      const found = new Map(
        (await readRawLinesById(db, { instance, ids }, lineage)).map((line) => [line.id, line]),
      );
      yield lines.flatMap((line) => {
        // What it replaced has been read with it.
        if (later.isIn(line)) return [];
        const chain = (later.get(line.id) ?? []).flatMap((id) => found.get(id) ?? []);
        return played([line, ...chain.filter(({ seq }) => seq <= last)]);
      });
    }
  }
}

function played(raw: readonly Line[]): PlayedLine[] {
  const { turn } = raw[0]!;
  return effectiveLines(raw).map((line) => ({
    line,
    takes: raw.length > 1 && turn !== undefined ? takesOf(raw, turn).takes : [],
    isEdited: raw.some(({ kind }) => kind === 'edit'),
  }));
}

/** By the line that stood there first, the ids of all that later took its place or changed it. */
async function replacementsIn(db: Kysely<Tables>, instance: string, lineage: readonly Segment[]) {
  const roots = new Map<string, string>();
  const chains = new Map<string, string[]>();
  for (const { branch, after, upTo } of lineage.toReversed()) {
    const rows = await db
      .selectFrom('lines')
      .select(['id', 'replaces'])
      .where('instance', '=', instance)
      .where('branch', '=', branch)
      .where('seq', '>', after)
      .where('seq', '<=', upTo)
      .where('replaces', 'is not', null)
      .orderBy('seq')
      .execute();
    for (const { id, replaces } of rows) {
      const root = roots.get(replaces!) ?? replaces!;
      roots.set(id, root);
      chains.set(root, [...(chains.get(root) ?? []), id]);
    }
  }
  return { get: (root: string) => chains.get(root), isIn: ({ id }: Line) => roots.has(id) };
}
