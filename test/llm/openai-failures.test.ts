import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { Chunk } from '../../server/llm/language-model.ts';
import { collect, type ModelCall, modelAt, request, startModelServer, textOf } from './model-server.ts';

const answer = (call: ModelCall) => {
  call.text('Stay.');
  call.finish();
};

test.each([429, 408, 409, 500, 503])('HTTP %i is tried again until it goes away', async (status) => {
  await using server = await startModelServer((call) => {
    if (call.index < 2) return call.refuse(status, 'not now');
    answer(call);
  });

  expect(textOf(await collect(modelAt(server)))).toBe('Stay.');
  expect(server.calls).toHaveLength(3);
});

test('after the last try a busy server counts as unreachable', async () => {
  await using server = await startModelServer((call) => call.refuse(429, 'slow down'));

  await expect(collect(modelAt(server))).rejects.toMatchObject({
    code: 'model-unreachable',
    message: expect.stringContaining('slow down'),
  });
  expect(server.calls).toHaveLength(3);
});

test('retries are logged with their wait, which the server may set', async () => {
  const logged: object[] = [];
  await using server = await startModelServer((call) => {
    if (call.index === 0) return call.refuse(429, 'slow down', { headers: { 'retry-after': '0.002' } });
    if (call.index === 1) return call.refuse(503, 'loading', { headers: { 'retry-after-ms': '3' } });
    if (call.index === 2)
      return call.refuse(503, 'loading', { headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' } });
    if (call.index === 3) return call.refuse(503, 'loading');
    answer(call);
  });

  await collect(modelAt(server, { retries: 4, log: { warn: (details) => logged.push(details) } }));

  expect(logged).toEqual(
    [2, 3, 0, 4].map((waitMs, index) => ({ model: 'her-32b', attempt: index + 1, waitMs })),
  );
});

test.each([
  ['is longer than anybody would wait', '3600', 10_000],
  ['goes past the time for the first token', '5', 1000],
])('a Retry-After that %s is not waited for', async (_why, seconds, firstTokenTimeoutMs) => {
  await using server = await startModelServer((call) =>
    call.refuse(429, 'come back later', { headers: { 'retry-after': seconds } }),
  );

  await expect(collect(modelAt(server, { firstTokenTimeoutMs }))).rejects.toMatchObject({
    code: 'model-unreachable',
  });
  expect(server.calls).toHaveLength(1);
});

test.each([
  [400, 'the LLM_ settings'],
  [401, 'LLM_API_KEY'],
  [403, 'LLM_API_KEY'],
  [404, 'LLM_MODEL'],
])('HTTP %i is refused at once, says to check %s and never tells the key', async (status, advice) => {
  await using server = await startModelServer((call) =>
    call.refuse(status, 'no: sk-very-secret is not welcome'),
  );

  const failure = collect(modelAt(server, { apiKey: 'sk-very-secret', prefill: false })).catch(
    (error) => error,
  );

  await expect(failure).resolves.toMatchObject({
    code: 'model-refused',
    message: expect.stringContaining(advice),
  });
  const { message, cause, stack } = (await failure) as Error & { cause: Error };
  expect(`${message} ${cause.message} ${cause.stack} ${stack}`).not.toContain('very-secret');
  // 400 may be about the one optional field, so it is left out once.
  expect(server.calls).toHaveLength(status === 400 ? 2 : 1);
});

test('credentials in the address are sent as the header they stand for, and never told', async () => {
  await using server = await startModelServer((call) => call.refuse(404, 'no'));
  const baseUrl = server.baseUrl.replace('//', '//ash:hunter%202@');

  const failure = await collect(modelAt({ baseUrl })).catch((error: Error) => error);

  expect(String(failure)).not.toContain('hunter');
  expect(server.calls[0]?.headers.authorization).toBe(`Basic ${btoa('ash:hunter 2')}`);
});

test('an address where nothing listens is unreachable, and the reason is said', async () => {
  const unused = createServer();
  await once(unused.listen(0, '127.0.0.1'), 'listening');
  const { port } = unused.address() as AddressInfo;
  await new Promise((resolve) => unused.close(resolve));

  await expect(collect(modelAt({ baseUrl: `http://127.0.0.1:${port}/v1` }))).rejects.toMatchObject({
    code: 'model-unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('a connection that is cut before the first token is tried again', async () => {
  await using server = await startModelServer((call) => {
    if (call.index === 0) return call.cut();
    if (call.index === 1) {
      call.raw(': hello\n\n');
      return call.cut();
    }
    answer(call);
  });

  expect(textOf(await collect(modelAt(server)))).toBe('Stay.');
});

test.each<[string, (call: ModelCall) => void]>([
  ['the connection is cut', (call) => void setImmediate(call.cut)],
  ['the stream ends without a finish reason or [DONE]', (call) => call.end()],
  ['garbage follows', (call) => call.raw('data: {"choices":[{"del\n\n')],
  ['JSON follows that is no part of a completion', (call) => call.raw('data: 42\n\n')],
  ['the server reports an error in the stream', (call) => call.part({ error: { message: 'out of memory' } })],
])('when %s in mid-reply it throws after what came, and does not call again', async (_what, breakOff) => {
  await using server = await startModelServer((call) => {
    call.text('<role_action>nods</role_act');
    breakOff(call);
  });
  const chunks: Chunk[] = [];

  const reading = collect(modelAt(server), request(), undefined, chunks);

  await expect(reading).rejects.toMatchObject({ code: 'model-unreachable' });
  expect(textOf(chunks)).toBe('<role_action>nods</role_act');
  expect(server.calls).toHaveLength(1);
});

test.each([
  ['a line', 'data: "'],
  ['an event', 'data: 1\n'],
])('%s that never ends fails the reply before it fills the memory', async (_what, piece) => {
  let sent = 0;
  await using server = await startModelServer(async (call) => {
    let isOpen = true;
    void call.closed.then(() => {
      isOpen = false;
    });
    call.text('Stay.');
    for (; isOpen && sent < 64; sent += 1) {
      call.raw(piece + (piece.endsWith('\n') ? piece.repeat(50_000) : 'x'.repeat(400_000)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  const chunks: Chunk[] = [];

  const reading = collect(modelAt(server), request(), undefined, chunks);

  await expect(reading).rejects.toMatchObject({ code: 'model-unreachable' });
  expect(textOf(chunks)).toBe('Stay.');
  await server.calls[0]?.closed;
});

test('a refusal that never ends is read to a bound, and tried again', async () => {
  await using server = await startModelServer(async (call) => {
    if (call.index > 0) return answer(call);
    let isOpen = true;
    void call.closed.then(() => {
      isOpen = false;
    });
    call.fail(503);
    while (isOpen) {
      call.raw('x'.repeat(10_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
  });

  expect(textOf(await collect(modelAt(server)))).toBe('Stay.');
  await server.calls[0]?.closed;
});

test('garbage alone is unreachable, and none of it is in the message', async () => {
  await using server = await startModelServer((call) => {
    call.raw('data: <b>the duke did it</b>\n\n');
    call.end();
  });

  const failure = await collect(modelAt(server)).catch((error: Error) => error);

  expect(failure).toMatchObject({ code: 'model-unreachable' });
  expect(String(failure)).not.toContain('duke');
});

test('an error event before the first token is tried again', async () => {
  await using server = await startModelServer((call) => {
    if (call.index > 0) return answer(call);
    call.part({ error: { message: 'overloaded' } });
    call.end();
  });

  expect(textOf(await collect(modelAt(server)))).toBe('Stay.');
});

test.each<[string, (call: ModelCall) => void]>([
  ['a finish reason and no [DONE]', (call) => call.part({ choices: [{ delta: {}, finish_reason: 'stop' }] })],
  ['[DONE] and no finish reason', (call) => call.raw('data: [DONE]\n\n')],
  ['[DONE] and pings behind it', (call) => call.raw(`data: [DONE]\n\n${': ping\n\n'.repeat(50)}`)],
  ['[DONE] between bare carriage returns', (call) => call.raw('data: [DONE]\r\r')],
])('a stream that ends with %s is whole', async (_what, end) => {
  await using server = await startModelServer((call) => {
    call.text('Stay.');
    end(call);
    call.end();
  });

  expect(textOf(await collect(modelAt(server)))).toBe('Stay.');
});

test.each<[string, (call: ModelCall) => void]>([
  ['no text', () => {}],
  ['blank text', (call) => call.text(' \n')],
  ['reasoning alone', (call) => call.part({ choices: [{ delta: { reasoning_content: 'hm' } }] })],
])('a reply of %s is model-empty', async (_what, say) => {
  await using server = await startModelServer((call) => {
    say(call);
    call.finish();
  });

  await expect(collect(modelAt(server))).rejects.toMatchObject({ code: 'model-empty' });
  expect(server.calls).toHaveLength(1);
});

test.each(['text/html', 'application/json'])(
  'an answer of %s names the address as the mistake',
  async (type) => {
    await using server = await startModelServer((call) => {
      call.raw('{"hello": "<world>"}', { 'content-type': type });
      call.end();
    });

    await expect(collect(modelAt(server))).rejects.toMatchObject({
      code: 'model-refused',
      message: expect.stringContaining('LLM_BASE_URL'),
    });
  },
);
