import { expect, test } from 'vitest';
import { type Embedder, type EmbedderOptions, openaiEmbedder } from '../../server/llm/embeddings.ts';
import { type ModelCall, startModelServer } from './model-server.ts';

const KEY = 'sk-secret-of-the-embeddings';
const never = () => new AbortController().signal;
const embedderAt = ({ baseUrl }: { baseUrl: string }, options: Partial<EmbedderOptions> = {}): Embedder =>
  openaiEmbedder({ baseUrl, model: 'embed-small', ...options });

const answer = (call: ModelCall, body: string): void => {
  call.raw(body, { 'content-type': 'application/json' });
  call.end();
};
const vectors = (call: ModelCall, data: unknown): void =>
  answer(call, JSON.stringify({ object: 'list', model: 'embed-small', data }));
const inputOf = ({ body }: ModelCall): string[] => body.input as string[];

test('texts go out in calls of 64 at most, and each gets its vector whatever order they come in', async () => {
  await using server = await startModelServer((call) =>
    vectors(
      call,
      inputOf(call)
        .map((text, index) => ({ index, embedding: [Number(text), 0.5] }))
        .reverse(),
    ),
  );
  const texts = Array.from({ length: 130 }, (_, index) => `${index}`);

  const made = await embedderAt(server, { apiKey: KEY }).embed(texts, never());

  expect(made.map((vector) => [...vector])).toEqual(texts.map((text) => [Number(text), 0.5]));
  expect(server.calls.map((call) => inputOf(call).length)).toEqual([64, 64, 2]);
  expect(server.calls[0]).toMatchObject({
    path: '/v1/embeddings',
    headers: { authorization: `Bearer ${KEY}` },
    body: { model: 'embed-small', encoding_format: 'float' },
  });
  expect(await embedderAt(server).embed([], never())).toEqual([]);
});

test.each<[string, unknown]>([
  ['too few', [{ index: 0, embedding: [1, 2] }]],
  ['too many', [0, 1, 2].map((index) => ({ index, embedding: [1, 2] }))],
  ['the same one twice', [0, 0].map((index) => ({ index, embedding: [1, 2] }))],
  ['one of no text', [0, 2].map((index) => ({ index, embedding: [1, 2] }))],
  ['different lengths', [[1, 2], [1]].map((embedding, index) => ({ index, embedding }))],
  ['empty ones', [0, 1].map((index) => ({ index, embedding: [] }))],
  ['nulls', [0, 1].map((index) => ({ index, embedding: [1, null] }))],
  ['numbers beyond 32 bits', [0, 1].map((index) => ({ index, embedding: [1, 1e300] }))],
  ['words', [0, 1].map((index) => ({ index, embedding: 'AACAPwAAAEA=' }))],
  ['no list', { message: 'hello' }],
])('vectors that are not what was asked for are refused: %s', async (_, data) => {
  await using server = await startModelServer((call) => vectors(call, data));

  await expect(embedderAt(server).embed(['a', 'b'], never())).rejects.toMatchObject({
    code: 'model-refused',
    message: expect.stringContaining('EMBEDDINGS_MODEL'),
  });
});

test('NaN, which is not JSON, and pages of HTML are failures that name the server', async () => {
  const bodies = ['{"data": [{"index": 0, "embedding": [NaN]}]}', '<html>hello</html>'];
  await using server = await startModelServer((call) => answer(call, bodies[call.index]!));
  const embedder = embedderAt(server);

  for (const _ of bodies)
    await expect(embedder.embed(['a'], never())).rejects.toMatchObject({
      name: 'SoliloquyError',
      message: expect.stringMatching(/embedding model/),
    });
});

test.each([
  [500, 'model-unreachable', /embedding model at .* fails .*try again later/],
  [401, 'model-refused', /EMBEDDINGS_API_KEY/],
  [404, 'model-refused', /EMBEDDINGS_MODEL and EMBEDDINGS_BASE_URL/],
  [400, 'model-refused', /EMBEDDINGS_ settings/],
])('HTTP %i is said in a sentence, without the key, and not tried again', async (status, code, message) => {
  await using server = await startModelServer((call) => call.refuse(status, `no, ${KEY}`));

  const failing = embedderAt(server, { apiKey: KEY }).embed(['a'], never());

  const error = await failing.then(() => undefined).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(`${error!.message} ${error!.cause}`).not.toContain(KEY);
  expect(server.calls).toHaveLength(1);
});

test('a server that is not there is said to be unreachable', async () => {
  const embedder = embedderAt({ baseUrl: 'http://127.0.0.1:9/v1' });

  await expect(embedder.embed(['a'], never())).rejects.toMatchObject({
    code: 'model-unreachable',
    message: expect.stringContaining('EMBEDDINGS_BASE_URL'),
  });
});

test('a slow server is left when the signal says so, by a timeout or by the caller', async () => {
  await using server = await startModelServer(() => {});
  const embedder = embedderAt(server);
  const caller = new AbortController();

  await expect(embedder.embed(['a'], AbortSignal.timeout(1))).rejects.toMatchObject({
    code: 'model-timeout',
  });
  const stopped = embedder.embed(['a'], caller.signal);
  caller.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
});
