import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Chunk } from '../../server/llm/language-model.ts';
import { collect, modelAt, request, startModelServer, textOf } from './model-server.ts';

const PLANNED = request({ prefill: '<system_thinking>' });

test('a chat completion streams its text, and its usage last', async () => {
  await using server = await startModelServer((call) => {
    call.part({ choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] });
    call.text('Stay');
    call.text('.');
    call.part({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null });
    call.part({
      choices: [],
      usage: { prompt_tokens: 9, completion_tokens: 2, prompt_tokens_details: { cached_tokens: 4 } },
    });
    call.raw('data: [DONE]\n\n');
    call.end();
  });

  const chunks = await collect(
    modelAt(server, { apiKey: 'secret' }),
    request({ stops: ['a', 'b', 'c', 'd', 'e'] }, { seed: 7 }),
  );

  expect(chunks).toEqual([
    { kind: 'text', text: 'Stay' },
    { kind: 'text', text: '.' },
    { kind: 'usage', promptTokens: 9, completionTokens: 2, cachedTokens: 4 },
  ]);
  expect(server.calls[0]).toMatchObject({
    path: '/v1/chat/completions',
    headers: { authorization: 'Bearer secret' },
    body: {
      model: 'her-32b',
      max_tokens: 200,
      temperature: 0.7,
      seed: 7,
      stop: ['a', 'b', 'c', 'd'],
      stream: true,
    },
  });
  expect(server.calls[0]?.body).not.toHaveProperty('continue_final_message');
});

test('without a key no Authorization header is sent', async () => {
  await using server = await startModelServer((call) => {
    call.text('Stay.');
    call.finish();
  });

  await collect(modelAt(server));

  expect(server.calls[0]?.headers.authorization).toBeUndefined();
});

test("a request's own model and settings go before the configured ones", async () => {
  await using server = await startModelServer((call) => {
    call.text('Stay.');
    call.finish();
  });

  const chunks = await collect(
    modelAt(server),
    request({}, { model: 'small', temperature: 0, maxTokens: 80 }),
  );

  expect(chunks[0]).toEqual({ kind: 'model', model: 'small' });
  expect(server.calls[0]?.body).toMatchObject({ model: 'small', temperature: 0, max_tokens: 80 });
});

test('prompt and reply together are kept within the context', async () => {
  await using server = await startModelServer((call) => {
    call.text('Stay.');
    call.finish();
  });

  await collect(
    modelAt(server, { contextTokens: 1000 }),
    request({ messages: [{ role: 'user', content: 'word '.repeat(900) }] }),
  );

  expect(server.calls[0]?.body.max_tokens).toBeLessThan(100);
});

test('a text completion gets ChatML with the prefill and says that it took it', async () => {
  await using server = await startModelServer((call) => {
    call.text('p</system_thinking>');
    call.text('Stay.');
    call.finish();
  });

  const chunks = await collect(modelAt(server, { api: 'completions', prefill: false }), PLANNED);

  expect(chunks[0]).toEqual({ kind: 'prefilled' });
  expect(textOf(chunks)).toBe('p</system_thinking>Stay.');
  expect(server.calls[0]).toMatchObject({ path: '/v1/completions' });
  expect(server.calls[0]?.body.prompt).toBe(
    '<|im_start|>system\nYou are Mara.<|im_end|>\n<|im_start|>user\nAsh: Let me go.<|im_end|>\n<|im_start|>assistant\n<system_thinking>',
  );
});

test.each(['reasoning_content', 'reasoning'])('%s comes as reasoning, never as text', async (field) => {
  await using server = await startModelServer((call) => {
    call.part({ choices: [{ index: 0, delta: { content: null, [field]: 'she is afraid' } }] });
    call.part({ choices: [{ index: 0, delta: { [field]: { content: ' of me' } } }] });
    call.part({ choices: [{ index: 0, delta: { [field]: 42 } }] });
    call.text('Stay.');
    call.finish();
  });

  expect(await collect(modelAt(server))).toEqual([
    { kind: 'reasoning', text: 'she is afraid' },
    { kind: 'reasoning', text: ' of me' },
    { kind: 'text', text: 'Stay.' },
  ]);
});

test('reasoning that a gateway sends under both names comes once', async () => {
  await using server = await startModelServer((call) => {
    call.part({ choices: [{ index: 0, delta: { reasoning: 'hm', reasoning_content: 'hm' } }] });
    call.text('Stay.');
    call.finish();
  });

  expect(await collect(modelAt(server))).toEqual([
    { kind: 'reasoning', text: 'hm' },
    { kind: 'text', text: 'Stay.' },
  ]);
});

property.prop([fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 30 })], { numRuns: 15 })(
  'the text does not depend on where the bytes were cut, within a character either',
  async (sizes) => {
    const text = '<role_action>beißt die Zähne</role_action>Bleib 🙂 — 留下。';
    const stream = Buffer.from(
      `: keep-alive\n\ndata: ${JSON.stringify({ choices: [{ index: 0, delta: { content: text } }] })}\r\n\r\ndata: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
    );
    await using server = await startModelServer(async (call) => {
      for (let start = 0, index = 0; start < stream.length; index += 1) {
        const end = start + sizes[index % sizes.length]!;
        call.raw(stream.subarray(start, end));
        // Lets the bytes go out on their own.
        await new Promise(setImmediate);
        start = end;
      }
      call.end();
    });

    expect(textOf(await collect(modelAt(server)))).toBe(text);
  },
);

test('a character that comes as two halves of a surrogate pair is joined', async () => {
  await using server = await startModelServer((call) => {
    call.raw('data: {"choices":[{"delta":{"content":"Stay \\ud83d"}}]}\n\n');
    call.raw('data: {"choices":[{"delta":{"content":"\\ude42."}}]}\n\n');
    call.finish();
  });

  expect(await collect(modelAt(server))).toEqual([
    { kind: 'text', text: 'Stay ' },
    { kind: 'text', text: '🙂.' },
  ]);
});

test('endless text ends at what the token limit allows, and the connection is closed', async () => {
  await using server = await startModelServer(async (call) => {
    let isOpen = true;
    void call.closed.then(() => {
      isOpen = false;
    });
    while (isOpen) {
      call.text('blah '.repeat(10));
      await new Promise(setImmediate);
    }
  });

  const chunks = await collect(modelAt(server, { maxTokens: 100 }));

  expect(textOf(chunks)).toHaveLength(800);
  await server.calls[0]?.closed;
});

test('aborting closes the connection and throws aborted', async () => {
  await using server = await startModelServer((call) => call.text('Stay'));
  const controller = new AbortController();
  const chunks: Chunk[] = [];

  const reading = (async () => {
    for await (const chunk of modelAt(server).generate(request(), controller.signal)) {
      chunks.push(chunk);
      controller.abort();
    }
  })();

  await expect(reading).rejects.toMatchObject({ code: 'aborted' });
  await server.calls[0]?.closed;
  expect(textOf(chunks)).toBe('Stay');
});

test('aborting while no token has come closes the connection', async () => {
  const controller = new AbortController();
  await using server = await startModelServer(() => controller.abort());

  await expect(collect(modelAt(server), request(), controller.signal)).rejects.toMatchObject({
    code: 'aborted',
  });
  await server.calls[0]?.closed;
});

test('leaving the loop closes the connection', async () => {
  await using server = await startModelServer((call) => call.text('Stay'));

  for await (const chunk of modelAt(server).generate(request(), new AbortController().signal)) {
    expect(chunk).toEqual({ kind: 'text', text: 'Stay' });
    break;
  }

  await server.calls[0]?.closed;
});

test('an aborted signal makes no call', async () => {
  await using server = await startModelServer(() => {});

  await expect(collect(modelAt(server), request(), AbortSignal.abort())).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(server.calls).toHaveLength(0);
});
