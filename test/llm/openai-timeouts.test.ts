import { expect, onTestFinished, test, vi } from 'vitest';
import type { Chunk } from '../../server/llm/language-model.ts';
import { collect, type ModelCall, modelAt, request, startModelServer, textOf } from './model-server.ts';

test.each<[string, (call: ModelCall) => void]>([
  ['says nothing at all', () => {}],
  ['only keeps the connection alive', (call) => call.raw(': wait\n\n')],
  [
    'sends parts without text',
    (call) => call.part({ choices: [{ delta: { role: 'assistant', content: '' } }] }),
  ],
])(
  'a server that %s before the first token times out, and its connection is closed',
  async (_what, stall) => {
    await using server = await startModelServer(stall);

    // Long enough for the call to reach the server on a busy machine.
    const reading = collect(modelAt(server, { firstTokenTimeoutMs: 1000 }));

    await expect(reading).rejects.toMatchObject({ code: 'model-timeout' });
    await server.calls[0]?.closed;
    expect(server.calls).toHaveLength(1);
  },
);

test('a server that stalls in mid-reply times out after what came', async () => {
  await using server = await startModelServer((call) => call.text('Stay'));
  const chunks: Chunk[] = [];

  const reading = collect(modelAt(server, { betweenTokensTimeoutMs: 50 }), request(), undefined, chunks);

  await expect(reading).rejects.toMatchObject({ code: 'model-timeout' });
  await server.calls[0]?.closed;
  expect(textOf(chunks)).toBe('Stay');
});

test('a reply that trickles is cut when its whole time is up', async () => {
  await using server = await startModelServer(async (call) => {
    let isOpen = true;
    void call.closed.then(() => {
      isOpen = false;
    });
    while (isOpen) {
      call.text('y');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const chunks: Chunk[] = [];

  const reading = collect(modelAt(server, { replyTimeoutMs: 100 }), request(), undefined, chunks);

  await expect(reading).rejects.toMatchObject({ code: 'model-timeout' });
  expect(textOf(chunks)).toMatch(/^y+$/);
  await server.calls[0]?.closed;
});

test('time that the reader of a stream takes is not held against the model', async () => {
  await using server = await startModelServer((call) => {
    call.text('Stay');
    call.text(' here.');
    call.finish();
  });
  const chunks: Chunk[] = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());

  for await (const chunk of modelAt(server).generate(request(), new AbortController().signal)) {
    chunks.push(chunk);
    vi.advanceTimersByTime(3_600_000);
  }

  expect(textOf(chunks)).toBe('Stay here.');
});

test('a whole reply is not held up by a connection that stays open after it', async () => {
  await using server = await startModelServer((call) => {
    call.text('Stay.');
    call.part({ choices: [{ delta: {}, finish_reason: 'stop' }] });
  });

  expect(textOf(await collect(modelAt(server, { betweenTokensTimeoutMs: 50 })))).toBe('Stay.');
  await server.calls[0]?.closed;
});

test('an empty reply on a connection that stays open is empty, not late', async () => {
  await using server = await startModelServer((call) =>
    call.part({ choices: [{ delta: {}, finish_reason: 'stop' }] }),
  );

  await expect(collect(modelAt(server, { betweenTokensTimeoutMs: 50 }))).rejects.toMatchObject({
    code: 'model-empty',
  });
});
