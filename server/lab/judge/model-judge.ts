import type { Principle } from '../../../schemas/principles.ts';
import { askTwice } from '../calls/ask-twice.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { STARTER } from '../principles/starter.ts';
import { bothOrders, type Judge, type JudgeCase, type Order, turnedBack } from './judge.ts';
import { judgePrompt } from './prompt.ts';
import { readVerdict } from './verdict.ts';

/** Longest verdict, thinking included, at first (HER's benchmark gives its judges 2,048 tokens; verdicts with five principles need some more). */
export const VERDICT_TOKENS = 3072;

/**
 * Has a language model compare, pairwise and in both orders (HER's generative reward model). A verdict that does not fit is asked for once
 * more, with what was wrong; one that does not fit then is no verdict.
 */
export function modelJudge(model: LabModel): Judge {
  return {
    name: model.name,
    isModel: true,
    async judge(task, signal) {
      const principles = task.principles ?? STARTER;
      const orders = await Promise.all(
        [false, true].map((isSwapped) => inOrder({ model, signal }, task, principles, isSwapped)),
      );
      return bothOrders(task.id, model.name, orders as [Order, Order]);
    },
  };
}

type Asked = { model: LabModel; signal: AbortSignal | undefined };

async function inOrder(
  { model, signal }: Asked,
  task: JudgeCase,
  principles: readonly Principle[],
  isSwapped: boolean,
): Promise<Order> {
  const order: Order = await askTwice(
    (messages, maxTokens) =>
      model.complete({ purpose: 'judge', messages, temperature: 0, maxTokens }, signal),
    { messages: judgePrompt(task, principles, isSwapped), maxTokens: VERDICT_TOKENS },
    (text) => readVerdict(text, principles),
  );
  return 'verdict' in order && isSwapped ? { ...order, verdict: turnedBack(order.verdict) } : order;
}
