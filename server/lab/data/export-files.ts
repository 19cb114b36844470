import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import { type Counts, newCounts } from './card.ts';
import { type ImportProblem, importRecords } from './import.ts';
import { Output } from './output.ts';
import { samplesOf } from './record-samples.ts';
import { finishExport, type Made, type RowOptions, rowsOf, writeRows } from './rows.ts';
import { ENVIRONMENT } from './turn-forms.ts';

type FileOptions = RowOptions & { onProblem(problem: ImportProblem & { file: string }): void };
/** `known`: where each record stood that was taken, by its id. */
type Work = { output: Output; counts: Counts; known: Map<string, string> };

/**
 * Writes conversations from files (HER's records, CoSER's books and test files, exports of ours) as training data into a folder. What
 * cannot be read, has no character that speaks or was there before, by its id, is told to `onProblem`, left out and counted. Rejects as
 * `exportPlay` does, and with `bad-content` where a file cannot be read at all or nothing in them can.
 */
export async function exportFiles(files: readonly string[], options: FileOptions): Promise<Counts> {
  const output = new Output(options.out, options.formats);
  const counts = newCounts();
  const work = { output, counts, known: new Map<string, string>() };
  try {
    for (const file of files) await exportFile(file, work, options);
    if (counts.conversations.exported === 0)
      throw new SoliloquyError('bad-content', `No conversation could be read from ${files.join(', ')}.`);
    await finishExport(output, options, { counts, sources: files.map((file) => path.basename(file)) });
    return counts;
  } finally {
    output.close();
  }
}

async function exportFile(
  file: string,
  { output, counts, known }: Work,
  options: FileOptions,
): Promise<void> {
  const { conversations } = counts;
  const leaveOut = (why: 'unreadable' | 'repeated' | 'withoutReply', problem: ImportProblem) => {
    conversations.found += 1;
    conversations[why] = (conversations[why] ?? 0) + 1;
    options.onProblem({ ...problem, file });
  };
  const unreadable = (problem: ImportProblem) => leaveOut('unreadable', problem);
  for await (const { record, where } of importRecords(file, unreadable)) {
    if (options.signal.aborted)
      throw new SoliloquyError('aborted', 'The export was ended; nothing of it is kept. Run it again.');
    const { trace_id_book_chapter: id, conversation } = record;
    const { dialogues } = conversation[0]!;
    counts.lines += dialogues.reduce((sum, { origin_id }) => sum + origin_id.length, 0);
    const before = known.get(id);
    if (before !== undefined) {
      leaveOut('repeated', { where, problem: `is ${id} again, which was in ${before} before` });
      continue;
    }
    known.set(id, [path.basename(file), where].filter(Boolean).join(', '));
    if (dialogues.every(({ character }) => character === ENVIRONMENT)) {
      leaveOut('withoutReply', { where, problem: 'has no character that says anything' });
      continue;
    }
    const made = madeOf(record, output, options);
    if ('problem' in made) unreadable({ where, ...made });
    else {
      conversations.found += 1;
      writeRows(output, counts, made);
    }
  }
}

/** The rows of a record; one that the code does not manage costs no other. */
function madeOf(record: HerRecord, output: Output, options: RowOptions): Made | { problem: string } {
  try {
    const isOurs = record.x_server !== undefined;
    const whole = isOurs ? record : { ...record, training_samples: samplesOf(record) };
    return rowsOf(output, { record: whole, pairs: [] }, options);
  } catch (cause) {
    return { problem: `cannot be made to rows: ${(cause as Error).message}` };
  }
}
