import type { Prompt } from '../../schemas/scene.ts';

/** What ends a reply in ChatML, for servers that do not end it themselves. */
export const CHATML_STOPS: readonly string[] = ['<|im_end|>', '<|im_start|>'];

/**
 * A prompt as ChatML for text completions, open at the end so that the model goes on from the prefill: HER models are
 * called this way (HER, arXiv 2601.21459; the repository's benchmark). No message can end its own turn or open another:
 * special tokens in contents are made plain text.
 */
export function toChatML({ messages, prefill }: Prompt): string {
  const turns = messages.map(({ role, content }) => `<|im_start|>${role}\n${plain(content)}<|im_end|>\n`);
  return `${turns.join('')}<|im_start|>assistant\n${plain(prefill)}`;
}

/** Tokenisers look for the exact string `<|name|>`: without its `<` it is ordinary text, and still legible. */
const plain = (text: string): string => text.replaceAll('<|', '‹|');
