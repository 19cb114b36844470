import type { Circumstance } from '../../../server/lab/acting/circumstance.ts';
import type { ActingOptions } from '../../../server/lab/acting/simulate.ts';
import type { LabCall, LabModel } from '../../../server/lab/calls/lab-model.ts';

/** Two in a lamp room, and how it began in the book. */
export const scene: Circumstance = {
  id: 'Salt-1-2',
  book: 'The Salt Ledger',
  scenario: 'Lamp room, past midnight.',
  summary: 'A boat passed unlit.',
  characters: [
    { name: 'Orla', profile: 'Keeper of the light.', motivation: 'Learn who took the page.' },
    { name: 'Tamsin', profile: 'A young pilot.', motivation: 'Hide the page.' },
  ],
  speakers: ['Tamsin', 'Orla', 'Environment'],
  major: ['Orla', 'Tamsin'],
  reference: [
    { name: 'Tamsin', text: '[She knows] (wrings out her cap) You are up late.' },
    { name: 'Orla', text: 'Ghosts sign the ledger, too.' },
  ],
};
export const options: ActingOptions = {
  rounds: 4,
  continueFrom: 0,
  protocol: 'her',
  history: 'raw',
  temperature: 0.7,
  maxTokens: 100,
  repeat: 0,
};

/** A model that answers by what it is called for; keeps the calls. */
export function playing(answers: Partial<Record<string, (call: LabCall, round: number) => string>>) {
  const calls: LabCall[] = [];
  const model: LabModel = {
    name: 'scripted',
    isReal: true,
    async complete(call) {
      const round = calls.filter(({ purpose }) => purpose === call.purpose).length;
      calls.push(call);
      const text = answers[call.purpose]?.(call, round) ?? '';
      return { text, reasoning: '', promptTokens: 1, completionTokens: 1, isKnown: false };
    },
  };
  return { model, calls };
}

/** Who is played in a call. */
export const nameOf = ({ messages }: LabCall): string => /^You are (\w+) /.exec(messages[0]!.content)![1]!;
/** A turn with a plan and a thought that nobody else may hear of. */
export const reply = (call: LabCall, round: number): string =>
  `<system_thinking>PLAN ${round}</system_thinking>${nameOf(call)}: <role_thinking>SECRET of ${nameOf(call)}</role_thinking><role_action>nods</role_action>Line ${round}.`;
export const chosen = (name: string): string => `Reasoning: so.\nNext Speaker: ${name}`;
