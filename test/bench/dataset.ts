import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Line } from '../../schemas/record.ts';
import type { Store } from '../../server/store/store.ts';
import { exported, record, replies, says, spans } from '../lab/played.ts';
import { heap } from './heap.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import type { Sizes } from './sizes.ts';

const BATCH = 2_000;
const WHERE = { instance: 'testworld/main', branch: 'main' };

/** What it takes to export recorded play, beside reading the same rows and doing nothing with them. */
export async function datasetSection(sizes: Sizes): Promise<Section> {
  const { turns } = sizes.dataset;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-bench-'));
  const file = path.join(folder, 'record.db');
  const store = await filled(file, turns);
  try {
    const rounds = await alternate(sizes.dataset, {
      ours: () => measured((weigh) => exporting(file, weigh)),
      'a plain read': () => measured(() => reading(store)),
      'all rows at once': () => measured(async (weigh) => weigh(await store.lines(WHERE))),
    });
    const what = `${turns.toLocaleString('en')} recorded turns exported`;
    return {
      name: 'dataset',
      title: 'Dataset',
      how: `${turns.toLocaleString('en')} turns in conversations of twelve, of which every kind of row is written as JSON lines and Parquet, beside reading them page by page. Memory is what is held after garbage collection, at its most, beside holding the rows alone.`,
      rows: [
        rowOf(rounds, 'ms', { what, unit: 'ms', better: 'less', against: 'a plain read' }),
        rowOf(rounds, 'kib', { what, unit: 'KiB', better: 'less', against: 'all rows at once' }),
      ],
    };
  } finally {
    await store.close();
    await rm(folder, { recursive: true });
  }
}

async function measured(work: (weigh: (held?: unknown) => void) => Promise<void>): Promise<Figures> {
  const before = await heap();
  // Less is no figure: what was let go meanwhile may weigh more.
  let most = 1;
  const weigh = () => {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    most = Math.max(most, (heapUsed + external) / 1024 - before);
  };
  const start = performance.now();
  await work(weigh);
  const ms = performance.now() - start;
  return { ms, kib: most };
}

async function exporting(file: string, weigh: () => void): Promise<void> {
  const { out, counts } = await exported(file, { formats: ['jsonl', 'parquet'], onProgress: weigh });
  if (counts.conversations.exported === 0) throw new Error('nothing was exported');
  weigh();
  await rm(out, { recursive: true });
}

async function reading(store: Store): Promise<void> {
  for (let after = 0; ; ) {
    const lines = await store.lines({ ...WHERE, after, limit: 500 });
    if (lines.length === 0) return;
    after = lines.at(-1)!.seq;
  }
}

/** Conversations of twelve lines, a quarter of an hour apart. */
async function filled(file: string, turns: number): Promise<Store> {
  const { store, instance, branch } = await record(file, []);
  const at = (seq: number) => 1_700_000_000_000 + seq * 1000 + Math.floor(seq / 12) * 900_000;
  const lineOf = (seq: number): Line =>
    seq % 2 === 1
      ? says(seq, `Ash Reed asks for the ${seq}th time how high the water stood at the Teeth.`, {
          at: at(seq),
        })
      : replies(
          seq,
          spans(
            ['system_thinking', 'I need to portray Mara as guarded: she answers with a question of her own.'],
            ['role_action', 'pushes the second cup across the table'],
            ['speech', `Ghosts sign the ledger like anyone else, for the ${seq}th time.`],
            ['role_thinking', 'Ash has not looked at the desk once'],
          ),
          { at: at(seq) },
        );
  for (let from = 1; from <= turns; from += BATCH) {
    const count = Math.min(BATCH, turns - from + 1);
    await store.commit({
      instance,
      branch,
      lines: Array.from({ length: count }, (_, index) => lineOf(from + index)),
    });
  }
  return store;
}
