import { SoliloquyError } from '../../../schemas/errors.ts';
import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import { LAYOUT_ROWS, type LayoutName } from '../../../schemas/lab/training.ts';
import type { PlayedInstance, PlayedLine, RecordedPlay } from '../../store/recorded-play.ts';
import { type Counts, cardOf, newCounts } from './card.ts';
import type { Kind } from './columns.ts';
import { type Cuts, conversationsIn } from './conversations.ts';
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
import { type Format, Output } from './output.ts';
import { type Pair, pairsOf } from './pairs.ts';
import { conversationId, recordOfPlay } from './play-record.ts';
import { Aliases, type Redactor, redactor, unredacted } from './redact.ts';
import { judgeRl, judgeSft, judgeTask, policyRlOfPair, policyRlOfTarget } from './reward-rows.ts';
import { multiTurn, singleTurn, type Target, targetsOf } from './samples.ts';
import { type Shares, SPLITS, type Split, splitOf } from './split.ts';

export type ExportOptions = Cuts &
  Shares & {
    out: string;
    /** Names; empty: all. */
    worlds: readonly string[];
    instances: readonly string[];
    /** Takes what players said who have not agreed to it. */
    includesWithoutConsent: boolean;
    keepsNames: boolean;
    /** Of the parts, and of which candidate stands first. */
    seed: number;
    formats: readonly Format[];
    layouts: readonly LayoutName[];
    signal: AbortSignal;
    /** Told of lines read, now and then. */
    onProgress?(lines: number): void;
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

/**
 * Writes recorded play as training data into a folder, conversation by conversation. Rejects with `bad-config` when the folder cannot
 * be used or nothing fits, with `bad-store` when the record cannot be read, with `aborted` when it is ended; then there is no folder.
 */
export async function exportPlay(play: RecordedPlay, options: ExportOptions): Promise<Counts> {
  const chosen = choose(await play.instances(), options);
  const output = new Output(options.out, options.formats);
  try {
    return await writeAll(play, chosen, output, options);
  } finally {
    output.close();
  }
}

async function writeAll(
  play: RecordedPlay,
  chosen: readonly PlayedInstance[],
  output: Output,
  options: ExportOptions,
): Promise<Counts> {
  const counts = newCounts();
  const aliases = new Aliases();
  for (const instance of chosen) {
    const redact = options.keepsNames ? unredacted(aliases) : redactor(await play.names(instance), aliases);
    const tracedSince = await play.tracedSince(instance);
    const lines = counted(play.lines(instance), counts, options);
    for await (const conversation of conversationsIn(lines, options))
      await exportConversation(
        play,
        { instance, conversation, redact, tracedSince },
        { output, counts, options },
      );
  }
  for (const kind of [...KINDS, ...layoutKinds(options.layouts)])
    for (const split of SPLITS) output.ensure(kind, split);
  const files = await output.finish();
  for (const layout of options.layouts) output.write(`${layout}/README.md`, LAYOUT_READMES[layout]);
  if (options.layouts.includes('llama_factory'))
    output.write('llama_factory/dataset_info.json', `${JSON.stringify(llamaFactoryInfo(), null, 2)}\n`);
  const { readme, json } = cardOf({ counts, files, instances: chosen, options });
  output.write('README.md', readme);
  output.write('dataset.json', `${JSON.stringify(json, null, 2)}\n`);
  output.publish();
  return counts;
}

const layoutKinds = (layouts: readonly LayoutName[]): Kind[] =>
  layouts.flatMap((layout) => Object.keys(LAYOUT_ROWS[layout]).map((form) => `${layout}/${form}` as Kind));

function choose(all: readonly PlayedInstance[], { worlds, instances }: ExportOptions): PlayedInstance[] {
  const fitting = all.filter(
    ({ world, instance }) =>
      (worlds.length === 0 || worlds.includes(world)) &&
      (instances.length === 0 || instances.includes(instance)),
  );
  if (fitting.length > 0) return fitting;
  const known = all.map(({ id }) => id).join(', ') || 'nothing';
  throw new SoliloquyError(
    'bad-config',
    `No instance fits --world and --instance. Recorded as world/instance: ${known}.`,
  );
}

async function* counted(lines: AsyncIterable<PlayedLine>, counts: Counts, options: ExportOptions) {
  for await (const line of lines) {
    if (options.signal.aborted)
      throw new SoliloquyError('aborted', 'The export was ended; nothing of it is kept. Run it again.');
    counts.lines += 1;
    if (counts.lines % 10_000 === 0) options.onProgress?.(counts.lines);
    yield line;
  }
}

type Work = { output: Output; counts: Counts; options: ExportOptions };
type Found = {
  instance: PlayedInstance;
  conversation: readonly PlayedLine[];
  redact: Redactor;
  tracedSince: number;
};

async function exportConversation(
  play: RecordedPlay,
  { instance, conversation, redact, tracedSince }: Found,
  { output, counts, options }: Work,
): Promise<void> {
  counts.conversations.found += 1;
  if (!conversation.some(({ line }) => line.kind === 'turn')) {
    counts.conversations.withoutReply += 1;
    return;
  }
  if (conversation.some(({ line }) => line.kind === 'say' && line.player !== undefined && !line.consent)) {
    counts.conversations.withoutConsent += 1;
    if (!options.includesWithoutConsent) return;
  }
  const turns = conversation.flatMap(({ line, takes }) => [
    ...(line.turn === undefined ? [] : [line.turn]),
    ...takes.flatMap(({ turn = [] }) => turn),
  ]);
  const traces = new Map((await play.traces(turns)).map((trace) => [trace.turn, trace]));
  const ratings = await play.ratings(instance, turns);
  const record = await recordOfPlay(play, { instance, lines: conversation, traces, tracedSince }, redact);
  const targets = targetsOf(record);
  const pairs = pairsOf(record, conversation, ratings, redact);
  const split = splitOf(conversationId(instance, conversation[0]!.line), options.seed, options);
  count(counts, { record, targets, split });
  writeRows(output, split, { record, targets, pairs }, options);
}

function count(
  counts: Counts,
  { record, targets, split }: { record: HerRecord; targets: readonly Target[]; split: Split },
): void {
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

function writeRows(
  output: Output,
  split: Split,
  { record, targets, pairs }: { record: HerRecord; targets: readonly Target[]; pairs: readonly Pair[] },
  { seed, layouts }: ExportOptions,
): void {
  const add = (kind: Kind, rows: readonly object[]) => {
    for (const row of rows) output.add(kind, split, row);
  };
  const multi = multiTurn(targets);
  add('her_full', [record]);
  add('sft_multi_turn', multi);
  add('sft_single_turn', singleTurn(targets));
  add(
    'reward_pairs',
    pairs.map((pair) => judgeTask(pair, seed)),
  );
  add(
    'rm_sft',
    pairs.flatMap((pair) => judgeSft(pair, seed)),
  );
  add(
    'rm_rl',
    pairs.map((pair) => judgeRl(pair, seed)),
  );
  add('policy_rl', [...targets.map(policyRlOfTarget), ...pairs.map(policyRlOfPair)]);
  const forms: Record<LayoutName, () => void> = {
    trl: () => {
      add('trl/sft', multi.map(trlSft));
      add('trl/dpo', pairs.map(trlDpo));
    },
    verl: () => {
      add('verl/sft', multi.map(messagesOnly));
      for (const target of targets) add('verl/rl', [verlRl(target, split, output.rowsOf('verl/rl', split))]);
    },
    llama_factory: () => {
      add('llama_factory/sft', multi.map(messagesOnly));
      add('llama_factory/dpo', pairs.map(llamaDpo));
    },
    ms_swift: () => {
      add('ms_swift/sft', multi.map(messagesOnly));
      add('ms_swift/dpo', pairs.map(swiftDpo));
    },
  };
  for (const layout of layouts) forms[layout]();
}
