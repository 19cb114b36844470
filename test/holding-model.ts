import type { Chunk, GenerateRequest, LanguageModel } from '../server/llm/language-model.ts';
import { gate } from './scripted.ts';

const HIDDEN = '<system_thinking>the plan</system_thinking><role_thinking>the thought</role_thinking>';

/** Answers at once; opens the door when asked to; while it is held, it stops in the middle of a story until it is let go. */
export type HoldingModel = LanguageModel & {
  hold(): void;
  letGo(): void;
  /** The last message of the last prompt: what the NPC knew when it answered. */
  readonly lastAsked: string;
};

export function holdingModel(): HoldingModel {
  let held: ReturnType<typeof gate> | undefined;
  let lastAsked = '';
  return {
    name: 'scripted',
    get lastAsked() {
      return lastAsked;
    },
    hold: () => {
      held = gate();
    },
    letGo: () => {
      held?.open();
      held = undefined;
    },
    async *generate({ prompt }: GenerateRequest, signal: AbortSignal): AsyncGenerator<Chunk> {
      const waiting = held;
      lastAsked = prompt.messages.at(-1)?.content ?? '';
      if (/Open the door\.$/.test(lastAsked)) {
        yield {
          kind: 'text',
          text: `${HIDDEN}Mind your head.<game_action name="open-door">{"wide":true}</game_action>`,
        };
        return;
      }
      if (!waiting) {
        yield { kind: 'text', text: `${HIDDEN}<role_action>wipes the bar</role_action>Good evening ` };
        yield { kind: 'text', text: 'to you. Sit.' };
        return;
      }
      yield { kind: 'text', text: `${HIDDEN}<role_action>looks up</role_action>Once upon a time ` };
      const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      await Promise.race([waiting, aborted]);
      yield { kind: 'text', text: 'there was a bell.' };
    },
  };
}
