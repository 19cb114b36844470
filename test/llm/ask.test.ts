import { expect, test } from 'vitest';
import { z } from 'zod';
import { ask } from '../../server/llm/ask.ts';
import { builtinModel } from '../../server/llm/builtin/model.ts';
import { promptOf, scripted } from '../scripted.ts';

const question = {
  system: 'Count.',
  user: 'How many?',
  schema: z.object({ count: z.int().min(0) }),
};
const never = new AbortController().signal;

test.each([
  ['{"count": 3}'],
  ['```json\n{"count": 3}\n```'],
  ['<think>{"count": 9}</think>\nHere you are: {"count": 3} as asked.'],
])('%j is read', async (answer) => {
  expect(await ask(scripted(answer), question, never)).toEqual({ count: 3 });
});

test('an answer that does not fit is asked for once more, with what was wrong', async () => {
  const model = scripted('{"count": "many"}', '{"count": 4}');

  expect(await ask(model, question, never)).toEqual({ count: 4 });
  expect(promptOf(model.requests[1]!)).toMatch(/does not fit: .*count/);
  expect(model.requests.map(({ priority }) => priority)).toEqual(['npc', 'npc']);
});

test.each([['I would say three.'], ['{"count": -1}'], ['{"count": 3'], ['']])(
  '%j, twice, is no answer',
  async (answer) => {
    await expect(ask(scripted(answer), question, never)).rejects.toMatchObject({ code: 'model-empty' });
  },
);

test('the built-in model answers no questions; a dropped one ends', async () => {
  await expect(ask(builtinModel(), question, never)).rejects.toMatchObject({ code: 'model-refused' });
  const held = scripted(['{', new Promise(() => {})]);
  const stop = new AbortController();
  const asked = ask(held, question, stop.signal);
  stop.abort();
  await expect(asked).rejects.toMatchObject({ code: 'aborted' });
});

test('a question whose time is up says so, and what to do', async () => {
  const held = scripted(['{', new Promise(() => {})]);

  await expect(ask(held, { ...question, timeoutMs: 1 }, never)).rejects.toMatchObject({
    code: 'model-timeout',
    message: expect.stringMatching(/within 1 ms: .*LLM_BACKGROUND/),
  });
});
