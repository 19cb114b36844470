import { type Cleaned, countOf } from './clean.ts';
import type { Rejection, Source } from './conversation.ts';
import { turnsOf } from './conversation.ts';
import { longestRun, patternsOf } from './patterns.ts';
import type { Synthesis, Tallies } from './synthesis.ts';
import { addTally, noTally } from './tally.ts';

/** All that is counted. `found` is `accepted` and `rejected`; `turns.found` is what is exported, merged, empty and rejected. */
export type Counts = {
  conversations: { found: number; accepted: number; rejected: number; leftOut: number };
  /** Turns of conversations that could be read. */
  turns: { found: number; accepted: number; merged: number; empty: number; rejected: number };
  /** Of the rejected: by stage and reason. */
  reasons: Record<string, number>;
  tallies: Tallies;
  /** Exported conversations that had a text for their settings, and those to which something was added. */
  settings: { withSource: number; completed: number };
  /** Layouts of exported turns as they came in and as they go out, a list for each conversation. */
  layouts: { before: string[][]; after: string[][] };
};

/** The counts before anything was taken; `leftOut`: conversations beyond the limit. */
export const noCounts = (leftOut: number): Counts => ({
  conversations: { found: 0, accepted: 0, rejected: 0, leftOut },
  turns: { found: 0, accepted: 0, merged: 0, empty: 0, rejected: 0 },
  reasons: {},
  tallies: { thoughts: noTally(), drafts: noTally(), plans: noTally(), settings: noTally() },
  settings: { withSource: 0, completed: 0 },
  layouts: { before: [], after: [] },
});

/** Turns of the source: one that was joined when it was read counts as all that it holds. */
const turnsIn = ({ record }: Source): number => countOf(record.conversation[0]!.dialogues);

/** A conversation that came in and is not exported; `source`: where it could be read. */
export function countRejected(counts: Counts, { stage, reason }: Rejection, source?: Source): void {
  counts.conversations.found += 1;
  counts.conversations.rejected += 1;
  counts.turns.found += source ? turnsIn(source) : 0;
  counts.turns.rejected += source ? turnsIn(source) : 0;
  const key = `${stage}: ${reason}`;
  counts.reasons[key] = (counts.reasons[key] ?? 0) + 1;
}

/** A conversation that is exported. */
export function countAccepted(
  counts: Counts,
  source: Source,
  cleaned: Cleaned,
  { record, tallies, hasSource, additions }: Synthesis,
): void {
  const turns = turnsOf(record);
  counts.conversations.found += 1;
  counts.conversations.accepted += 1;
  counts.turns.found += turnsIn(source);
  counts.turns.accepted += turns.length;
  counts.turns.merged += cleaned.merged;
  counts.turns.empty += cleaned.empty;
  for (const stage of Object.keys(tallies) as (keyof Tallies)[])
    addTally(counts.tallies[stage], tallies[stage]);
  counts.settings.withSource += hasSource ? 1 : 0;
  counts.settings.completed += additions > 0 ? 1 : 0;
  counts.layouts.before.push(patternsOf(turnsOf(cleaned.record)));
  counts.layouts.after.push(patternsOf(turns));
}

/** How many conversations have a layout more often in a row than HER's data. */
export const repetitive = (layouts: readonly string[][]): number =>
  layouts.filter((patterns) => longestRun(patterns) > 2).length;
