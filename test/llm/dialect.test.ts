import { expect, test } from 'vitest';
import { collect, modelAt, request, startModelServer, textOf } from './model-server.ts';

const PLANNED = request({ prefill: '<system_thinking>' });

test('a chat is prefilled as a last message that the server goes on from', async () => {
  await using server = await startModelServer((call) => {
    call.text('p</system_thinking>Stay.');
    call.finish();
  });

  const chunks = await collect(modelAt(server), PLANNED);

  expect(chunks[0]).toEqual({ kind: 'prefilled' });
  expect(server.calls[0]?.body).toMatchObject({ continue_final_message: true, add_generation_prompt: false });
  expect((server.calls[0]!.body.messages as unknown[]).at(-1)).toEqual({
    role: 'assistant',
    content: '<system_thinking>',
  });
});

test.each([
  [400, 'Unrecognized request argument supplied: continue_final_message'],
  [422, 'Expected last role User or Tool but got assistant'],
  [400, 'Bad request'],
  [500, 'Assistant response prefill is incompatible with enable_thinking.'],
])('a server that answers %i to the prefill (%s) gets none from then on', async (status, message) => {
  await using server = await startModelServer((call) => {
    if ('continue_final_message' in call.body) return call.refuse(status, message);
    call.text('Stay.');
    call.finish();
  });
  const model = modelAt(server);

  const first = await collect(model, PLANNED);
  const second = await collect(model, PLANNED);

  expect([...first, ...second]).toEqual([
    { kind: 'text', text: 'Stay.' },
    { kind: 'text', text: 'Stay.' },
  ]);
  expect(server.calls).toHaveLength(3);
  expect(server.calls[2]?.body).toHaveProperty('stream_options');
});

test('a prefill that was asked for is not given up when the server refuses it', async () => {
  await using server = await startModelServer((call) => call.refuse(400, 'no prefill here'));

  await expect(collect(modelAt(server, { prefill: true }), PLANNED)).rejects.toMatchObject({
    code: 'model-refused',
  });
});

test('a server that takes the prefill and does not go on from it gets none from then on', async () => {
  await using server = await startModelServer((call) => {
    call.text('Mara: Stay.');
    call.finish();
  });
  const model = modelAt(server);

  await collect(model, PLANNED);
  const second = await collect(model, PLANNED);

  expect(second).toEqual([{ kind: 'text', text: 'Mara: Stay.' }]);
});

test('a reply that repeats the prefill loses it', async () => {
  await using server = await startModelServer((call) => {
    for (const piece of ['<system', '_thinking>', 'p</system_thinking>', 'Stay.']) call.text(piece);
    call.finish();
  });

  expect(textOf(await collect(modelAt(server), PLANNED))).toBe('p</system_thinking>Stay.');
});

test('a reply that only begins like the prefill stays whole', async () => {
  await using server = await startModelServer((call) => {
    for (const piece of ['<', 'system_', 'thinks>p</system_thinking>']) call.text(piece);
    call.finish();
  });

  expect(textOf(await collect(modelAt(server), PLANNED))).toBe('<system_thinks>p</system_thinking>');
});

test.each([
  ['stream_options', { status: 400, message: 'stream_options is not supported' }],
  ['temperature', { status: 400, message: "Unsupported value: 'temperature' does not support 0.7" }],
  ['stop', { status: 400, message: "Unsupported parameter: 'stop'" }],
  [
    'max_tokens',
    { status: 400, message: "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead." },
  ],
])('%s is left out once the server refuses it', async (field, { status, message }) => {
  await using server = await startModelServer((call) => {
    if (field in call.body) return call.refuse(status, message, { param: field });
    call.text('Stay.');
    call.finish();
  });
  const model = modelAt(server);

  await collect(model, request({ stops: ['x'] }));
  await collect(model, request({ stops: ['x'] }));

  expect(server.calls).toHaveLength(3);
  if (field === 'max_tokens') expect(server.calls[2]?.body.max_completion_tokens).toBe(200);
});
