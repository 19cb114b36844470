import type { z } from 'zod';
import type { ChatMessage } from '../../../schemas/scene.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { jsonFitting } from '../json-answer.ts';
import { aligned, type Entry } from './alignment.ts';
import { addFault, noTally, type Tally } from './tally.ts';
import type { Fault } from './turn-checks.ts';

/** HER's own, for rewriting. */
const SAMPLING = { temperature: 0.7, maxTokens: 8192 } as const;

export type EntriesCall<E extends Entry> = {
  purpose: string;
  messages: readonly ChatMessage[];
  schema: z.ZodType<E[]>;
};

/**
 * Has a model write one entry for each target. What does not fit its turn or fails `check` is asked for once more, with what was wrong; what
 * fails then has no entry. `check` is called in the order of the targets and may mend the entry; `isMended` then says so, as it does where the
 * answer's JSON was.
 */
export async function entriesFor<
  E extends Entry & { isMended?: boolean },
  T extends { id: number; text: string },
>(
  model: LabModel,
  { purpose, messages, schema }: EntriesCall<E>,
  targets: readonly T[],
  check: (entry: E, target: T) => Fault[],
): Promise<{ accepted: Map<number, E>; tally: Tally }> {
  const accepted = new Map<number, E>();
  const tally = { ...noTally(), items: targets.length };
  let open = targets;
  let asked = [...messages];
  for (let attempt = 0; attempt < 2 && open.length > 0; attempt += 1) {
    if (attempt > 0) tally.again += open.length;
    const answer = await model.complete({ purpose, messages: asked, sample: attempt, ...SAMPLING });
    const read = jsonFitting(answer.text, schema);
    const problems = new Map<number, string>();
    if ('problem' in read) {
      addFault(tally, 'answer.json');
      for (const { id } of open) problems.set(id, read.problem);
    } else {
      const { found, problems: lost } = aligned(
        wholeItems(read.value, { answer: answer.text, ...read }),
        open,
      );
      for (const target of open) {
        const entry = found.get(target.id);
        const faults = entry
          ? check(entry, target)
          : [{ check: 'answer.alignment', problem: lost.get(target.id)! }];
        for (const fault of faults) addFault(tally, fault.check);
        if (faults.length > 0) problems.set(target.id, faults.map(({ problem }) => problem).join('; '));
        else {
          accepted.set(target.id, entry!);
          entry!.isMended ||= read.isRepaired;
          if (entry!.isMended) tally.repaired += 1;
        }
      }
    }
    open = open.filter(({ id }) => problems.has(id));
    asked = [
      ...messages,
      { role: 'assistant', content: answer.text.slice(0, MAX_SHOWN) || '(nothing)' },
      { role: 'user', content: againText(problems) },
    ];
  }
  tally.accepted = accepted.size;
  tally.fallback = targets.length - accepted.size;
  return { accepted, tally };
}

/** The items of a list that an answer holds; the last one may be half where the answer was cut off and mended. */
export const wholeItems = <T>(
  items: readonly T[],
  { answer, isRepaired }: { answer: string; isRepaired: boolean },
): readonly T[] => (!isRepaired || /[}\]]\s*(?:`{3}\s*)?$/.test(answer) ? items : items.slice(0, -1));

const MAX_SHOWN = 20_000;

const againText = (problems: ReadonlyMap<number, string>): string => {
  const said = [...problems].map(([id, problem]) => `- dialogue_index ${id}: ${problem}`);
  return `That could not be used for these turns:\n${said.join('\n')}\nWrite the JSON again, with an entry for each of these turns and no other.`;
};
