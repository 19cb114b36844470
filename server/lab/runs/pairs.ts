import { appendFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { PAIRS_FILE } from '../calls/run.ts';
import { SPLITS } from '../data/split.ts';
import { DATASET_FOLDER } from './arguments.ts';

/** Writes all pairs of a dataset's run into another's folder, to be judged. Throws `bad-content` where it has none. */
export async function writePairs(dataset: string, into: string): Promise<void> {
  let hasAny = false;
  for (const folder of [path.join(dataset, DATASET_FOLDER), dataset])
    for (const split of SPLITS) {
      const text = await readFile(path.join(folder, 'reward_pairs', `${split}.jsonl`), 'utf8').catch(
        () => '',
      );
      if (text === '') continue;
      hasAny = true;
      await appendFile(path.join(into, PAIRS_FILE), text);
    }
  if (hasAny) return;
  throw new SoliloquyError(
    'bad-content',
    `"${path.basename(dataset)}" has no preferences to be judged. Prefer takes on the Talk page, or have an NPC speak the best of several, and make the dataset anew.`,
  );
}
