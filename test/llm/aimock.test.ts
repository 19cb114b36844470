import { LLMock, type MockServerOptions } from '@copilotkit/aimock';
import { expect, test } from 'vitest';
import type { Chunk } from '../../server/llm/language-model.ts';
import { collect, modelAt, request, textOf } from './model-server.ts';

/** An OpenAI-compatible server that is not of our making. */
async function startMock(options: MockServerOptions = {}) {
  const mock = new LLMock({ port: 0, ...options });
  const baseUrl = `${await mock.start()}/v1`;
  return { mock, baseUrl, [Symbol.asyncDispose]: () => mock.stop() };
}

const REPLY =
  '<system_thinking>She asks for pity 🙂</system_thinking>Mara: <role_action>schüttelt den Kopf</role_action>Bleib.';

test.each([1, 7, 1000])(
  'a reply in pieces of %i characters arrives whole, with its usage',
  async (chunkSize) => {
    await using server = await startMock({ chunkSize });
    server.mock.onMessage(/Let me go/, {
      content: REPLY,
      usage: { prompt_tokens: 30, completion_tokens: 20 },
    });

    const chunks = await collect(modelAt(server), request());

    expect(textOf(chunks)).toBe(REPLY);
    expect(chunks.at(-1)).toMatchObject({ kind: 'usage', promptTokens: 30, completionTokens: 20 });
  },
);

test('its reasoning comes apart from its text', async () => {
  await using server = await startMock();
  server.mock.onMessage(/Let me go/, { content: 'Stay.', reasoning: 'She is afraid.' });

  const chunks = await collect(modelAt(server), request());

  const reasoning = chunks.map((chunk) => (chunk.kind === 'reasoning' ? chunk.text : '')).join('');
  expect(reasoning).toBe('She is afraid.');
  expect(textOf(chunks)).toBe('Stay.');
});

test('an error before the reply is got over', async () => {
  await using server = await startMock();
  server.mock.onMessage(/Let me go/, { content: 'Stay.' }).nextRequestError(500, { message: 'oops' });

  expect(textOf(await collect(modelAt(server), request()))).toBe('Stay.');
  expect(server.mock.getRequests()).toHaveLength(2);
});

test('a reply that it cuts off fails after what came', async () => {
  await using server = await startMock({ chunkSize: 4 });
  server.mock.onMessage(/Let me go/, { content: REPLY }, { truncateAfterChunks: 6, latency: 2 });
  const chunks: Chunk[] = [];

  await expect(collect(modelAt(server), request(), undefined, chunks)).rejects.toMatchObject({
    code: 'model-unreachable',
  });

  expect(textOf(chunks)).not.toBe('');
  expect(REPLY.startsWith(textOf(chunks))).toBe(true);
});

test('what it does not know is refused with advice', async () => {
  await using server = await startMock();

  await expect(collect(modelAt(server), request())).rejects.toMatchObject({
    code: 'model-refused',
    message: expect.stringContaining('LLM_MODEL'),
  });
});

test('when it limits the rate for good, trying ends', async () => {
  await using server = await startMock({ chaos: { rateLimitRate: 1 } });
  server.mock.onMessage(/Let me go/, { content: 'Stay.' });

  await expect(collect(modelAt(server, { firstTokenTimeoutMs: 500 }), request())).rejects.toMatchObject({
    code: 'model-unreachable',
  });
});
