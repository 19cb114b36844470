import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import { LAYOUT_ROWS, type LayoutName } from '../../../schemas/lab/training.ts';
import { type CardContent, type Counts, cardOf } from './card.ts';
import type { Kind } from './columns.ts';
import {
  LAYOUT_READMES,
  llamaDpo,
  llamaFactoryInfo,
  messagesOnly,
  swiftDpo,
  trlDpo,
  trlSft,
  verlRl,
} from './layouts.ts';
import type { Format, Output } from './output.ts';
import type { Pair } from './pairs.ts';
import { judgeRl, judgeSft, judgeTask, policyRlOfPair, policyRlOfTarget } from './reward-rows.ts';
import { multiTurn, singleTurn, type Target, targetsOf } from './samples.ts';
import { type Shares, SPLITS, type Split, splitOf } from './split.ts';

/** What every export is told, wherever its conversations come from. */
export type RowOptions = Shares & {
  out: string;
  /** Of the parts, and of which candidate stands first. */
  seed: number;
  formats: readonly Format[];
  layouts: readonly LayoutName[];
  signal: AbortSignal;
};

/** Kinds that every export has. */
const KINDS = [
  'her_full',
  'sft_multi_turn',
  'sft_single_turn',
  'reward_pairs',
  'rm_sft',
  'rm_rl',
  'policy_rl',
] as const satisfies readonly Kind[];

/** A conversation with all of its rows, none of which is written yet. */
export type Made = { record: HerRecord; targets: readonly Target[]; split: Split; rows: Rows };
type Rows = readonly [Kind, readonly object[]][];

/** Makes the rows of one conversation, for the folder that they will be written to. */
export function rowsOf(
  output: Output,
  { record, pairs }: { record: HerRecord; pairs: readonly Pair[] },
  options: RowOptions,
): Made {
  const { seed, layouts } = options;
  const targets = targetsOf(record);
  const split = splitOf(record.trace_id_book_chapter, seed, options);
  const multi = multiTurn(targets);
  const verlRows = output.rowsOf('verl/rl', split);
  const forms: Record<LayoutName, () => Rows> = {
    trl: () => [
      ['trl/sft', multi.map(trlSft)],
      ['trl/dpo', pairs.map(trlDpo)],
    ],
    verl: () => [
      ['verl/sft', multi.map(messagesOnly)],
      ['verl/rl', targets.map((target, index) => verlRl(target, split, verlRows + index))],
    ],
    llama_factory: () => [
      ['llama_factory/sft', multi.map(messagesOnly)],
      ['llama_factory/dpo', pairs.map(llamaDpo)],
    ],
    ms_swift: () => [
      ['ms_swift/sft', multi.map(messagesOnly)],
      ['ms_swift/dpo', pairs.map(swiftDpo)],
    ],
  };
  const rows: Rows = [
    ['her_full', [record]],
    ['sft_multi_turn', multi],
    ['sft_single_turn', singleTurn(targets)],
    ['reward_pairs', pairs.map((pair) => judgeTask(pair, seed))],
    ['rm_sft', pairs.flatMap((pair) => judgeSft(pair, seed))],
    ['rm_rl', pairs.map((pair) => judgeRl(pair, seed))],
    ['policy_rl', [...targets.map(policyRlOfTarget), ...pairs.map((pair) => policyRlOfPair(pair, seed))]],
    ...layouts.flatMap((layout) => forms[layout]()),
  ];
  return { record, targets, split, rows };
}

/** Writes all rows of one conversation into its part, and counts them. */
export function writeRows(output: Output, counts: Counts, made: Made): void {
  count(counts, made);
  for (const [kind, rows] of made.rows) for (const row of rows) output.add(kind, made.split, row);
}

/** Ends the files, writes what describes them, and gives the folder its name. */
export async function finishExport(
  output: Output,
  options: RowOptions,
  content: Omit<CardContent, 'files' | 'options'>,
): Promise<void> {
  const { layouts } = options;
  for (const kind of [...KINDS, ...layoutKinds(layouts)])
    for (const split of SPLITS) output.ensure(kind, split);
  const files = await output.finish();
  for (const layout of layouts) output.write(`${layout}/README.md`, LAYOUT_READMES[layout]);
  if (layouts.includes('llama_factory'))
    output.write('llama_factory/dataset_info.json', `${JSON.stringify(llamaFactoryInfo(), null, 2)}\n`);
  const { readme, json } = cardOf({ ...content, files, options });
  output.write('README.md', readme);
  output.write('dataset.json', `${JSON.stringify(json, null, 2)}\n`);
  output.publish();
}

const layoutKinds = (layouts: readonly LayoutName[]): Kind[] =>
  layouts.flatMap((layout) => Object.keys(LAYOUT_ROWS[layout]).map((form) => `${layout}/${form}` as Kind));

function count(counts: Counts, { record, targets, split }: Made): void {
  counts.conversations.exported += 1;
  counts.splits[split] += 1;
  counts.turns += record.conversation[0]!.dialogues.length;
  counts.targets += targets.length;
  counts.plans += targets.filter(({ message }) => message.sys_thinking_revised !== undefined).length;
  for (const { message, name } of targets) {
    const { model = 'not known any more' } = (message.x_server ?? {}) as { model?: string };
    counts.models[model] = (counts.models[model] ?? 0) + 1;
    counts.characters[name] = (counts.characters[name] ?? 0) + 1;
  }
}
