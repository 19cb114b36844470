import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { SoliloquyError } from '../../../schemas/errors.ts';

/**
 * The lines of a file with their numbers, from 1, split at line feeds alone, without the mark of their encoding that the first may begin with;
 * `isCut`: the last one lacks its line feed.
 */
export async function* linesOf(
  file: string,
): AsyncGenerator<{ number: number; text: string; isCut: boolean }> {
  const parts: Buffer[] = [];
  let number = 0;
  const line = (isCut: boolean) => {
    number += 1;
    const text = Buffer.concat(parts.splice(0)).toString();
    return { number, text: number === 1 ? text.replace(/^\uFEFF/, '') : text, isCut };
  };
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      yield line(false);
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield line(true);
}

/**
 * The rows of a file, one JSON object a line, each checked; empty lines are none. Throws `bad-content` with file and line for a file that cannot be
 * read, or a row that does not fit.
 */
export async function* rowsOf<T>(
  file: string,
  schemaFor: (value: unknown) => z.ZodType<T>,
): AsyncGenerator<{ row: T; number: number }> {
  let at = 0;
  try {
    for await (const { number, text } of linesOf(file)) {
      at = number;
      if (text.trim() !== '') yield { row: rowOf(text, schemaFor), number };
    }
  } catch (cause) {
    if (cause instanceof SoliloquyError) throw cause;
    const where = at === 0 ? file : `${file}, line ${at}`;
    throw new SoliloquyError('bad-content', `${where}: ${(cause as Error).message}`, { cause });
  }
}

function rowOf<T>(text: string, schemaFor: (value: unknown) => z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`this is no JSON (${(cause as Error).message}); is the file cut off?`, { cause });
  }
  const checked = schemaFor(value).safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new Error(`${issue!.path.join('.') || 'the line'}: ${issue!.message}`);
}
