import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { LayoutName } from '../../../schemas/lab/training.ts';
import { lockFile, type StoreLock } from '../../store/lock.ts';
import { diskReason } from '../disk.ts';
import { COLUMNS, type Kind } from './columns.ts';
import { FORMATS_OF } from './layouts.ts';
import { ParquetFile } from './parquet.ts';
import type { Split } from './split.ts';

export const FORMATS = ['jsonl', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

/** A file that was written; `path` within the folder. */
export type Written = { path: string; rows: number; sha256: string };

/** Says that a folder was begun by an export, so that the next one may begin it anew, and is the lock of the one that writes. */
const MARKER = '.soliloquy-export';
/** Bytes that wait for the disk, in each file. */
const BUFFER = 256 * 1024;

/**
 * The folder of an export. It is written beside, under a name that ends in `.part`, and takes its name when all is in it: what has
 * the name is whole. One process at a time has it.
 */
export class Output {
  readonly #out: string;
  readonly #formats: readonly Format[];
  #lock: StoreLock | undefined;
  readonly #files = new Map<
    string,
    { rows: number; add(row: object): void; finish(): void; paths: string[] }
  >();

  /** Throws `bad-config` when the folder holds something already, or cannot be made. */
  constructor(out: string, formats: readonly Format[]) {
    this.#out = path.resolve(out);
    this.#formats = formats;
    this.#try(() => {
      if (existsSync(this.#out) && readdirSync(this.#out).length > 0)
        throw new SoliloquyError(
          'bad-config',
          `${out} holds something already, and an export is never mixed with another. Give another folder with --out, or delete that one.`,
        );
      const isOthers = existsSync(this.#part) && !existsSync(path.join(this.#part, MARKER));
      if (isOthers && readdirSync(this.#part).length > 0)
        throw new SoliloquyError(
          'bad-config',
          `${this.#part}, in which the export would be written, was not begun by one. Move it away, or give another folder with --out.`,
        );
      mkdirSync(this.#part, { recursive: true });
      this.#lock = lockFile(
        path.join(this.#part, MARKER),
        (cause) =>
          new SoliloquyError(
            'bad-config',
            `Another process is writing an export to ${out}. Wait for it, or give another folder with --out.`,
            { cause },
          ),
      );
      for (const name of readdirSync(this.#part))
        if (name !== MARKER) rmSync(path.join(this.#part, name), { recursive: true });
    });
  }

  get #part(): string {
    return `${this.#out}.part`;
  }

  /** Adds a row to the file of its kind and part. Throws `bad-config` when the disk does not take it. */
  add(kind: Kind, split: Split, row: object): void {
    const stem = `${kind}/${split}`;
    this.#try(() => {
      const file = this.#files.get(stem) ?? this.#open(kind, stem);
      file.add(row);
      file.rows += 1;
    });
  }

  /** How many rows a file has so far. */
  rowsOf(kind: Kind, split: Split): number {
    return this.#files.get(`${kind}/${split}`)?.rows ?? 0;
  }

  /** Makes a file even where it has no row: a trainer finds what its command names. */
  ensure(kind: Kind, split: Split): void {
    const stem = `${kind}/${split}`;
    if (!this.#files.has(stem)) this.#try(() => this.#open(kind, stem));
  }

  /** Writes a text file. */
  write(name: string, content: string): void {
    this.#try(() => {
      const file = path.join(this.#part, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    });
  }

  /** Ends all files; resolves with what they hold. */
  async finish(): Promise<Written[]> {
    const written: Written[] = [];
    for (const { paths, rows, finish } of this.#files.values()) {
      this.#try(finish);
      for (const name of paths)
        written.push({ path: name, rows, sha256: await hashOf(path.join(this.#part, name)) });
    }
    return written.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Gives the folder its name. */
  publish(): void {
    this.close();
    this.#try(() => {
      // Was empty when this began; what somebody put there since is theirs.
      if (existsSync(this.#out)) rmdirSync(this.#out);
      rmSync(path.join(this.#part, MARKER));
      renameSync(this.#part, this.#out);
    });
  }

  /** Lets go of the folder; what is not published is begun anew by the next export. */
  close(): void {
    this.#lock?.close();
    this.#lock = undefined;
  }

  #open(kind: Kind, stem: string) {
    mkdirSync(path.dirname(path.join(this.#part, stem)), { recursive: true });
    const at = (ending: Format) => path.join(this.#part, `${stem}.${ending}`);
    const needed = FORMATS_OF[kind.split('/')[0] as LayoutName];
    const formats = FORMATS.filter((format) => format === needed || this.#formats.includes(format));
    const jsonl = formats.includes('jsonl') ? new JsonlFile(at('jsonl')) : undefined;
    const parquet = formats.includes('parquet') ? new ParquetFile(at('parquet'), COLUMNS[kind]) : undefined;
    const file = {
      rows: 0,
      paths: formats.map((format) => `${stem}.${format}`),
      add: (row: object) => {
        const text = JSON.stringify(row);
        jsonl?.add(text);
        parquet?.add(row as Record<string, unknown>, text.length);
      },
      finish: () => {
        jsonl?.finish();
        parquet?.finish();
      },
    };
    this.#files.set(stem, file);
    return file;
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (cause) {
      const reason = diskReason(cause);
      if (reason === undefined) throw cause;
      throw new SoliloquyError(
        'bad-config',
        `The export cannot be written to ${this.#out}: ${reason}. Nothing took its name; once that is mended, run the same command again.`,
        { cause },
      );
    }
  }
}

class JsonlFile {
  readonly #file: number;
  #waiting: string[] = [];
  #length = 0;

  constructor(file: string) {
    this.#file = openSync(file, 'w');
  }

  add(line: string): void {
    this.#waiting.push(line, '\n');
    this.#length += line.length;
    if (this.#length >= BUFFER) this.#flush();
  }

  finish(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#waiting.join(''));
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    this.#waiting = [];
    this.#length = 0;
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
