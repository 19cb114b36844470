import { expect, test } from 'vitest';
import { composePrompt } from '../../server/her/prompt.ts';
import { bestOfModel } from '../../server/lab/best-of/best-of.ts';
import { bothOrders, type Judge, type JudgeCase, type Winner } from '../../server/lab/judge/judge.ts';
import { standInJudge } from '../../server/lab/judge/stand-in.ts';
import { STARTER } from '../../server/lab/principles/starter.ts';
import type { Chunk, GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { scene } from '../lines.ts';
import { gate } from '../scripted.ts';

const told = scene();
const best = (model: LanguageModel, judge: Judge, judgeTimeoutMs = 5_000) =>
  bestOfModel(model, { judge, judgeTimeoutMs, principlesOf: async () => STARTER.slice(0, 3), now: () => 0 });
const request = (bestOf?: number): GenerateRequest => ({
  prompt: composePrompt(told, { form: 'canonical', plan: 'full' }),
  scene: told,
  ...(bestOf !== undefined && { bestOf }),
});

/** A model that writes by the seed; keeps what it was sent. */
function writing(write: (seed: number, request: GenerateRequest) => (Chunk | Error)[]) {
  const requests: GenerateRequest[] = [];
  const model: LanguageModel = {
    name: 'writing',
    async *generate(asked) {
      requests.push(asked);
      for (const chunk of write(asked.seed ?? 0, asked)) {
        if (chunk instanceof Error) throw chunk;
        yield chunk;
      }
    },
  };
  return { model, requests };
}

const text = (words: string): Chunk => ({ kind: 'text', text: words });

/** Judges by what each candidate says. */
function judging(
  prefer: (one: string, two: string) => Winner | null,
  why = () => 'It is better.',
): Judge & { tasks: JudgeCase[] } {
  const tasks: JudgeCase[] = [];
  return {
    name: 'judge',
    isModel: true,
    tasks,
    async judge(task) {
      tasks.push(task);
      const [one, two] = task.candidates.map(({ spans }) => spans.map((span) => span.text).join(' '));
      const winner = prefer(one!, two!);
      const order =
        winner === null
          ? { problem: 'prose' }
          : {
              isRepaired: false,
              verdict: {
                better: winner,
                principles: [],
                comparisons: [],
                analysis: '',
                summary: why(),
              },
            };
      return bothOrders(task.id, 'judge', [order, order]);
    },
  };
}

async function taken(model: LanguageModel, asked: GenerateRequest, signal = new AbortController().signal) {
  const chunks: Chunk[] = [];
  for await (const chunk of model.generate(asked, signal)) chunks.push(chunk);
  return {
    chunks,
    text: chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join(''),
    bestOf: chunks.flatMap((chunk) => (chunk.kind === 'best-of' ? [chunk.bestOf] : []))[0],
  };
}

const PLAN = 'plan</system_thinking>';

test('of three takes the one that wins its pairs is given, with what all of them cost', async () => {
  const { model } = writing((seed) => [
    text(`<system_thinking>${PLAN}Mara: ${['Well.', 'Sit down by the fire.', 'Hm.'][seed]}`),
    { kind: 'usage', promptTokens: 100, completionTokens: 10 },
  ]);
  const judge = judging((one, two) =>
    two.includes('fire') ? 'cand_2' : one.includes('fire') ? 'cand_1' : 'tie',
  );

  const given = await taken(best(model, judge), request(3));

  expect(given.text).toContain('Sit down by the fire.');
  expect(given.bestOf).toMatchObject({
    chosen: 1,
    judgedBy: 'judge',
    reason: 'It is better.',
    hasSharedPlan: false,
  });
  expect(given.bestOf!.takes.map(({ raw }) => raw)).toHaveLength(3);
  expect(given.chunks.at(-1)).toEqual({ kind: 'usage', promptTokens: 300, completionTokens: 30 });
  expect(judge.tasks).toHaveLength(2);
  expect(judge.tasks[0]!.principles).toEqual(STARTER.slice(0, 3));
  expect(given.bestOf!.takes.map(({ lostFor }) => lostFor)).toEqual([
    'It is better.',
    undefined,
    'It is better.',
  ]);
});

test('native reasoning is plan, whatever it quotes: nothing of it is said, and each lost take keeps its own reason', async () => {
  const { model } = writing((seed) => [
    { kind: 'reasoning', text: `SECRET ${seed} </system_thinking> I must not say SECRET.` },
    text(`Mara: Take ${seed}.`),
  ]);
  const reasons = ['the first', 'the second'];
  const judge = judging(
    () => 'cand_2',
    () => reasons.shift()!,
  );

  const { bestOf } = await taken(best(model, judge), request(3));

  for (const { spans } of bestOf!.takes)
    expect(
      spans
        .filter(({ layer }) => layer !== 'system_thinking')
        .map((span) => span.text)
        .join(),
    ).not.toContain('SECRET');
  expect(bestOf!.takes.map(({ lostFor }) => lostFor)).toEqual(['the first', 'the second', undefined]);
});

test('what nobody judged, and equals, are no preference', async () => {
  const { model } = writing((seed) => [text(`Mara: Take ${seed}, ${'so '.repeat(seed)}it is.`)]);

  const tied = await taken(
    best(
      model,
      judging(() => 'tie'),
    ),
    request(3),
  );
  const failed = await taken(
    best(model, { name: 'j', isModel: true, judge: () => Promise.reject(new Error('gone')) }),
    request(3),
  );

  for (const { bestOf } of [tied, failed])
    expect(bestOf!.takes.some(({ lostFor }) => lostFor !== undefined)).toBe(false);
});

test('a first take that fails ends the others', async () => {
  const ended: boolean[] = [];
  const model: LanguageModel = {
    name: 'dying',
    async *generate({ seed }, signal) {
      yield text('Mara: ');
      if (seed === 0) throw new Error('gone');
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      ended.push(signal.aborted);
    },
  };

  await expect(
    taken(
      best(
        model,
        judging(() => 'tie'),
      ),
      request(3),
    ),
  ).rejects.toThrow('gone');
  await expect.poll(() => ended).toEqual([true, true]);
});

test('where the model goes on from a prefill the plan is written once and shared', async () => {
  const { model, requests } = writing((seed, { prompt }) =>
    prompt.prefill.includes('</system_thinking>')
      ? [{ kind: 'prefilled' }, text(`Mara: Take ${seed}.`)]
      : [
          { kind: 'prefilled' },
          text('She is tired.</system'),
          text('_thinking>Mara: '),
          text('Take 0, at length.'),
        ],
  );

  const given = await taken(
    best(
      model,
      judging(() => 'tie'),
    ),
    request(3),
  );

  expect(requests.map(({ prompt }) => prompt.prefill)).toEqual([
    '<system_thinking>',
    '<system_thinking>She is tired.</system_thinking>',
    '<system_thinking>She is tired.</system_thinking>',
  ]);
  expect(given.bestOf).toMatchObject({
    hasSharedPlan: true,
    chosen: 1,
    reason: expect.stringContaining('shorter'),
  });
  expect(given.chunks.filter(({ kind }) => kind === 'prefilled')).toHaveLength(1);
  expect(given.text).toBe('She is tired.</system_thinking>Mara: Take 1.');
});

test('what breaks the rules is out before anybody judges', async () => {
  const { model } = writing((seed) => [
    text(
      ['As an AI language model I cannot say.', 'Mara: Yes.\nAsh: Then I go.', 'Mara: The door is open.'][
        seed
      ]!,
    ),
  ]);
  const judge = judging(() => 'cand_1');

  const given = await taken(best(model, judge), request(3));

  expect(given.bestOf).toMatchObject({ chosen: 2, reason: 'It was the only sound one.' });
  expect(given.bestOf!.takes[0]!.problem).toMatch(/Meta Leak/);
  expect(judge.tasks).toEqual([]);
});

test('a take that fails is left out; the first one’s failure is the turn’s', async () => {
  const failing = writing((seed) =>
    seed === 1 ? [new Error('gone')] : [text(`Mara: Take ${seed}, rather long.`)],
  );
  const given = await taken(
    best(
      failing.model,
      judging(() => 'cand_1'),
    ),
    request(3),
  );
  expect(given.bestOf!.takes).toHaveLength(2);

  const dead = writing((seed) => (seed === 0 ? [new Error('gone')] : [text('Mara: Hm.')]));
  await expect(
    taken(
      best(
        dead.model,
        judging(() => 'cand_1'),
      ),
      request(2),
    ),
  ).rejects.toThrow('gone');
});

test.each([
  ['fails', () => Promise.reject(new Error('no answer')), /The judge failed \(no answer\)/],
  ['never answers', () => new Promise<never>(() => {}), /The judge took too long/],
])('a judge that %s keeps no NPC mute: the first sound take is given', async (_, judgement, reason) => {
  const { model } = writing((seed) => [text(`Mara: Take ${seed}.`)]);
  const judge: Judge = { name: 'judge', isModel: true, judge: judgement };

  const given = await taken(best(model, judge, 20), request(2));

  expect(given.bestOf).toMatchObject({ chosen: 0, reason: expect.stringMatching(reason) });
  expect(given.text).toBe('Mara: Take 0.');
});

test('a verdict that cannot be read decides nothing: the shorter is taken', async () => {
  const { model } = writing((seed) => [text(seed === 0 ? 'Mara: The longer of the two.' : 'Mara: Short.')]);

  const given = await taken(
    best(
      model,
      judging(() => null),
    ),
    request(2),
  );

  expect(given.bestOf).toMatchObject({
    chosen: 1,
    reason: 'The judge gave no verdict; the shorter one was taken.',
  });
});

test('without the wish for several nothing changes: chunks pass as they come', async () => {
  const open = gate();
  const model: LanguageModel = {
    name: 'slow',
    async *generate() {
      yield text('First ');
      await open;
      yield text('second.');
    },
  };
  const chunks = best(model, standInJudge()).generate(request(), new AbortController().signal);

  const { value } = await chunks[Symbol.asyncIterator]().next();

  expect(value).toEqual(text('First '));
  open.open();
});

test('a turn that is stopped stops all takes, and tells nothing', async () => {
  const stop = new AbortController();
  const { model, requests } = writing(() => {
    if (requests.length === 2) stop.abort();
    return [text('Mara: Hm.')];
  });

  await expect(
    taken(
      best(
        model,
        judging(() => 'tie'),
      ),
      request(3),
      stop.signal,
    ),
  ).rejects.toMatchObject({ code: 'aborted' });
});
