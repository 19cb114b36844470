import type { LabCall, LabModel } from '../../../server/lab/calls/lab-model.ts';

/** A model that gives these answers, one after the other, the last one for ever; `asked`: its calls. */
export function answering(...answers: string[]): LabModel & { asked: LabCall[] } {
  const asked: LabCall[] = [];
  return {
    name: 'm',
    isReal: true,
    asked,
    complete: async (call) => {
      const text = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push(call);
      return { text, reasoning: '', promptTokens: 0, completionTokens: 0, isKnown: false };
    },
  };
}
