import type { ChatMessage } from '../../../schemas/scene.ts';
import { isFirst, type Pair } from './pairs.ts';
import type { Target } from './samples.ts';

const ROLES = { system: 'System', user: 'User', assistant: 'Assistant' } as const;

/** A talk as HER's judge reads it. */
export const contextText = (messages: readonly ChatMessage[]): string =>
  messages.map(({ role, content }) => `${ROLES[role]}: ${content}`).join('\n\n');

/** A pair in the order in which a judge sees it. */
function ordered(pair: Pair, seed: number): Candidates & { candidate_2: string } {
  const first = isFirst(pair, seed);
  const [candidate_1, candidate_2] = first ? [pair.chosen, pair.rejected] : [pair.rejected, pair.chosen];
  return {
    candidate_1: candidate_1.text,
    candidate_2: candidate_2.text,
    better: first ? 'cand_1' : 'cand_2',
  };
}

/** The question that a judge is asked of a pair. */
function question(messages: readonly ChatMessage[], candidates: readonly [string, string]): string {
  return [
    'Compare two replies to the same talk, by the principles that matter here, those that must not be broken first.',
    `===Dialogue Context===\n${contextText(messages)}`,
    `===Response Candidate 1===\n${candidates[0]}`,
    `===Response Candidate 2===\n${candidates[1]}`,
    'Answer with JSON alone: {"better_response": "cand_1" | "cand_2" | "tie"} and the principles that decided it.',
  ].join('\n\n');
}

/** A task for a judge (her-style `_choices_`), whose answer is known to `metadata` alone. */
export function judgeTask(pair: Pair, seed: number) {
  const { candidate_1, candidate_2, better } = ordered(pair, seed);
  return {
    trace_id: `${pair.id}_choices_0_1`,
    data: question(pair.messages, [candidate_1, candidate_2]),
    raw_record: {
      messages: pair.messages,
      candidate_1,
      candidate_2,
      metadata: { choice_indices: [0, 1], source: pair.source, better_response: better },
    },
  };
}

/** A row for teaching a judge by its verdict alone. */
export function judgeRl(pair: Pair, seed: number) {
  const { candidate_1, candidate_2, better } = ordered(pair, seed);
  return {
    data_source: 'v3_tx_sft/tx_rl4rm',
    prompt: [{ role: 'user' as const, content: question(pair.messages, [candidate_1, candidate_2]) }],
    ability: 'roleplay',
    reward_model: {
      answer: better,
      problem: '',
      solution: better,
      style: 'rule',
    },
    extra_info: { trace_id: pair.id, source: pair.source, reason: pair.reason ?? '' },
  };
}

/**
 * A row for teaching a judge to reason. Only words that somebody gave for a preference can be taught, so a pair without a reason has
 * none, nor one whose reason a model gave; the reason is the summary, and nothing is invented beside it.
 */
export function judgeSft(pair: Pair, seed: number) {
  if (pair.reason === undefined || pair.source === 'best-of') return [];
  const { candidate_1, candidate_2, better } = ordered(pair, seed);
  const verdict = {
    cand_1: candidate_1,
    cand_2: candidate_2,
    principle: {},
    analysis: { principle_comparisons: [], overall_analysis: pair.reason, principle_summary: pair.reason },
    better_response: better,
  };
  return [
    {
      trace_id: pair.id,
      messages: [
        { role: 'user' as const, content: question(pair.messages, [candidate_1, candidate_2]) },
        { role: 'assistant' as const, content: `\`\`\`json\n${JSON.stringify(verdict, null, 2)}\n\`\`\`` },
      ],
      metadata: { better_response: better, num_principles: 0, source: 'human_preference' },
    },
  ];
}

type Candidates = { candidate_1: string; candidate_2: string | null; better: 'cand_1' | 'cand_2' };

/**
 * Where a character is to reply, for reinforcement, in the shape of HER's script; the recorded reply, or the better one of a pair, is what it
 * is measured by.
 */
function policyRl(
  messages: readonly ChatMessage[],
  { candidate_1, candidate_2, better }: Candidates,
  metadata: { trace_id: string; source: string },
) {
  const answer = (better === 'cand_1' ? candidate_1 : candidate_2) ?? '';
  return {
    data_source: 'roleplay_rl',
    prompt: messages,
    reward_model: {
      answer,
      solution: JSON.stringify({ input: JSON.stringify(messages), ref_answer: answer, golden_type: '3' }),
      style: 'rule',
    },
    extra_info: {
      raw_record: { messages, candidate_1, candidate_2, metadata },
      better_response: better,
      candidates: { cand_1: candidate_1, cand_2: candidate_2 },
      golden_type: '3',
      index: 0,
    },
  };
}

/** What was recorded has no second candidate. */
export const policyRlOfTarget = ({ history, message, traceId, index }: Target) =>
  policyRl(
    history,
    { candidate_1: message.content, candidate_2: null, better: 'cand_1' },
    { trace_id: `${traceId}_turn_${index}`, source: 'recorded' },
  );

export const policyRlOfPair = (pair: Pair, seed: number) =>
  policyRl(pair.messages, ordered(pair, seed), { trace_id: pair.id, source: pair.source });
