import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Prompt } from '../../schemas/scene.ts';
import { toChatML } from '../../server/her/chatml.ts';

const prompt = (messages: Prompt['messages'], prefill: string): Prompt => ({
  messages,
  marks: [],
  prefill,
  stops: [],
  form: 'canonical',
  plan: 'full',
});

test('a prompt becomes ChatML that is open after the prefill', () => {
  const messages: Prompt['messages'] = [
    { role: 'system', content: 'You are Mara.' },
    { role: 'user', content: 'Ash: Hello.' },
  ];

  expect(toChatML(prompt(messages, '<system_thinking>'))).toBe(
    '<|im_start|>system\nYou are Mara.<|im_end|>\n<|im_start|>user\nAsh: Hello.<|im_end|>\n<|im_start|>assistant\n<system_thinking>',
  );
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('<|im_start|>', '<|im_end|>', '<|endoftext|>', '<', '|', '\n', 'system'),
      fc.string(),
    ),
  )
  .map((pieces) => pieces.join(''));

property.prop([fc.array(hostile), hostile])(
  'no content closes its turn or opens another',
  (contents, prefill) => {
    const text = toChatML(
      prompt(
        contents.map((content) => ({ role: 'user', content })),
        prefill,
      ),
    );

    expect(text.match(/<\|[^<]*?\|>/g)).toEqual([
      ...contents.flatMap(() => ['<|im_start|>', '<|im_end|>']),
      '<|im_start|>',
    ]);
  },
);
