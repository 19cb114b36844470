import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { SoliloquyError } from '../../schemas/errors.ts';
import { ask } from '../../server/llm/ask.ts';
import { type GateOptions, gated } from '../../server/llm/gate.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { countTokens } from '../../server/llm/tokens.ts';
import { openStore } from '../../server/store/store.ts';
import { scripted } from '../scripted.ts';
import { collect, request } from './model-server.ts';

type Running = { model?: string; end(chunks?: Chunk[]): void; fail(error: Error): void };

/** A model whose calls end when the test says so. */
function held(options: Partial<GateOptions> = {}) {
  const running: Running[] = [];
  const model: LanguageModel = {
    name: 'held',
    async *generate({ model: name }: GenerateRequest) {
      yield* await new Promise<Chunk[]>((resolve, reject) => {
        running.push({
          ...(name !== undefined && { model: name }),
          end: (chunks = [{ kind: 'text', text: 'Stay.' }]) => resolve(chunks),
          fail: reject,
        });
      });
    },
  };
  const gate = gated(model, { concurrency: 1, queueLimit: 10, now: () => 0, ...options });
  const started = () => running.map((call) => call.model);
  return { gate, running, started };
}

const named = (model: string, priority: 'player' | 'npc' = 'player') => request({}, { model, priority });
/** Lets everything that can happen now happen. */
const settle = () => new Promise(setImmediate);

test('no more calls than its concurrency are under way, and a place is held until the stream ends', async () => {
  const { gate, running, started } = held({ concurrency: 2 });
  const calls = ['a', 'b', 'c'].map((name) => collect(gate, named(name)));

  await settle();
  expect(started()).toEqual(['a', 'b']);
  running[1]?.end();
  await calls[1];
  await settle();
  expect(started()).toEqual(['a', 'b', 'c']);
  for (const call of running) call.end();
  await Promise.all(calls);
});

test("players' turns go before NPCs' own, each in their order", async () => {
  const { gate, running, started } = held();
  const calls = [
    collect(gate, named('first', 'npc')),
    collect(gate, named('npc 1', 'npc')),
    collect(gate, named('npc 2', 'npc')),
    collect(gate, named('player 1')),
    collect(gate, named('player 2')),
  ];

  for (let index = 0; index < calls.length; index += 1) {
    await settle();
    running[index]?.end();
  }
  await Promise.all(calls);

  expect(started()).toEqual(['first', 'player 1', 'player 2', 'npc 1', 'npc 2']);
});

test('a question behind the turns gives its place to a turn that a player waits for, and to no NPC', async () => {
  const model = scripted([new Promise(() => {})], 'Aye.');
  const gate = gated(model, { concurrency: 1, queueLimit: 10, now: () => 0 });
  const question = ask(
    gate,
    { system: 'Judge.', user: 'Well?', schema: z.object({}), timeoutMs: 3_600_000 },
    new AbortController().signal,
  );
  const refused = expect(question).rejects.toMatchObject({ code: 'given-up' });
  await settle();

  const own = collect(gate, named('an NPC', 'npc'));
  await settle();
  expect(model.requests).toHaveLength(1);
  const turn = await collect(gate, named('a player'));

  await refused;
  await own;
  expect(turn).toEqual([{ kind: 'text', text: 'Aye.' }]);
  expect(model.requests.map((each) => each.model)).toEqual([undefined, 'a player', 'an NPC']);
});

test('each turn that a player waits for takes the place of another question', async () => {
  const model = scripted([new Promise(() => {})], [new Promise(() => {})], 'Aye.');
  const gate = gated(model, { concurrency: 2, queueLimit: 10, now: () => 0 });
  const questions = [1, 2].map((number) =>
    ask(
      gate,
      { system: 'Judge.', user: `${number}?`, schema: z.object({}), timeoutMs: 3_600_000 },
      new AbortController().signal,
    ).catch((error: SoliloquyError) => error.code),
  );
  await settle();

  const turns = [collect(gate, named('a')), collect(gate, named('b'))];

  expect(await Promise.all(questions)).toEqual(['given-up', 'given-up']);
  expect((await Promise.all(turns)).flat()).toHaveLength(2);
});

test('a call that is aborted while it waits leaves the queue', async () => {
  const { gate, running, started } = held({ queueLimit: 1 });
  const controller = new AbortController();
  const first = collect(gate, named('first'));
  const second = collect(gate, named('second'), controller.signal);
  await settle();

  controller.abort();

  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  const third = collect(gate, named('third'));
  await settle();
  running[0]?.end();
  await first;
  await settle();
  running[1]?.end();
  await third;
  expect(started()).toEqual(['first', 'third']);
});

test('a call that is aborted under way keeps its place until its stream has ended', async () => {
  const { gate, running, started } = held();
  const controller = new AbortController();
  const first = collect(gate, named('first'), controller.signal);
  const second = collect(gate, named('second'));
  await settle();

  controller.abort();
  await settle();

  expect(started()).toEqual(['first']);
  running[0]?.fail(new SoliloquyError('aborted', 'stopped'));
  await expect(first).rejects.toMatchObject({ code: 'aborted' });
  await settle();
  running[1]?.end();
  await second;
});

test('leaving a stream early, or its failure, frees the place', async () => {
  const { gate, running } = held();
  const left = (async () => {
    for await (const _chunk of gate.generate(named('left'), new AbortController().signal)) break;
  })();
  const failed = collect(gate, named('failed'));
  const third = collect(gate, named('third'));

  await settle();
  running[0]?.end();
  await left;
  await settle();
  running[1]?.fail(new SoliloquyError('model-unreachable', 'gone'));
  await expect(failed).rejects.toMatchObject({ code: 'model-unreachable' });
  await settle();
  running[2]?.end();

  expect(await third).toEqual([{ kind: 'text', text: 'Stay.' }]);
});

test('a full queue answers busy, and takes calls again when it has room', async () => {
  const { gate, running } = held({ queueLimit: 1 });
  const calls = [collect(gate), collect(gate)];
  await settle();

  await expect(collect(gate)).rejects.toMatchObject({ code: 'busy' });

  running[0]?.end();
  await settle();
  const later = collect(gate);
  await settle();
  running[1]?.end();
  await settle();
  running[2]?.end();
  await Promise.all([...calls, later]);
});

const USAGE: Chunk = { kind: 'usage', promptTokens: 60, completionTokens: 40 };

test('when the day is spent no call goes out, and the next UTC day starts anew', async () => {
  let now = Date.UTC(2026, 0, 1, 23, 59);
  const { gate, running } = held({ dailyTokens: 150, now: () => now });
  for (const index of [0, 1]) {
    const call = collect(gate);
    await settle();
    running[index]?.end([USAGE]);
    await call;
  }

  await expect(collect(gate)).rejects.toMatchObject({ code: 'model-budget' });
  expect(running).toHaveLength(2);
  now += 60_000;
  const call = collect(gate);
  await settle();
  running[2]?.end([USAGE]);
  expect(await call).toEqual([USAGE]);
});

test('what an earlier process spent today counts, and yesterday does not', async () => {
  const store = await openStore('file::memory:');
  onTestFinished(() => store.close());
  const today = Date.UTC(2026, 0, 2, 12);
  const spending = (now: number) => held({ dailyTokens: 150, now: () => now, ledger: store.spend });
  const spendOne = async ({ gate, running }: ReturnType<typeof held>) => {
    const call = collect(gate);
    await expect.poll(() => running.length).toBe(1);
    running[0]?.end([USAGE]);
    await call;
  };
  await spendOne(spending(today - 86_400_000));
  await spendOne(spending(today));
  await spendOne(spending(today));

  await expect(collect(spending(today).gate)).rejects.toMatchObject({ code: 'model-budget' });
});

test('a call that was waiting when the day was spent does not go out', async () => {
  const { gate, running } = held({ dailyTokens: 100 });
  const calls = [collect(gate), collect(gate)];
  await settle();

  running[0]?.end([USAGE]);

  await calls[0];
  await expect(calls[1]).rejects.toMatchObject({ code: 'model-budget' });
  expect(running).toHaveLength(1);
});

const PROMPT_TOKENS = request().prompt.messages.reduce(
  (sum, { content }) => sum + countTokens(content) + 4,
  0,
);

test.each<[string, number, boolean]>([
  ['is estimated from prompt and reply', PROMPT_TOKENS + countTokens('Stay.'), true],
  ['is estimated no higher than that', PROMPT_TOKENS + countTokens('Stay.') + 1, false],
])('a call without usage %s', async (_what, dailyTokens, isSpent) => {
  const { gate, running } = held({ dailyTokens });
  const first = collect(gate);
  await settle();
  running[0]?.end();
  await first;

  const second = collect(gate).catch((error: SoliloquyError) => error.code);
  await settle();
  running[1]?.end([]);

  expect(await second).toEqual(isSpent ? 'model-budget' : []);
});

test.each<[number, number]>([
  [0, 0],
  [-5, -1],
  [0, countTokens('Stay.')],
  [PROMPT_TOKENS, -7],
])('usage of %i and %i tokens is not believed', async (promptTokens, completionTokens) => {
  const { gate, running } = held({ dailyTokens: PROMPT_TOKENS + countTokens('Stay.') });
  const first = collect(gate);
  await settle();
  running[0]?.end([
    { kind: 'text', text: 'Stay.' },
    { kind: 'usage', promptTokens, completionTokens },
  ]);
  await first;

  await expect(collect(gate)).rejects.toMatchObject({ code: 'model-budget' });
});

test('a call that failed before its first token costs nothing; one that was aborted costs its prompt', async () => {
  const { gate, running } = held({ dailyTokens: PROMPT_TOKENS });
  const failed = collect(gate);
  await settle();
  running[0]?.fail(new SoliloquyError('model-unreachable', 'gone'));
  await expect(failed).rejects.toMatchObject({ code: 'model-unreachable' });

  const controller = new AbortController();
  const aborted = collect(gate, request(), controller.signal);
  await settle();
  controller.abort();
  running[1]?.fail(new SoliloquyError('aborted', 'stopped'));
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' });

  await expect(collect(gate)).rejects.toMatchObject({ code: 'model-budget' });
});
