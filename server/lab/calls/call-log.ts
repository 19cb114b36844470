import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat, truncate } from 'node:fs/promises';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { diskError } from '../disk.ts';

/** What a model answered. Tokens by its own account, or an estimate where it gives none. */
export type Answer = { text: string; reasoning: string; promptTokens: number; completionTokens: number };

/** One line of the log: what was asked for, by its hash, and what came. */
export type Entry = Answer & { key: string; purpose: string };

/** The key of a question: everything that its answer depends on. */
export const keyOf = (question: unknown): string =>
  createHash('sha256').update(JSON.stringify(question)).digest('hex');

/**
 * Answers that were paid for, one JSON object per line of a file that only grows, by the hash of what was asked. What a killed
 * run left half-written at the end is cut off; a line that is damaged elsewhere is not read, and asked for again.
 */
export class CallLog {
  /** Lines that could not be read. */
  readonly damaged: readonly number[];
  readonly #path: string;
  readonly #answers: Map<string, Answer>;
  #tokens: number;
  readonly #file: FileHandle;
  #writing: Promise<unknown> = Promise.resolve();

  private constructor(path: string, file: FileHandle, answers: Map<string, Answer>, damaged: number[]) {
    this.#path = path;
    this.#file = file;
    this.#answers = answers;
    this.damaged = damaged;
    this.#tokens = [...answers.values()].reduce((sum, answer) => sum + tokensOf(answer), 0);
  }

  /** Opens the log, or begins one. Rejects with `bad-content` when the file cannot be read or written. */
  static async open(path: string): Promise<CallLog> {
    try {
      const { answers, damaged, wholeBytes } = await read(path);
      if (wholeBytes !== undefined) await truncate(path, wholeBytes);
      return new CallLog(path, await open(path, 'a'), answers, damaged);
    } catch (cause) {
      throw new SoliloquyError('bad-content', `${path} cannot be used: ${(cause as Error).message}`, {
        cause,
      });
    }
  }

  get size(): number {
    return this.#answers.size;
  }

  /** What all answers cost together, those of earlier runs in this folder among them. */
  get tokens(): number {
    return this.#tokens;
  }

  find(key: string): Answer | undefined {
    return this.#answers.get(key);
  }

  /** Resolves when the line is with the operating system: a kill of the process does not lose it. Rejects with `bad-config` when the disk does not take it. */
  async add({ key, purpose, ...answer }: Entry): Promise<void> {
    this.#answers.set(key, answer);
    this.#tokens += tokensOf(answer);
    const line = `${JSON.stringify({ key, purpose, ...answer })}\n`;
    const written = this.#writing.then(() => this.#file.appendFile(line));
    this.#writing = written.catch(() => {});
    await written.catch((cause) => {
      throw diskError(this.#path, cause);
    });
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }
}

const tokensOf = ({ promptTokens, completionTokens }: Answer): number => promptTokens + completionTokens;

async function read(path: string) {
  const answers = new Map<string, Answer>();
  const damaged: number[] = [];
  const size = await stat(path).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return 0;
    },
  );
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  if (size > 0) {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let data = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
        number += 1;
        const entry = entryOf(data.subarray(0, end).toString());
        if (entry) answers.set(entry.key, entry.answer);
        else damaged.push(number);
        data = data.subarray(end + 1);
      }
      rest = data;
    }
  }
  return { answers, damaged, wholeBytes: rest.length > 0 ? size - rest.length : undefined };
}

function entryOf(line: string): { key: string; answer: Answer } | undefined {
  try {
    const { key, text, reasoning, promptTokens, completionTokens } = JSON.parse(line) as Partial<Entry>;
    if (typeof key !== 'string' || typeof text !== 'string') return undefined;
    return {
      key,
      answer: {
        text,
        reasoning: reasoning ?? '',
        promptTokens: promptTokens ?? 0,
        completionTokens: completionTokens ?? 0,
      },
    };
  } catch {
    return undefined;
  }
}
