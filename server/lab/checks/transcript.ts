import { SoliloquyError } from '../../../schemas/errors.ts';
import { Line } from '../../../schemas/record.ts';
import { effectiveLines, takesOf } from '../../store/effective.ts';
import { linesOf } from '../data/jsonl.ts';
import type { RecordedLine } from './recorded-turn.ts';

/**
 * The lines of a transcript in JSONL, as the console and the HTTP API export it, edits and deletions applied. Only what replaces something
 * is held in memory. Throws `bad-content`, naming the line; what is cut off at the very end is told and left out.
 */
export async function* readTranscript(
  file: string,
  { tell }: { tell(text: string): void },
): AsyncGenerator<RecordedLine> {
  const known = new Set<string>();
  const roots = new Map<string, string>();
  const chains = new Map<string, Line[]>();
  for await (const line of linesIn(file, tell)) {
    const { id, replaces } = line;
    known.add(id);
    if (replaces === undefined || !known.has(replaces)) continue;
    const root = roots.get(replaces) ?? replaces;
    roots.set(id, root);
    chains.set(root, [...(chains.get(root) ?? []), line]);
  }
  for await (const line of linesIn(file, () => {})) {
    if (roots.has(line.id)) continue;
    const raw = [line, ...(chains.get(line.id) ?? [])];
    const { takes } = raw.length > 1 && line.turn !== undefined ? takesOf(raw, line.turn) : { takes: [] };
    for (const standing of effectiveLines(raw)) yield { instance: file, line: standing, takes };
  }
}

async function* linesIn(file: string, tell: (text: string) => void): AsyncGenerator<Line> {
  let isFirst = true;
  let failure: SoliloquyError | undefined;
  try {
    for await (const { number, text } of linesOf(file)) {
      // A bad line is the last one where an export was cut off; anywhere else it is damage.
      if (failure) throw failure;
      isFirst = number === 1;
      if (text.trim() === '') continue;
      const read = lineOf(text, `${file}:${number}`);
      if (read instanceof SoliloquyError) failure = read;
      else yield read;
    }
  } catch (cause) {
    if (cause instanceof SoliloquyError) throw cause;
    throw new SoliloquyError('bad-content', `${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
  if (failure && (isFirst || !(failure.cause instanceof SyntaxError))) throw failure;
  if (failure) tell(`${failure.message} It is the last line, cut off perhaps; it is left out.`);
}

function lineOf(row: string, place: string): Line | SoliloquyError {
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch (cause) {
    return new SoliloquyError(
      'bad-content',
      `${place} is no JSON: ${(cause as Error).message}. Expected one line of the record per line, as the console exports a transcript.`,
      { cause },
    );
  }
  const line = Line.safeParse(value);
  if (line.success) return line.data;
  const [issue] = line.error.issues;
  return new SoliloquyError(
    'bad-content',
    `${place} is no line of a transcript: ${issue!.path.join('.') || 'it'}: ${issue!.message}. Expected what the console exports as JSONL.`,
  );
}
