import { type FileHandle, mkdir, open, rename } from 'node:fs/promises';
import path from 'node:path';
import { diskError } from '../disk.ts';

/** A file of JSON lines that are handed in in any order and stand in theirs. It has its name once it is whole. What the disk does not take is `bad-config`. */
export class OrderedLines {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #waiting = new Map<number, readonly unknown[]>();
  #next = 0;
  #writing: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;

  private constructor(file: string, handle: FileHandle) {
    this.#path = file;
    this.#file = handle;
  }

  static async open(file: string): Promise<OrderedLines> {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      return new OrderedLines(file, await open(`${file}.part`, 'w'));
    } catch (cause) {
      throw diskError(file, cause);
    }
  }

  /** The lines of a place, from 0 on; every place is handed in once. */
  async put(place: number, lines: readonly unknown[]): Promise<void> {
    this.#waiting.set(place, lines);
    let text = '';
    for (let ready = this.#waiting.get(this.#next); ready; ready = this.#waiting.get(this.#next)) {
      this.#waiting.delete(this.#next);
      this.#next += 1;
      for (const line of ready) text += `${JSON.stringify(line)}\n`;
    }
    if (text !== '') this.#writing = this.#writing.then(() => this.#file.appendFile(text));
    await this.#writing.catch((cause) => {
      throw diskError(this.#path, cause);
    });
  }

  /** Gives the file its name; resolves with it. */
  async finish(): Promise<string> {
    await this.#writing;
    await this.close();
    await rename(`${this.#path}.part`, this.#path);
    return this.#path;
  }

  /** Lets go of the file, finished or not. */
  async close(): Promise<void> {
    this.#closing ??= this.#writing.catch(() => {}).then(() => this.#file.close());
    await this.#closing;
  }
}
