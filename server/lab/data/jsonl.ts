import { createReadStream } from 'node:fs';

/** The lines of a file with their numbers, from 1, split at line feeds alone; `isCut`: the last one lacks its line feed. */
export async function* linesOf(
  file: string,
): AsyncGenerator<{ number: number; text: string; isCut: boolean }> {
  const parts: Buffer[] = [];
  let number = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, end));
      number += 1;
      yield { number, text: Buffer.concat(parts.splice(0)).toString(), isCut: false };
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield { number: number + 1, text: Buffer.concat(parts).toString(), isCut: true };
}
