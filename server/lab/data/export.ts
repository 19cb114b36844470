import { SoliloquyError } from '../../../schemas/errors.ts';
import type { PlayedInstance, PlayedLine, RecordedPlay } from '../../store/recorded-play.ts';
import { type Counts, newCounts } from './card.ts';
import { chosenOf, type Where } from './chosen.ts';
import { lacksConsent } from './consent.ts';
import { type Cuts, conversationsIn } from './conversations.ts';
import { Output } from './output.ts';
import { pairsOf } from './pairs.ts';
import { recordOfPlay } from './play-record.ts';
import { Aliases, personsIn, type Redactor, redactors, unredacted } from './redact.ts';
import { finishExport, type RowOptions, rowsOf, writeRows } from './rows.ts';

export type ExportOptions = Cuts &
  Where &
  RowOptions & {
    /** Takes what players said who have not agreed to it. */
    includesWithoutConsent: boolean;
    keepsNames: boolean;
    /** Told of lines read, now and then. */
    onProgress?(lines: number): void;
  };

/**
 * Writes recorded play as training data into a folder, conversation by conversation. Rejects with `bad-config` when the folder cannot
 * be used or nothing fits, with `bad-store` when the record cannot be read, with `aborted` when it is ended; then there is no folder.
 */
export async function exportPlay(play: RecordedPlay, options: ExportOptions): Promise<Counts> {
  const chosen = chosenOf(await play.instances(), options);
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
    const redactIn = options.keepsNames
      ? () => unredacted(aliases)
      : redactors(await play.names(instance), aliases);
    const tracedSince = await play.tracedSince(instance);
    const lines = counted(play.lines(instance), counts, options);
    for await (const conversation of conversationsIn(lines, options))
      await exportConversation(
        play,
        { instance, conversation, redactIn, tracedSince },
        { output, counts, options },
      );
  }
  await finishExport(output, options, {
    counts,
    sources: chosen.map(({ id, branch }) => `${id} (branch ${branch})`),
    played: options,
  });
  return counts;
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
  redactIn(present: ReadonlySet<string>): Redactor;
  tracedSince: number;
};

async function exportConversation(
  play: RecordedPlay,
  { instance, conversation, redactIn, tracedSince }: Found,
  { output, counts, options }: Work,
): Promise<void> {
  counts.conversations.found += 1;
  if (!conversation.some(({ line }) => line.kind === 'turn')) {
    counts.conversations.withoutReply += 1;
    return;
  }
  if (conversation.some(lacksConsent)) {
    counts.conversations.withoutConsent += 1;
    if (!options.includesWithoutConsent) return;
  }
  const turns = conversation.flatMap(({ line, takes }) => [
    ...(line.turn === undefined ? [] : [line.turn]),
    ...takes.flatMap(({ turn = [] }) => turn),
  ]);
  const traces = new Map((await play.traces(turns)).map((trace) => [trace.turn, trace]));
  const ratings = await play.ratings(instance, turns);
  const redact = redactIn(personsIn(conversation.map(({ line }) => line)));
  const lines = conversation.map(({ line, takes, isEdited }) => ({
    line: redact.line(line),
    takes: takes.map(redact.line),
    isEdited,
  }));
  const record = await recordOfPlay(play, { instance, lines, traces, tracedSince }, redact);
  const pairs = pairsOf(record, lines, ratings, redact);
  writeRows(output, counts, rowsOf(output, { record, pairs }, options));
}
