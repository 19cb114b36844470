import type { Kysely } from 'kysely';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Line } from '../../schemas/record.ts';
import {
  type BondQuery,
  insertBonds,
  type KeptBond,
  readBonds,
  type StandingQuery,
  standingBonds,
} from './bonds.ts';
import {
  headOf,
  lineageOf,
  loadSlot,
  type OpenedInstance,
  openInstance,
  type Segment,
  saveSlot,
} from './branches.ts';
import { openDatabase, reasonOf } from './database.ts';
import { insertLines, type LineQuery, readLines, readLinesById, readNames } from './lines.ts';
import {
  countMemories,
  type FoundMemory,
  insertMemories,
  type KeptMemory,
  type MemoryCount,
  type MemoryQuery,
  type MemorySearch,
  readMemories,
  readMemory,
  searchMemories,
} from './memories.ts';
import {
  type NewPersonaVersion,
  namePersonaVersion,
  notePersonaFile,
  type PersonaFile,
  type PersonaVersion,
  type PersonaVersionBody,
  personaVersion,
  personaVersions,
  savePersonaVersion,
  takePersonaFile,
} from './personas.ts';
import { deleteRating, type Rating, readRatings, saveRating } from './ratings.ts';
import { readSnapshot, type Snapshot, writeSnapshots } from './snapshots.ts';
import { addSpending } from './spending.ts';
import type { Tables } from './tables.ts';
import {
  insertTrace,
  listTraces,
  noteCalls,
  pruneTraces,
  readTrace,
  relatedTurns,
  type StoredTrace,
  type TraceFilter,
  type TraceRow,
  type TraceSummary,
} from './traces.ts';
import {
  type EmbeddedMemory,
  type EmbeddedQuery,
  keepVectors,
  type MemoryToEmbed,
  type MemoryVector,
  memoriesToEmbed,
  readEmbedded,
  readVectors,
  type ToEmbedQuery,
} from './vectors.ts';

export type { BondQuery, KeptBond } from './bonds.ts';
export type { OpenedInstance } from './branches.ts';
export type { LineQuery } from './lines.ts';
export type { FoundMemory, KeptMemory, MemoryCount, MemoryQuery, MemorySearch } from './memories.ts';
export type { NewPersonaVersion, PersonaVersion, PersonaVersionBody } from './personas.ts';
export type { Rating } from './ratings.ts';
export type { Snapshot } from './snapshots.ts';
export type { StoredTrace, TraceFilter, TraceRow, TraceSummary } from './traces.ts';
export type { EmbeddedMemory, EmbeddedQuery, MemoryToEmbed, MemoryVector, ToEmbedQuery } from './vectors.ts';

/** What happened at once: lines, the state after them (only what changed), the trace of the turn. */
export type Commit = {
  instance: string;
  branch: string;
  lines: Line[];
  memories?: readonly KeptMemory[];
  bonds?: readonly KeptBond[];
  npcs?: { npc: string; state: unknown }[];
  instanceState?: unknown;
  trace?: { turn: string; npc: string; startedAt: number; body: unknown; summary: TraceSummary };
  /** What has come by now of the calls of a turn whose trace is kept already. */
  calls?: { turn: string; calls: unknown };
  /** What was chosen over what. */
  ratings?: readonly Rating[];
};

/**
 * Where everything that outlives the process is kept. Calls run one after another, in the order they were made; what a
 * call has resolved survives a kill of the process. Each rejects with `bad-store` when the database cannot do it, having
 * changed nothing.
 */
export type Store = {
  /** Finds an instance's record, or begins one. */
  openInstance(world: string, instance: string): Promise<OpenedInstance>;
  /** Writes all of it or nothing. */
  commit(commit: Commit): Promise<void>;
  /** Raw lines of a branch and its ancestors, oldest first; see `effectiveLines` for how they read. */
  lines(query: LineQuery): Promise<Line[]>;
  /** Those of these ids as they read now, oldest first. */
  linesById(where: { instance: string; branch: string; ids: readonly string[] }): Promise<Line[]>;
  /** What players went by when they spoke last, by their opaque ids; whoever has not spoken is left out. */
  names(where: {
    instance: string;
    branch: string;
    players: readonly string[];
  }): Promise<Map<string, string>>;
  /** The newest state of the world and its NPCs; null and empty in a new record. */
  snapshot(instance: string, branch: string): Promise<Snapshot>;
  /** Memories of an NPC, as a branch reads them. */
  memories(query: MemoryQuery): Promise<KeptMemory[]>;
  /** One memory; null when there is none, or it is gone. */
  memory(where: { instance: string; branch: string; id: string }): Promise<KeptMemory | null>;
  /** How many an NPC has, by whom they are about and their kind; most first. */
  countMemories(whose: { instance: string; branch: string; npc: string }): Promise<MemoryCount[]>;
  /** Memories by their words, best first. */
  searchMemories(search: MemorySearch): Promise<FoundMemory[]>;
  /** Memories that a model has not embedded yet, newest first; summaries are never. */
  memoriesToEmbed(query: ToEmbedQuery): Promise<MemoryToEmbed[]>;
  /** Keeps what memories mean to a model; what they meant to another goes. */
  keepVectors(vectors: readonly MemoryVector[], model: string): Promise<void>;
  /** An NPC's memories that a model has embedded, most important first, then newest. */
  embedded(query: EmbeddedQuery): Promise<EmbeddedMemory[]>;
  /** What some of them mean to it, in no order. */
  vectors(rows: readonly number[], model: string): Promise<MemoryVector[]>;
  /** What changed an NPC's bonds, newest first. */
  bonds(query: BondQuery): Promise<KeptBond[]>;
  /** The bonds of all NPCs as they stand. */
  standingBonds(query: StandingQuery): Promise<KeptBond[]>;
  /** Keeps the record up to `seq` and the state there under a name; an earlier save of that name goes. */
  saveSlot(instance: string, branch: string, seq: number, slot: string): Promise<void>;
  /** Forks a fresh branch where a save was made and makes it the instance's current one. Rejects with `unknown-slot`. */
  loadSlot(instance: string, slot: string): Promise<{ branch: string; seq: number }>;
  /** Notes a persona's file as it is now and resolves with the newest version; see `personas.ts` for when that is the file. */
  takePersonaFile(file: PersonaFile): Promise<PersonaVersionBody>;
  /** Notes a file that the server itself has written: it makes no version. */
  notePersonaFile(file: { world: string; persona: string; hash: string }): Promise<void>;
  /** Writes a version, which is then the newest. */
  savePersonaVersion(version: NewPersonaVersion): Promise<PersonaVersionBody>;
  personaVersion(world: string, persona: string, version: number): Promise<PersonaVersionBody | null>;
  /** Newest first, without their texts. */
  personaVersions(world: string, persona: string): Promise<PersonaVersion[]>;
  /** Calls a version something, or nothing any more; resolves with whether there is such a version. */
  namePersonaVersion(world: string, persona: string, version: number, name: string | null): Promise<boolean>;
  trace(turn: string): Promise<StoredTrace | null>;
  /** The list of turns, newest first; 100 unless `limit` says otherwise. */
  traces(instance: string, filter?: TraceFilter): Promise<TraceRow[]>;
  /** Those of these turns that have other takes, and these takes. */
  relatedTurns(turns: readonly string[]): Promise<Set<string>>;
  /** Keeps what somebody thinks of a reply; their earlier word on the same goes. */
  saveRating(rating: Rating): Promise<void>;
  deleteRating(rating: Pick<Rating, 'instance' | 'turn' | 'author' | 'rejected'>): Promise<void>;
  /** Oldest first; of these turns alone, where they are named; `isByHand`: without choices among the takes of one turn. */
  ratings(instance: string, turns?: readonly string[], isByHand?: boolean): Promise<Rating[]>;
  /** Adds tokens to what a day (whole days since 1970, UTC) has cost; resolves with the day's sum. */
  spend(day: number, tokens: number): Promise<number>;
  /** Ends after the calls before it. */
  close(): Promise<void>;
};

export type StoreOptions = {
  /** How many traces each instance keeps: the newest, give or take one in a hundred. */
  keepTraces?: number;
  /** Unix milliseconds. */
  now?: () => number;
};

/**
 * Opens the store at `file:<path>`, or `file::memory:`. Throws `bad-store` when the file cannot be opened, is no
 * database of ours, or was written by a newer version.
 *
 * @example
 * const store = await openStore('file:data/soliloquy.db');
 * const { id, branch, seq } = await store.openInstance('ravenmoor', 'main');
 */
export async function openStore(url: string, options: StoreOptions = {}): Promise<Store> {
  const { keepTraces, now } = { keepTraces: 5_000, now: Date.now, ...options };
  const db = await openDatabase(url);
  const { call, close } = oneAtATime(db);
  const read = <T>(work: (db: Kysely<Tables>) => Promise<T>) => call('read', () => work(db));
  const write = <T>(work: (db: Kysely<Tables>) => Promise<T>) =>
    call('written', () => db.transaction().execute(work));
  /** As a branch and its ancestors have it. */
  const reading = <T>(
    { instance, branch }: { instance: string; branch: string },
    work: (db: Kysely<Tables>, lineage: Segment[]) => Promise<T>,
  ) => read(async (db) => work(db, await lineageOf(db, instance, branch)));
  const prune = tracePruner(keepTraces);

  return {
    openInstance: (world, instance) => write((db) => openInstance(db, world, instance, now())),
    commit: (commit) =>
      write(async (db) => {
        await writeCommit(db, commit);
        if (commit.trace) await prune(db, commit.instance);
      }),
    lines: (query) => reading(query, (db, lineage) => readLines(db, query, lineage)),
    linesById: (where) => reading(where, (db, lineage) => readLinesById(db, where, lineage)),
    names: (where) => reading(where, (db, lineage) => readNames(db, where, lineage)),
    memories: (query) => reading(query, (db, lineage) => readMemories(db, query, lineage)),
    memory: (where) => reading(where, (db, lineage) => readMemory(db, where, lineage)),
    countMemories: (whose) => reading(whose, (db, lineage) => countMemories(db, whose, lineage)),
    searchMemories: (search) => reading(search, (db, lineage) => searchMemories(db, search, lineage)),
    memoriesToEmbed: (query) => reading(query, (db, lineage) => memoriesToEmbed(db, query, lineage)),
    keepVectors: (vectors, model) => write((db) => keepVectors(db, vectors, model)),
    embedded: (query) => reading(query, (db, lineage) => readEmbedded(db, query, lineage)),
    vectors: (rows, model) => read((db) => readVectors(db, rows, model)),
    bonds: (query) => reading(query, (db, lineage) => readBonds(db, query, lineage)),
    standingBonds: (query) => reading(query, (db, lineage) => standingBonds(db, query, lineage)),
    snapshot: (instance, branch) => read((db) => readSnapshot(db, instance, branch)),
    saveSlot: (instance, branch, seq, slot) =>
      write((db) => saveSlot(db, { instance, branch, seq, slot, now: now() })),
    loadSlot: (instance, slot) => write((db) => loadSlot(db, { instance, slot, now: now() })),
    takePersonaFile: (file) => write((db) => takePersonaFile(db, file, now())),
    notePersonaFile: (file) => write((db) => notePersonaFile(db, file)),
    savePersonaVersion: (version) => write((db) => savePersonaVersion(db, version, now())),
    personaVersion: (world, persona, version) =>
      read((db) => personaVersion(db, { world, persona }, version)),
    personaVersions: (world, persona) => read((db) => personaVersions(db, { world, persona })),
    namePersonaVersion: (world, persona, version, name) =>
      write((db) => namePersonaVersion(db, { world, persona }, version, name)),
    trace: (turn) => read((db) => readTrace(db, turn)),
    traces: (instance, filter = {}) => read((db) => listTraces(db, instance, filter)),
    relatedTurns: (turns) => read((db) => relatedTurns(db, turns)),
    saveRating: (rating) => write((db) => saveRating(db, rating)),
    deleteRating: (rating) => write((db) => deleteRating(db, rating)),
    ratings: (instance, turns, isByHand) => read((db) => readRatings(db, instance, turns, isByHand)),
    spend: (day, tokens) => write((db) => addSpending(db, day, tokens)),
    close,
  };
}

async function writeCommit(db: Kysely<Tables>, commit: Commit): Promise<void> {
  const { instance, branch, lines, trace } = commit;
  const lineage = await lineageOf(db, instance, branch);
  const [own] = lineage;
  const { memories = [], bonds = [] } = commit;
  const early = [...lines, ...memories, ...bonds].find(({ seq }) => seq <= own!.after);
  if (early) {
    throw new SoliloquyError(
      'internal',
      `Number ${early.seq} lies before branch "${branch}", which begins after ${own!.after}.`,
    );
  }
  await insertLines(db, { instance, branch }, lines);
  await insertMemories(db, { instance, branch }, memories, lineage);
  await insertBonds(db, { instance, branch }, bonds);
  // Commits may arrive out of the order of their seqs; the state that came last is the newest, so it goes to the head.
  const seq = await headOf(db, instance, branch);
  await writeSnapshots(db, { instance, branch, seq }, commit);
  if (trace) await insertTrace(db, { instance, branch, ...trace });
  if (commit.calls) await noteCalls(db, commit.calls);
  for (const rating of commit.ratings ?? []) await saveRating(db, rating);
}

/** Prunes an instance's traces now and then: finding the oldest costs a walk over all that are kept. */
function tracePruner(keep: number) {
  const slack = Math.floor(keep / 100);
  const sinceLast = new Map<string, number>();
  return async (db: Kysely<Tables>, instance: string): Promise<void> => {
    const count = sinceLast.get(instance) ?? slack;
    sinceLast.set(instance, count < slack ? count + 1 : 0);
    if (count >= slack) await pruneTraces(db, instance, keep);
  };
}

/** Runs calls on the one connection in the order they are made, and says in one way what went wrong. */
function oneAtATime(db: Kysely<Tables>) {
  let last: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const run = last.then(work);
    last = run.catch(() => {});
    return run;
  };
  const call = async <T>(done: 'read' | 'written', work: () => Promise<T>): Promise<T> => {
    if (closed) throw new SoliloquyError('bad-store', 'The store is closed.');
    try {
      return await queue(work);
    } catch (cause) {
      if (cause instanceof SoliloquyError) throw cause;
      throw new SoliloquyError('bad-store', `The record could not be ${done}: ${reasonOf(cause)}.`, {
        cause,
      });
    }
  };
  const close = (): Promise<void> => {
    closed ??= queue(() => db.destroy());
    return closed;
  };
  return { call, close };
}
