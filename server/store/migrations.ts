import { type Kysely, type Migration, sql } from 'kysely';
import type { Tables } from './tables.ts';

/**
 * Every step that brought the tables to their present shape, in order of name. A step that was released is never edited
 * or removed: files out there have run it. A change of shape is a new step at the end.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-record': { up: (db) => runAll(db, RECORD) },
  '0002-spending': { up: (db) => runAll(db, SPENDING) },
  '0003-persona-files': { up: (db) => runAll(db, PERSONA_FILES) },
  '0004-traces-listed': { up: (db) => runAll(db, TRACES_LISTED) },
  '0005-ratings': { up: (db) => runAll(db, RATINGS) },
  '0006-earlier-turns': { up: (db) => runAll(db, EARLIER_TURNS) },
  '0007-memories': { up: (db) => runAll(db, MEMORIES) },
  '0008-bonds': { up: (db) => runAll(db, BONDS) },
  '0009-memories-recalled': { up: (db) => runAll(db, MEMORIES_RECALLED) },
  '0010-memory-vectors': { up: (db) => runAll(db, MEMORY_VECTORS) },
  '0011-lines-looked-up': { up: (db) => runAll(db, LINES_LOOKED_UP) },
  '0012-consent': { up: (db) => runAll(db, CONSENT) },
};

async function runAll(db: Kysely<Tables>, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

/**
 * `line_audience` is the index by who perceived a line (`npc:<slug>`, `player:<opaque id>`). A snapshot's subject is
 * `world` or `npc:<slug>`; at a place in the record the newest one at or before it holds. A branch with a slot is a save:
 * nobody writes to it, its snapshots are the state at the moment of saving.
 */
const RECORD = [
  `create table instances (
     id text primary key,
     world text not null,
     instance text not null,
     branch text not null,
     created_at real not null
   ) strict`,
  `create table branches (
     instance text not null references instances (id),
     branch text not null,
     parent_branch text,
     parent_seq integer,
     slot text,
     created_at real not null,
     primary key (instance, branch),
     unique (instance, slot),
     foreign key (instance, parent_branch) references branches (instance, branch),
     check ((parent_branch is null) = (parent_seq is null))
   ) strict`,
  `create table lines (
     instance text not null,
     branch text not null,
     seq integer not null check (seq >= 1),
     id text not null,
     kind text not null,
     "from" text not null,
     name text not null,
     "to" text,
     whisper integer not null,
     location text,
     spans text not null,
     npcs text not null,
     players text not null,
     player text,
     turn text,
     status text,
     replaces text,
     at real not null,
     time text not null,
     primary key (instance, branch, seq),
     unique (instance, id),
     foreign key (instance, branch) references branches (instance, branch)
   ) strict`,
  `create trigger lines_are_never_changed before update on lines begin
     select raise(abort, 'lines are append-only: no update');
   end`,
  `create trigger lines_are_never_deleted before delete on lines begin
     select raise(abort, 'lines are append-only: no delete');
   end`,
  // "insert or replace" deletes without firing delete triggers.
  `create trigger lines_are_never_replaced before insert on lines
   when exists (select 1 from lines where instance = new.instance and branch = new.branch and seq = new.seq)
     or exists (select 1 from lines where instance = new.instance and id = new.id)
   begin
     select raise(abort, 'lines are append-only: this seq or id is taken');
   end`,
  `create table line_audience (
     instance text not null,
     branch text not null,
     who text not null,
     seq integer not null,
     primary key (instance, branch, who, seq),
     foreign key (instance, branch, seq) references lines (instance, branch, seq)
   ) strict, without rowid`,
  `create table snapshots (
     instance text not null,
     branch text not null,
     subject text not null,
     seq integer not null,
     state text not null,
     primary key (instance, branch, subject, seq),
     foreign key (instance, branch) references branches (instance, branch)
   ) strict`,
  `create table personas (
     world text not null,
     persona text not null,
     version integer not null,
     hash text not null,
     author text not null,
     note text,
     body text not null,
     created_at real not null,
     primary key (world, persona, version)
   ) strict`,
  `create table traces (
     turn text primary key,
     instance text not null references instances (id),
     branch text not null,
     npc text not null,
     started_at real not null,
     body text not null
   ) strict`,
  'create index traces_by_instance on traces (instance, started_at, turn)',
  'create index traces_by_npc on traces (instance, npc, started_at, turn)',
];

/** Tokens of the language model that went out, by day: whole days since 1970 in UTC. */
const SPENDING = ['create table spending (day integer primary key, tokens integer not null) strict'];

/** The file of each persona as it was last seen, by the hash of its text; and versions may have names. */
const PERSONA_FILES = [
  'alter table personas add column name text',
  `create table persona_files (
     world text not null,
     persona text not null,
     hash text not null,
     primary key (world, persona)
   ) strict, without rowid`,
  // Until now all versions were made of files.
  `insert into persona_files (world, persona, hash)
   select world, persona, hash from personas as p
   where author = 'file' and version = (
     select max(version) from personas where world = p.world and persona = p.persona and author = 'file'
   )`,
];

/** What turns are listed and searched by; of turns before, as far as their bodies tell. */
const TRACES_LISTED = [
  ...[
    'status text',
    'model text',
    'persona_version integer',
    'reason text',
    '"to" text',
    'replaces text',
    'queued_ms real',
    'prompt_ms real',
    'first_token_ms real',
    'first_visible_ms real',
    'end_ms real',
    'prompt_tokens integer',
    'cached_tokens integer',
    'completion_tokens integer',
    'words integer',
    'excerpt text',
    'text text',
  ].map((column) => `alter table traces add column ${column}`),
  `update traces set
     status = json_extract(body, '$.status'),
     model = json_extract(body, '$.model'),
     persona_version = json_extract(body, '$.personaVersion'),
     reason = json_extract(body, '$.reason'),
     prompt_ms = json_extract(body, '$.timings.prompt'),
     first_token_ms = json_extract(body, '$.timings.firstToken'),
     first_visible_ms = json_extract(body, '$.timings.firstVisible'),
     end_ms = json_extract(body, '$.timings.end'),
     prompt_tokens = json_extract(body, '$.usage.promptTokens'),
     completion_tokens = json_extract(body, '$.usage.completionTokens'),
     text = lower(json_extract(body, '$.raw'))
   where json_valid(body)`,
  'create index traces_by_replaced on traces (replaces) where replaces is not null',
];

/** What designers think of replies: preference data. `rejected` is '' for a rating of the turn alone. */
const RATINGS = [
  `create table ratings (
     instance text not null references instances (id),
     turn text not null,
     rejected text not null,
     author text not null,
     npc text not null,
     value integer not null check (value in (1, -1)),
     reason text not null,
     body text not null,
     at real not null,
     primary key (instance, turn, rejected, author)
   ) strict`,
];

/** What turns of before `0004-traces-listed` said and whom they answered, which nobody took over then: their list was empty. */
const EARLIER_TURNS = [
  `update traces set (excerpt, words, text) = (
     select
       substr(coalesce(shown, ''), 1, 200),
       case trim(coalesce(shown, '')) when '' then 0 else 1 + length(trim(shown)) - length(replace(trim(shown), ' ', '')) end,
       lower(coalesce(written, ''))
     from (
       select
         group_concat(json_extract(value, '$.text'), ' ') filter (
           where json_extract(value, '$.layer') in ('role_action', 'speech')
         ) as shown,
         group_concat(json_extract(value, '$.text'), char(10)) as written
       from json_each(body, '$.spans')
     )
   )
   where excerpt is null and json_valid(body)`,
  `update traces set "to" = said."to", replaces = earlier.turn
   from lines as said left join lines as earlier on earlier.instance = said.instance and earlier.id = said.replaces
   where said.kind = 'turn' and said.instance = traces.instance and said.id = json_extract(traces.body, '$.line')
     and json_valid(traces.body) and traces."to" is null and traces.replaces is null and json_extract(traces.body, '$.scene') is null`,
];

/**
 * Memories lie in branches as lines do, and share their numbers. A row with the id of an earlier one replaces it from there on,
 * or says that it is gone. The index of words holds whose a memory is as a word, so that it looks at one NPC's alone.
 */
const MEMORIES = [
  `create table memories (
     row integer primary key,
     instance text not null,
     branch text not null,
     seq integer not null check (seq >= 1),
     id text not null,
     npc text not null,
     about text,
     kind text not null,
     text text not null,
     importance integer not null,
     at real not null,
     time text not null,
     witnesses text not null,
     source text not null,
     is_gone integer not null default 0,
     unique (instance, branch, seq),
     foreign key (instance, branch) references branches (instance, branch)
   ) strict`,
  'create index memories_by_npc on memories (instance, npc, about, seq)',
  'create index memories_by_id on memories (instance, id, seq)',
  `create virtual table memory_words using fts5 (
     owner, text, content = 'memories', content_rowid = 'row', tokenize = 'porter unicode61 remove_diacritics 2')`,
];

/** Each row is a bond as one change left it; the newest of a pair that a branch reads is the one that holds. */
const BONDS = [
  `create table bonds (
     instance text not null,
     branch text not null,
     seq integer not null check (seq >= 1),
     npc text not null,
     other text not null,
     trust real not null,
     affinity real not null,
     familiarity real not null,
     by text not null,
     reason text not null,
     turn text,
     at real not null,
     time text not null,
     primary key (instance, branch, seq),
     foreign key (instance, branch) references branches (instance, branch)
   ) strict`,
  'create index bonds_by_pair on bonds (instance, npc, other, seq)',
];

/** Recall asks for the newest and the most important memories about somebody, a list for the newest of all. */
const MEMORIES_RECALLED = [
  'create index memories_by_importance on memories (instance, npc, about, importance, seq)',
  'create index memories_by_seq on memories (instance, npc, seq)',
];

/** What memories mean to an embedding model: 32-bit floats, little-endian, of length 1. */
const MEMORY_VECTORS = [
  `create table memory_vectors (
     row integer primary key references memories (row),
     model text not null,
     vector blob not null
   ) strict`,
];

/** By who spoke, for what a player is called; by what they replace, for how a line reads now. */
const LINES_LOOKED_UP = [
  'create index lines_by_player on lines (instance, player, seq) where player is not null',
  'create index lines_by_replaced on lines (instance, replaces) where replaces is not null',
];

/** Whether the person who spoke has agreed that it may train models; nobody had been asked before. */
const CONSENT = ['alter table lines add column consent integer'];
