import { toHer, viewFor } from '../../her/views.ts';
import type { Comparison } from '../judge/judge.ts';
import type { Example } from '../report/report.ts';
import type { Outcome } from './pairs.ts';

const SHOWN_LINES = 3;

/** What became of a pair, in the order in which a designer reads: losses first. `most`: of these at most, one of each moment. */
const SIDES = [
  { winner: 'before', title: 'Worse than before', lost: 'cand_1', won: 'cand_2', most: 8 },
  { winner: 'after', title: 'Better than before', lost: 'cand_2', won: 'cand_1', most: 8 },
  { winner: 'tie', title: 'Neither is better', lost: undefined, won: undefined, most: 4 },
] as const;

/** Replies before and after, side by side: the clearest losses and wins with what they were lost and won by, and ties that are not the same words. */
export const examplesOf = (outcomes: readonly Outcome[]): Example[] =>
  SIDES.flatMap(({ winner, title, lost, won, most }) =>
    outcomes
      .filter((outcome) => outcome.winner === winner && !outcome.pair.isSame)
      .map((outcome) => ({ outcome, decided: lost ? comparisonsOf(outcome, lost) : [] }))
      .map((one) => ({
        ...one,
        clear: one.decided.length - (won ? comparisonsOf(one.outcome, won).length : 0),
      }))
      .toSorted((a, b) => b.clear - a.clear)
      // One of several replies to a moment shows what is wrong there.
      .filter(
        ({ outcome }, index, all) =>
          all.findIndex((other) => other.outcome.pair.moment === outcome.pair.moment) === index,
      )
      .slice(0, most)
      .map(({ outcome, decided }) => exampleOf(title, outcome, decided)),
  );

function exampleOf(title: string, { pair }: Outcome, decided: readonly Comparison[]): Example {
  const { id, name, history, candidates } = pair.task;
  const text = ({ spans }: (typeof candidates)[number]) => toHer(viewFor(spans, 'judge'));
  return {
    title: `${title}: ${id}`,
    lines: [
      ...history.slice(-SHOWN_LINES).map((said) => ({ name: said.name, text: text(said) })),
      { name: `${name}, before`, text: text(candidates[0]) },
      { name: `${name}, after`, text: text(candidates[1]) },
    ],
    findings: [
      ...new Set(
        decided.map(({ principle, reason }) =>
          reason.startsWith(principle) ? reason : `${principle}: ${reason}`,
        ),
      ),
    ],
  };
}

const comparisonsOf = ({ judged }: Outcome, side: 'cand_1' | 'cand_2'): Comparison[] =>
  (judged?.orders ?? [])
    .flatMap((order) => ('verdict' in order ? order.verdict.comparisons : []))
    .filter(({ winner }) => winner === side);
