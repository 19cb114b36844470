import { expect, test } from 'vitest';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { ChatMessage } from '../../schemas/scene.ts';
import { askTwice } from '../../server/lab/calls/ask-twice.ts';

const QUESTION: ChatMessage[] = [{ role: 'user', content: 'Which?' }];
const TOLD: ChatMessage[] = [
  { role: 'assistant', content: 'The first.' },
  { role: 'user', content: 'That does not fit: prose. Answer again, with the JSON alone.' },
];
const read = (text: string) => (text === '{}' ? { value: 7 } : { problem: 'prose' });

test.each([
  ['prose', { text: 'The first.', reasoning: '' }, TOLD, 100],
  ['prose behind reasoning', { text: 'The first.', reasoning: 'Hm.' }, TOLD, 400],
  ['nothing, all tokens thought away', { text: '', reasoning: 'Hm, hm.' }, [], 400],
  ['nothing at all', { text: ' \n', reasoning: '' }, [], 400],
])(
  'of %s the second try is told what it can mend, and has room where thinking takes it',
  async (_, first, told, room) => {
    const asked: { messages: ChatMessage[]; maxTokens: number }[] = [];
    const answers = [first, { text: '{}', reasoning: '' }];

    const found = await askTwice(
      async (messages, maxTokens) => answers[asked.push({ messages, maxTokens }) - 1]!,
      { messages: QUESTION, maxTokens: 100 },
      read,
    );

    expect(found).toEqual({ value: 7 });
    expect(asked).toEqual([
      { messages: QUESTION, maxTokens: 100 },
      { messages: [...QUESTION, ...told], maxTokens: room },
    ]);
  },
);

test('thoughts that stand in the answer, cut off, are thoughts, too', async () => {
  const rooms: number[] = [];

  const found = await askTwice(
    async (_, maxTokens) => {
      rooms.push(maxTokens);
      return { text: '<think>The first, since', reasoning: '' };
    },
    { messages: QUESTION, maxTokens: 100 },
    read,
  );

  expect(found).toEqual({ problem: 'prose' });
  expect(rooms).toEqual([100, 400]);
});

test('a server that has no context for so much room is asked with what it had', async () => {
  const rooms: number[] = [];

  const found = await askTwice(
    async (_, maxTokens) => {
      rooms.push(maxTokens);
      if (maxTokens > 100) throw new SoliloquyError('model-refused', 'max_tokens is too large');
      return rooms.length === 1 ? { text: 'Prose.', reasoning: 'Hm.' } : { text: '{}', reasoning: '' };
    },
    { messages: QUESTION, maxTokens: 100 },
    read,
  );

  expect(found).toEqual({ value: 7 });
  expect(rooms).toEqual([100, 400, 100]);
});
