import type { ChatMessage } from '../../../schemas/scene.ts';
import type { Answer } from './call-log.ts';

/** How much more room the second try has after one that thought: thinking is paid from the same tokens. */
const ROOM_TO_THINK = 4;
const THINKING = /<think/i;

/** Asks a model: `maxTokens` bounds all that it writes. */
type Ask = (messages: ChatMessage[], maxTokens: number) => Promise<Pick<Answer, 'text' | 'reasoning'>>;

/**
 * Has a model answer in a form that can be read. What cannot is asked for once more, with what was wrong; who said nothing, or thought
 * before, is given four times the tokens. Resolves to what was read at last, which may be a problem still.
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
  return read((await ask(again, room)).text);
}
