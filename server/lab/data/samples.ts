import type { HerRecord, SampleMessage } from '../../../schemas/lab/her-record.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';

/** A row for supervised fine-tuning; loss belongs to the last message alone. */
export type MultiTurn = { trace_id: string; messages: ChatMessage[] };
export type SingleTurn = MultiTurn & { original_trace_id: string; turn_index: number; history_turns: number };

/** A reply that is to be learned, and all that its character knew of the conversation before it. */
export type Target = {
  traceId: string;
  name: string;
  index: number;
  history: ChatMessage[];
  message: SampleMessage;
};

/** All replies of a record that are to be learned, those of each character in order. */
export function targetsOf(record: HerRecord): Target[] {
  const known = new Map<string, number>();
  return Object.entries(record.training_samples).flatMap(([name, messages]) => {
    const folded = name.replaceAll(/[^\p{L}\p{N}]/gu, '_');
    const same = (known.get(folded) ?? 0) + 1;
    known.set(folded, same);
    const traceId = `${record.trace_id_book_chapter}_${folded}${same > 1 ? `__${same}` : ''}`;
    let index = -1;
    return messages.flatMap((message, at) => {
      if (message.role !== 'assistant') return [];
      index += 1;
      const own = message.x_server as { is_target?: boolean } | undefined;
      if (own?.is_target === false) return [];
      return [{ traceId, name, index, history: messages.slice(0, at).map(plain), message }];
    });
  });
}

/** One row per character: the conversation up to its last reply, the plan before that one alone. */
export function multiTurn(targets: readonly Target[]): MultiTurn[] {
  const last = new Map(targets.map((target) => [target.name, target]));
  return [...last.values()].map((target) => ({ trace_id: target.traceId, messages: whole(target) }));
}

/** One row per reply, with all of the history. */
export const singleTurn = (targets: readonly Target[]): SingleTurn[] =>
  targets.map((target) => ({
    trace_id: `${target.traceId}_turn_${target.index}`,
    original_trace_id: target.traceId,
    turn_index: target.index,
    history_turns: target.history.filter(({ role }) => role === 'assistant').length,
    messages: whole(target),
  }));

const whole = (target: Target): ChatMessage[] => [
  ...target.history,
  { role: 'assistant', content: withPlan(target.message.content, target.message.sys_thinking_revised) },
];

/** HER's order: the plan, then the name and what was said. */
export const withPlan = (content: string, plan: string | undefined): string =>
  plan ? `<system_thinking>${plan}</system_thinking>${content}` : content;

const plain = ({ role, content }: SampleMessage): ChatMessage => ({ role, content });
