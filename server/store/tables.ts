import type { ColumnType, Generated } from 'kysely';

/** The tables as SQL has them; JSON columns hold text, flags hold 0 or 1, times are Unix milliseconds. */
export type Tables = {
  instances: { id: string; world: string; instance: string; branch: string; created_at: number };
  branches: {
    instance: string;
    branch: string;
    parent_branch: string | null;
    parent_seq: number | null;
    slot: string | null;
    created_at: number;
  };
  lines: LineRow;
  line_audience: { instance: string; branch: string; who: string; seq: number };
  snapshots: { instance: string; branch: string; subject: string; seq: number; state: string };
  personas: {
    world: string;
    persona: string;
    version: number;
    hash: string;
    author: string;
    note: string | null;
    body: string;
    created_at: number;
    name: string | null;
  };
  persona_files: { world: string; persona: string; hash: string };
  traces: TraceRow;
  ratings: {
    instance: string;
    turn: string;
    /** The take that lost against it; '' for a rating of the turn alone. */
    rejected: string;
    author: string;
    npc: string;
    value: number;
    reason: string;
    body: string;
    at: number;
  };
  spending: { day: number; tokens: number };
  memories: MemoryRow;
  memory_words: { rowid: number; owner: string; text: string };
  memory_vectors: { row: number; model: string; vector: ColumnType<ArrayBuffer, Uint8Array, Uint8Array> };
  bonds: {
    instance: string;
    branch: string;
    seq: number;
    npc: string;
    other: string;
    trust: number;
    affinity: number;
    familiarity: number;
    by: string;
    reason: string;
    turn: string | null;
    at: number;
    time: string;
  };
};

export type MemoryRow = {
  row: Generated<number>;
  instance: string;
  branch: string;
  seq: number;
  id: string;
  npc: string;
  about: string | null;
  kind: string;
  text: string;
  importance: number;
  at: number;
  time: string;
  witnesses: string;
  source: string;
  is_gone: number;
};

/** What a list of turns shows stands in columns of its own, null in rows of before there were these. */
export type TraceRow = {
  turn: string;
  instance: string;
  branch: string;
  npc: string;
  started_at: number;
  body: string;
  status: string | null;
  model: string | null;
  persona_version: number | null;
  reason: string | null;
  to: string | null;
  replaces: string | null;
  queued_ms: number | null;
  prompt_ms: number | null;
  first_token_ms: number | null;
  first_visible_ms: number | null;
  end_ms: number | null;
  prompt_tokens: number | null;
  cached_tokens: number | null;
  completion_tokens: number | null;
  words: number | null;
  excerpt: string | null;
  text: string | null;
};

export type LineRow = {
  instance: string;
  branch: string;
  seq: number;
  id: string;
  kind: string;
  from: string;
  name: string;
  to: string | null;
  whisper: number;
  location: string | null;
  spans: string;
  npcs: string;
  players: string;
  player: string | null;
  turn: string | null;
  status: string | null;
  replaces: string | null;
  at: number;
  time: string;
  consent: number | null;
};
