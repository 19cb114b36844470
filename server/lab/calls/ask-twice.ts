import { SoliloquyError } from '../../../schemas/errors.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import type { Answer } from './call-log.ts';

/** How much more room the second try has after one that thought: thinking is paid from the same tokens. */
const ROOM_TO_THINK = 4;
const THINKING = /<think/i;

/** Asks a model: `maxTokens` bounds all that it writes. */
type Ask = (messages: ChatMessage[], maxTokens: number) => Promise<Pick<Answer, 'text' | 'reasoning'>>;

/**
 * Has a model answer in a form that can be read. What cannot is asked for once more, with what was wrong; who said nothing, or thought
 * before, is given four times the tokens, if its server allows so many. Resolves to what was read at last, which may be a problem still.
 */
export async function askTwice<Read extends object>(
  ask: Ask,
  { messages, maxTokens }: { messages: ChatMessage[]; maxTokens: number },
  read: (text: string) => Read | { problem: string },
): Promise<Read | { problem: string }> {
  const { text, reasoning } = await ask(messages, maxTokens);
  const first = read(text);
  if (!('problem' in first)) return first;
  const isEmpty = text.trim() === '';
  const room = isEmpty || reasoning !== '' || THINKING.test(text) ? ROOM_TO_THINK * maxTokens : maxTokens;
  const again: ChatMessage[] = isEmpty
    ? messages
    : [
        ...messages,
        { role: 'assistant', content: text },
        { role: 'user', content: `That does not fit: ${first.problem}. Answer again, with the JSON alone.` },
      ];
  const second = await ask(again, room).catch((error: unknown) => {
    // A server may have no context for so much: then it stays at what it had.
    if (room === maxTokens || !(error instanceof SoliloquyError && error.code === 'model-refused'))
      throw error;
    return ask(again, maxTokens);
  });
  return read(second.text);
}
