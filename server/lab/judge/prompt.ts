import type { Principle } from '../../../schemas/principles.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { toHer, viewFor } from '../../her/views.ts';
import { BY_CASE, shortlist } from '../principles/select.ts';
import type { Candidate, JudgeCase } from './judge.ts';

/** Principles that a judge chooses among. */
const OFFERED = 14;

const ROLES: Record<ChatMessage['role'], string> = { system: 'System', user: 'User', assistant: 'Assistant' };

/** The talk as blocks, up to the last user message (HER: what stands behind it is left out). */
export function contextText(messages: readonly ChatMessage[]): string {
  const end = messages.findLastIndex(({ role }) => role === 'user') + 1;
  return messages
    .slice(0, end)
    .map(({ role, content }) => `${ROLES[role]}: ${content}`)
    .join('\n\n');
}

/** A reply as judges see it: the plan taken out, the thought kept. */
export const candidateText = (name: string, { spans }: Candidate): string =>
  `${name}: ${toHer(viewFor(spans, 'judge'))}`;

const offered = (principles: readonly Principle[]): string =>
  principles
    .map(
      ({ name, dimension, level, polarity, rule }) =>
        `- ${name} [${dimension}; ${level}; ${polarity}]: ${rule}`,
    )
    .join('\n');

/** A world may have fewer principles than a verdict needs. */
const ownAllowed = (count: number): string =>
  count < BY_CASE.min
    ? `Below stand fewer than ${BY_CASE.min}: add your own, with the reason, until there are ${BY_CASE.min}.`
    : 'You may add one of your own, with the reason.';

/** What a judge is asked about two replies, `swapped` with the second one first. One user message, as HER's reward model wants it. */
export function judgePrompt(
  task: JudgeCase,
  principles: readonly Principle[],
  isSwapped: boolean,
): ChatMessage[] {
  const [one, two] = isSwapped ? task.candidates.toReversed() : task.candidates;
  const those = shortlist(principles, task, OFFERED);
  const content = `You judge role-play. Below stand a dialogue and two candidates for what ${task.name} says next. Decide which is the better turn of ${task.name}.

How to judge
1. Read the whole dialogue, turn by turn.
2. Negative principles first: where one candidate breaks one and the other breaks none, the other wins at once; where both break one, it is a tie; where neither does, go on. A negative principle is won only by who keeps it while the other breaks it.
3. Choose the ${BY_CASE.min} to ${BY_CASE.max} principles that matter most here and on which the two differ; leave out what makes no real difference. ${ownAllowed(those.length)}
4. For each: the evidence in either candidate, how clear the difference is (slight, clear or significant), and who wins: cand_1, cand_2 or tie.
5. Weigh how many were won, how much they matter and how clear they were.
The order of the candidates says nothing about them, nor does their length. <role_thinking> is the character's private thought, <role_action> what can be seen.

Principles to choose from
${offered(those)}

===Dialogue===
${contextText(task.messages)}

===Candidate 1===
${candidateText(task.name, one!)}

===Candidate 2===
${candidateText(task.name, two!)}

Answer with this JSON alone, in English, in a \`\`\`json fence; inside strings use single quotes.
{"principle": {"Principle 1": {"principle_name": "", "dimension_name": "", "principle_level": "sentence or session", "main_content": "", "reason_for_choosing": ""}},
 "analysis": {"principle_comparisons": [{"principle_name": "", "principle_level": "", "cand_1_performance": "", "cand_2_performance": "", "comparison_reason": "", "winner": "cand_1, cand_2 or tie"}], "overall_analysis": "", "principle_summary": ""},
 "better_response": "cand_1, cand_2 or tie"}`;
  return [{ role: 'user', content }];
}
