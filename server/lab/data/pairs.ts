import type { HerRecord } from '../../../schemas/lab/her-record.ts';
import type { Span } from '../../../schemas/layers.ts';
import type { Line } from '../../../schemas/record.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { renderLine } from '../../her/messages.ts';
import { BEST_OF } from '../../store/ratings.ts';
import type { PlayedLine } from '../../store/recorded-play.ts';
import type { Rating } from '../../store/store.ts';
import { harmlessSpans } from './play-record.ts';
import type { Redactor } from './redact.ts';
import { withPlan } from './samples.ts';
import { chanceOf } from './split.ts';
import { turnForms } from './turn-forms.ts';

/** A reply as it was given; `text` is without its plan, as a judge reads it. */
export type Candidate = { text: string; whole: string };

/** Of two replies to the same, the better one; `source`: who says so. */
export type Pair = {
  id: string;
  messages: ChatMessage[];
  chosen: Candidate;
  rejected: Candidate;
  source: 'preference' | 'ratings' | 'takes' | 'best-of';
  reason?: string;
};

/**
 * The pairs of a conversation. What a designer preferred to another take counts first, then a take rated well beside one rated
 * badly, then the take that stands beside those it replaced, then what was spoken beside those that it was chosen over. No two pairs are of
 * the same two takes, and both are whole. `lines` are without names of persons, as the record is.
 */
export function pairsOf(
  record: HerRecord,
  lines: readonly PlayedLine[],
  ratings: readonly Rating[],
  redact: Redactor,
): Pair[] {
  const contexts = contextsOf(record);
  return lines.flatMap(({ line, takes }) => {
    const messages = contexts.get(line.id);
    if (!messages) return [];
    // A turn that was given once has no takes.
    const byTurn = new Map([line, ...takes].map((take) => [take.turn ?? '', take]));
    const chosenOver = ratings.filter(({ author, turn }) => author === BEST_OF && byTurn.has(turn));
    const unspoken = new Map(
      chosenOver.map(({ turn, rejected = '', body }) => {
        const { spans } = (body as { rejected: Pick<Line, 'spans'> }).rejected;
        return [rejected, { ...byTurn.get(turn)!, turn: rejected, spans: redact.spans(spans) }];
      }),
    );
    const pairs = new Map<string, Pair>();
    const add = (chosen: string, rejected: string, source: Pair['source'], reason = '') => {
      const [won, lost] = [byTurn.get(chosen), byTurn.get(rejected) ?? unspoken.get(rejected)];
      const key = [chosen, rejected].sort().join('\0');
      if (!won || !lost || won === lost || pairs.has(key)) return;
      // What was cut off or stood in says nothing of how the character replies.
      if (won.status !== 'complete' || lost.status !== 'complete') return;
      const both: [Candidate, Candidate] = [candidateOf(won), candidateOf(lost)];
      if (both.some(({ text }) => text === '') || both[0].text === both[1].text) return;
      pairs.set(key, {
        id: `${record.trace_id_book_chapter}_${line.id}_${chosen}_${rejected}`,
        messages,
        chosen: both[0],
        rejected: both[1],
        source,
        ...(reason !== '' && { reason: redact.text(reason) }),
      });
    };
    for (const { turn, rejected, value, reason, author } of ratings)
      if (rejected !== undefined && author !== BEST_OF)
        value === 1 ? add(turn, rejected, 'preference', reason) : add(rejected, turn, 'preference', reason);
    const rated = (value: 1 | -1) =>
      ratings.filter((one) => one.rejected === undefined && one.value === value);
    for (const good of rated(1))
      for (const bad of rated(-1)) add(good.turn, bad.turn, 'ratings', good.reason);
    for (const take of takes) if (line.turn !== undefined) add(line.turn, take.turn!, 'takes');
    for (const { turn, rejected = '', reason } of chosenOver) add(turn, rejected, 'best-of', reason);
    return [...pairs.values()];
  });
}

/** What stood before each own reply, by its line. */
function contextsOf(record: HerRecord): Map<string, ChatMessage[]> {
  const contexts = new Map<string, ChatMessage[]>();
  for (const messages of Object.values(record.training_samples))
    for (const [index, { x_server }] of messages.entries()) {
      const { line } = (x_server ?? {}) as { line?: string };
      if (line === undefined) continue;
      contexts.set(
        line,
        messages.slice(0, index).map(({ role, content }) => ({ role, content })),
      );
    }
  return contexts;
}

function candidateOf(take: Line): Candidate {
  const spans: Span[] = harmlessSpans(take);
  const text = renderLine({ ...take, spans }, take.from);
  return { text, whole: withPlan(text, turnForms(take.name, spans).sys_thinking) };
}

/** Where the better reply stands in a judge's task: half of the pairs first, by their ids alone. */
export const isFirst = (pair: Pair, seed: number): boolean => chanceOf(seed, pair.id) < 0.5;
