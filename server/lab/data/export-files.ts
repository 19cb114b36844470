import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { type Counts, newCounts } from './card.ts';
import { type ImportProblem, importRecords } from './import.ts';
import { Output } from './output.ts';
import { samplesOf } from './record-samples.ts';
import { exportRecord, finishExport, type RowOptions } from './rows.ts';

/**
 * Writes conversations from files (HER's records, CoSER's books and test files, exports of ours) as training data into a folder. What
 * cannot be read is told to `onProblem`, left out and counted. Rejects as `exportPlay` does, and with `bad-content` where a file cannot
 * be read at all or nothing in them can.
 */
export async function exportFiles(
  files: readonly string[],
  options: RowOptions & { onProblem(problem: ImportProblem & { file: string }): void },
): Promise<Counts> {
  const output = new Output(options.out, options.formats);
  const counts = newCounts();
  try {
    for (const file of files) {
      const onProblem = (problem: ImportProblem) => {
        counts.conversations.found += 1;
        counts.conversations.unreadable += 1;
        options.onProblem({ ...problem, file });
      };
      for await (const found of importRecords(file, onProblem)) {
        if (options.signal.aborted)
          throw new SoliloquyError('aborted', 'The export was ended; nothing of it is kept. Run it again.');
        counts.conversations.found += 1;
        counts.lines += found.conversation[0]!.dialogues.length;
        const isOurs = found.x_server !== undefined;
        const record = isOurs ? found : { ...found, training_samples: samplesOf(found) };
        exportRecord(output, counts, { record, pairs: [] }, options);
      }
    }
    if (counts.conversations.exported === 0)
      throw new SoliloquyError('bad-content', `No conversation could be read from ${files.join(', ')}.`);
    await finishExport(output, options, { counts, sources: files.map((file) => path.basename(file)) });
    return counts;
  } finally {
    output.close();
  }
}
