import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CompiledQuery,
  type DatabaseConnection,
  Kysely,
  type Migration,
  Migrator,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
} from 'kysely';
import Libsql from 'libsql';
import { SoliloquyError } from '../../schemas/errors.ts';
import { lockStore, type StoreLock } from './lock.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Tables } from './tables.ts';

/** Marks a SQLite file as ours ("Soli"), so that another program's file is never written to. */
const APPLICATION_ID = 0x536f6c69;

/**
 * How long a write waits for another process that holds the file, in milliseconds. The wait blocks the event loop: long
 * enough for someone looking into the file with `sqlite3`, short enough for a game.
 */
const BUSY_TIMEOUT_MS = 2_000;

/**
 * Opens the database at `file:<path>` (`file::memory:` for one that ends with the process), creates it where it is
 * missing and brings its tables up to date; it is this process's alone until it is destroyed. Throws `bad-store` when the
 * file cannot be opened, is in use, is no database or another program's, or was written by a newer version.
 */
export async function openDatabase(
  url: string,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<Kysely<Tables>> {
  const file = fileOf(url);
  const handle = openFile(file);
  let lock: StoreLock | undefined;
  const db = new Kysely<Tables>({
    dialect: new LibsqlDialect({ database: handle }, () => lock?.close()),
  });
  try {
    prepare(handle, file);
    assertKnown(handle, file, migrations);
    lock = lockStore(file);
    const { error } = await new Migrator({
      db,
      provider: { getMigrations: async () => migrations },
    }).migrateToLatest();
    if (error) throw error;
    return db;
  } catch (error) {
    handle.close();
    lock?.close();
    throw openFailure(file, error);
  }
}

/**
 * Opens the database of a server that may be running, for reading alone. Throws `bad-store` when there is none, when it is another
 * program's, or was written by another version.
 */
export async function openDatabaseToRead(url: string): Promise<Kysely<Tables>> {
  const file = fileOf(url);
  if (!existsSync(file))
    throw new SoliloquyError(
      'bad-store',
      `There is no store at ${file}. DATA_DIR or --data-dir names the folder of a server that has run, DATABASE_URL its file.`,
    );
  const handle = openFile(file);
  try {
    handle.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
    handle.exec('pragma query_only = on');
    assertOurs(handle, file);
    assertKnown(handle, file, MIGRATIONS);
    assertWhole(handle, file);
    return new Kysely<Tables>({ dialect: new SqliteDialect({ database: handle }) });
  } catch (error) {
    handle.close();
    throw openFailure(file, error);
  }
}

function assertWhole(handle: Libsql.Database, file: string): void {
  const { steps } = handle.prepare('select count(*) as steps from kysely_migration').get([]) as {
    steps: number;
  };
  if (steps === Object.keys(MIGRATIONS).length) return;
  throw new SoliloquyError(
    'bad-store',
    `${file} was written by an older version of Soliloquy. Start the server on it once: that brings it up to date.`,
  );
}

function assertOurs(handle: Libsql.Database, file: string): void {
  const owner = handle.prepare('pragma application_id').get([]) as { application_id: number };
  if (owner.application_id === APPLICATION_ID) return;
  throw new SoliloquyError(
    'bad-store',
    `${file} is a database of another program. Set DATABASE_URL to a file of the server's own.`,
  );
}

function fileOf(url: string): string {
  if (!url.startsWith('file:') || url === 'file:') {
    throw new SoliloquyError('bad-store', `"${url}" is no place for the store; expected file:<path>.`);
  }
  return url.startsWith('file://') ? fileURLToPath(url) : url.slice('file:'.length);
}

function openFile(file: string): Libsql.Database {
  try {
    if (file !== ':memory:') mkdirSync(path.dirname(file), { recursive: true });
    return new Libsql(file);
  } catch (error) {
    throw openFailure(file, error);
  }
}

function prepare(handle: Libsql.Database, file: string): void {
  handle.exec(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const isEmpty = handle.prepare('select count(*) as tables from sqlite_master').get([]) as {
    tables: number;
  };
  if (isEmpty.tables === 0) handle.exec(`pragma application_id = ${APPLICATION_ID}`);
  else assertOurs(handle, file);
  handle.exec('pragma journal_mode = wal');
  // In WAL mode a commit is with the operating system before it returns, so it outlives `kill -9` at every level. FULL
  // would add an fsync per commit, during which the event loop stands still; all it buys is the last moments before a
  // power cut. NORMAL syncs at checkpoints and leaves the file whole even then.
  handle.exec('pragma synchronous = normal');
  handle.exec('pragma foreign_keys = on');
  // Bytes that the write-ahead log keeps once a burst is over.
  handle.exec(`pragma journal_size_limit = ${64 * 1024 * 1024}`);
}

function assertKnown(
  handle: Libsql.Database,
  file: string,
  migrations: Readonly<Record<string, Migration>>,
): void {
  const hasRun =
    handle.prepare("select 1 from sqlite_master where name = 'kysely_migration'").get([]) !== undefined;
  if (!hasRun) return;
  const rows = handle.prepare('select name from kysely_migration order by name').all([]) as {
    name: string;
  }[];
  const unknown = rows.find(({ name }) => !(name in migrations));
  if (!unknown) return;
  throw new SoliloquyError(
    'bad-store',
    `${file} was written by a newer version of Soliloquy (it has "${unknown.name}"). Update Soliloquy, or set DATABASE_URL to another file.`,
  );
}

function openFailure(file: string, cause: unknown): SoliloquyError {
  if (cause instanceof SoliloquyError) return cause;
  const reason = reasonOf(cause);
  return new SoliloquyError(
    'bad-store',
    `The store ${file} could not be opened: ${reason}. Check that it is a Soliloquy database that this user may read and write, or set DATABASE_URL to another file.`,
    { cause },
  );
}

/** What a failure of the database says, as half a sentence. */
export const reasonOf = (cause: unknown): string => {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.replace(/[.\s]+$/, '');
};

/** SQLite can roll back table definitions: a start that is killed in mid-migration leaves the file as it was. */
class LibsqlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Takes the write lock at the start: a transaction that reads first cannot fail half-way because another process wrote. */
class LibsqlDriver extends SqliteDriver {
  readonly #onClosed: () => void;

  constructor(config: LibsqlConfig, onClosed: () => void) {
    super(config);
    this.#onClosed = onClosed;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async destroy(): Promise<void> {
    await super.destroy();
    this.#onClosed();
  }
}

class LibsqlDialect extends SqliteDialect {
  readonly #config: LibsqlConfig;
  readonly #onClosed: () => void;

  constructor(config: LibsqlConfig, onClosed: () => void) {
    super(config);
    this.#config = config;
    this.#onClosed = onClosed;
  }

  override createAdapter(): LibsqlAdapter {
    return new LibsqlAdapter();
  }

  override createDriver(): LibsqlDriver {
    return new LibsqlDriver(this.#config, this.#onClosed);
  }
}

type LibsqlConfig = { database: Libsql.Database };
