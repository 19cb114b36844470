import type { Kysely } from 'kysely';
import type { TurnStatus } from '../../schemas/layers.ts';
import type { TurnSummary } from '../../schemas/trace.ts';
import type { Tables } from './tables.ts';

/** What a list of turns shows, and all that was asked and answered, every layer: what a search looks through. */
export type TraceSummary = TurnSummary & { text: string };

/** A row of the list, newest first. `startedAt`: Unix milliseconds. */
export type TraceRow = TraceSummary & { turn: string; instance: string; npc: string; startedAt: number };

/** The full record of a turn, as whoever made the turn wrote it. `startedAt`: Unix milliseconds. */
export type StoredTrace = {
  turn: string;
  instance: string;
  branch: string;
  npc: string;
  startedAt: number;
  body: unknown;
};

/** Which turns a list holds: all of what is given holds of each. */
export type TraceFilter = {
  npc?: string;
  status?: TurnStatus;
  /** First words after so many milliseconds or more, the wait in the queue included. */
  slowMs?: number;
  /** So many visible words or more. */
  words?: number;
  /** Stands somewhere in what was asked or answered, whatever its case. */
  text?: string;
  turns?: readonly string[];
  /** Goes on behind a row of the list before. */
  before?: { startedAt: number; turn: string };
  /** Default 100. */
  limit?: number;
};

export async function insertTrace(
  db: Kysely<Tables>,
  trace: StoredTrace & { summary: TraceSummary },
): Promise<void> {
  const { turn, instance, branch, npc, startedAt, body, summary } = trace;
  await db
    .insertInto('traces')
    .values({
      turn,
      instance,
      branch,
      npc,
      started_at: startedAt,
      body: JSON.stringify(body),
      status: summary.status,
      model: summary.model,
      persona_version: summary.personaVersion,
      reason: summary.reason ?? null,
      to: summary.to ?? null,
      replaces: summary.replaces ?? null,
      queued_ms: summary.queuedMs ?? null,
      prompt_ms: summary.promptMs ?? null,
      first_token_ms: summary.firstTokenMs ?? null,
      first_visible_ms: summary.firstVisibleMs ?? null,
      end_ms: summary.endMs ?? null,
      prompt_tokens: summary.promptTokens ?? null,
      cached_tokens: summary.cachedTokens ?? null,
      completion_tokens: summary.completionTokens ?? null,
      words: summary.words,
      excerpt: summary.excerpt.replaceAll('\0', ''),
      text: summary.text.toLowerCase().replaceAll('\0', ''),
    })
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

/** The list of an instance's turns, newest first, without what makes them large. */
export async function listTraces(
  db: Kysely<Tables>,
  instance: string,
  { npc, status, slowMs, words, text, turns, before, limit = 100 }: TraceFilter,
): Promise<TraceRow[]> {
  const rows = await db
    .selectFrom('traces')
    .select(LISTED)
    .where('instance', '=', instance)
    .$if(npc !== undefined, (all) => all.where('npc', '=', npc!))
    .$if(status !== undefined, (all) => all.where('status', '=', status!))
    .$if(words !== undefined, (all) => all.where('words', '>=', words!))
    .$if(turns !== undefined, (all) => all.where('turn', 'in', turns!))
    .$if(slowMs !== undefined, (all) =>
      all.where(({ eb, fn, val, ref }) =>
        eb(
          eb(
            fn.coalesce(ref('first_visible_ms'), ref('end_ms'), val(0)),
            '+',
            fn.coalesce(ref('queued_ms'), val(0)),
          ),
          '>=',
          slowMs!,
        ),
      ),
    )
    .$if(text !== undefined, (all) =>
      all.where(({ fn, ref, val, eb }) =>
        eb(fn<number>('instr', [ref('text'), val(text!.toLowerCase())]), '>', 0),
      ),
    )
    .$if(before !== undefined, (all) =>
      all.where(({ eb, and, or }) =>
        or([
          eb('started_at', '<', before!.startedAt),
          and([eb('started_at', '=', before!.startedAt), eb('turn', '<', before!.turn)]),
        ]),
      ),
    )
    .orderBy('started_at', 'desc')
    .orderBy('turn', 'desc')
    .limit(limit)
    .execute();
  return rows.map(rowOf);
}

/** The turns whose place this one took, and those that took its place. */
export async function relatedTurns(db: Kysely<Tables>, turns: readonly string[]): Promise<Set<string>> {
  if (turns.length === 0) return new Set();
  const rows = await db
    .selectFrom('traces')
    .select(['turn', 'replaces'])
    .where('replaces', 'is not', null)
    .where(({ eb, or }) => or([eb('turn', 'in', turns), eb('replaces', 'in', turns)]))
    .execute();
  return new Set(rows.flatMap(({ turn, replaces }) => [turn, replaces!]));
}

/** Those of these turns that are kept. */
export async function readTraces(db: Kysely<Tables>, turns: readonly string[]): Promise<StoredTrace[]> {
  if (turns.length === 0) return [];
  const rows = await db
    .selectFrom('traces')
    .select(['turn', 'instance', 'branch', 'npc', 'started_at', 'body'])
    .where('turn', 'in', turns)
    .execute();
  return rows.map(({ started_at, body, ...rest }) => ({
    ...rest,
    startedAt: started_at,
    body: JSON.parse(body),
  }));
}

export const readTrace = async (db: Kysely<Tables>, turn: string): Promise<StoredTrace | null> =>
  (await readTraces(db, [turn]))[0] ?? null;

const LISTED = [
  'turn',
  'instance',
  'npc',
  'started_at',
  'status',
  'model',
  'persona_version',
  'reason',
  'to',
  'replaces',
  'queued_ms',
  'prompt_ms',
  'first_token_ms',
  'first_visible_ms',
  'end_ms',
  'prompt_tokens',
  'cached_tokens',
  'completion_tokens',
  'words',
  'excerpt',
  'text',
] as const;

const rowOf = (row: Pick<Tables['traces'], (typeof LISTED)[number]>): TraceRow => ({
  turn: row.turn,
  instance: row.instance,
  npc: row.npc,
  startedAt: row.started_at,
  status: (row.status ?? 'complete') as TurnStatus,
  model: row.model ?? '',
  personaVersion: row.persona_version ?? 0,
  words: row.words ?? 0,
  excerpt: row.excerpt ?? '',
  text: row.text ?? '',
  ...present({
    reason: row.reason,
    to: row.to,
    replaces: row.replaces,
    queuedMs: row.queued_ms,
    promptMs: row.prompt_ms,
    firstTokenMs: row.first_token_ms,
    firstVisibleMs: row.first_visible_ms,
    endMs: row.end_ms,
    promptTokens: row.prompt_tokens,
    cachedTokens: row.cached_tokens,
    completionTokens: row.completion_tokens,
  }),
});

/** What is not null. */
const present = <T extends Record<string, unknown>>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
