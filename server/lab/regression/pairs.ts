import { toHer, viewFor } from '../../her/views.ts';
import type { JudgeCase, Judged } from '../judge/judge.ts';
import type { Principles } from '../principles/packs.ts';
import type { RecordedMoment, ReplySet } from './replies.ts';

/** One reply of the run before and one of the run after, to the same moment. Candidate 1 is the one before. */
export type Pair = {
  moment: RecordedMoment;
  task: JudgeCase;
  /** Word for word the same: a tie that nobody needs to judge. */
  isSame: boolean;
};

/** How a pair came out. `winner` is null where the judge could not be read: that is never counted. */
export type Outcome = {
  pair: Pair;
  winner: 'before' | 'after' | 'tie' | null;
  judged?: Judged;
};

export type Pairing = {
  pairs: Pair[];
  /** Moments that stand in one of the two alone, or otherwise there, by id. */
  onlyBefore: string[];
  onlyAfter: string[];
};

/**
 * Matches the replies of two runs by moment. Judged by what the character is to be after: its prompt and its principles, since who edits
 * a persona means what it says now.
 */
export function pairsOf(before: ReplySet, after: ReplySet, principles: Principles): Pairing {
  const earlier = new Map(before.moments.map((moment) => [moment.key, moment]));
  const pairs = after.moments.flatMap((moment) => {
    const replies = earlier.get(moment.key)?.replies ?? [];
    return moment.replies
      .slice(0, replies.length)
      .map((reply, index) => pairOf(moment, [replies[index]!, reply], index, principles));
  });
  const matched = new Set(pairs.map(({ moment }) => moment.key));
  const rest = (moments: readonly RecordedMoment[]) =>
    moments.filter(({ key }) => !matched.has(key)).map(({ id }) => id);
  return { pairs, onlyBefore: rest(before.moments), onlyAfter: rest(after.moments) };
}

function pairOf(
  moment: RecordedMoment,
  candidates: readonly [Reply, Reply],
  index: number,
  principles: Principles,
): Pair {
  const { id, npc, name, others, language, messages, history } = moment;
  const [one, two] = candidates.map(({ spans }) => toHer(viewFor(spans, 'judge')));
  return {
    moment,
    isSame: one === two,
    task: {
      id: `${id} #${index + 1}`,
      name,
      others,
      language,
      messages,
      history,
      principles: principles.of(npc),
      candidates,
    },
  };
}

type Reply = RecordedMoment['replies'][number];

const SIDES = { cand_1: 'before', cand_2: 'after', tie: 'tie' } as const;

export const outcomeOf = (pair: Pair, judged: Judged): Outcome => ({
  pair,
  judged,
  winner: judged.winner === null ? null : SIDES[judged.winner],
});
