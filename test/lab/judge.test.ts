import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import PQueue from 'p-queue';
import { expect, onTestFinished, test } from 'vitest';
import { labModel } from '../../server/lab/calls/lab-model.ts';
import { Run } from '../../server/lab/calls/run.ts';
import { type JudgeReport, reportOn } from '../../server/lab/judge/bias.ts';
import type { JudgeCase, Judged } from '../../server/lab/judge/judge.ts';
import { modelJudge } from '../../server/lab/judge/model-judge.ts';
import { STARTER } from '../../server/lab/principles/starter.ts';
import type { GenerateRequest, LanguageModel } from '../../server/llm/language-model.ts';
import { firstIn, judgeCase, said, verdictText } from './judging.ts';

/** A judging model that answers by a function of what it is sent. */
function judging(answer: (content: string, request: GenerateRequest) => string) {
  const requests: GenerateRequest[] = [];
  const model: LanguageModel = {
    name: 'judge',
    async *generate(request) {
      requests.push(request);
      yield { kind: 'text', text: answer(request.prompt.messages[0]!.content, request) };
    },
  };
  return { model, requests };
}

async function judgeAll(
  model: LanguageModel,
  tasks: JudgeCase[],
): Promise<{ judged: Judged[]; report: JudgeReport }> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-judge-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const run = await Run.open(dir, { command: 'judge' });
  const { signal } = new AbortController();
  const judge = modelJudge(
    labModel(model, run, { address: 'x', isReal: true, queue: new PQueue({ concurrency: 4 }), signal }),
  );
  const judged: Judged[] = [];
  for (const task of tasks) judged.push(await judge.judge(task));
  await run.close();
  return { judged, report: reportOn(judged, new Map(tasks.map((task) => [task.id, task])), judge) };
}

const cases = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    judgeCase(`c${index}`, `Good ${index}.`, `Bad ${index}, rather.`),
  );
const MIXED = (better: string, other: string) => ({
  'Distinct Voice': better,
  Hook: better,
  Specificity: other,
});

test('both orders are asked, without the plan, with the thought, and agree on the better one', async () => {
  const { model, requests } = judging((content) =>
    firstIn(content).includes('Good')
      ? verdictText('cand_1', MIXED('cand_1', 'cand_2'))
      : verdictText('cand_2', MIXED('cand_2', 'cand_1')),
  );
  const spans = [
    { span: 0, layer: 'system_thinking' as const, text: 'PLAN' },
    { span: 1, layer: 'role_thinking' as const, text: 'I doubt it' },
    ...said('Good.'),
  ];
  const task = judgeCase('a', 'x', 'Bad.', { candidates: [{ spans }, { spans: said('Bad.') }] });

  const { judged } = await judgeAll(model, [task]);

  expect(judged[0]).toMatchObject({ winner: 'cand_1', isFlipped: false, by: 'judge' });
  expect(requests).toHaveLength(2);
  const sent = requests.map(({ prompt }) => prompt.messages[0]!.content);
  for (const content of sent) {
    expect(content).not.toContain('PLAN');
    expect(content).toContain('Mara: <role_thinking>I doubt it</role_thinking>Good.');
    expect(content).toContain('User: Ash: Is there a room?');
  }
  expect(sent.map(firstIn)).toEqual([expect.stringContaining('Good.'), 'Mara: Bad.']);
  // What the second order said of "candidate 1" is told of the case's second.
  const second = judged[0]!.orders[1]!;
  expect('verdict' in second && second.verdict.comparisons[0]).toMatchObject({
    winner: 'cand_1',
    candidate1: 'b',
    candidate2: 'a',
  });
});

test('a judge with a position bias is exposed, and decides nothing', async () => {
  const { model } = judging(() => verdictText('cand_1', MIXED('cand_1', 'cand_2')));

  const { judged, report } = await judgeAll(model, cases(40));

  expect(judged.every(({ winner, isFlipped }) => winner === 'tie' && isFlipped)).toBe(true);
  expect(report.firstPlace.value).toBe(1);
  expect(report.flips.value).toBe(1);
  expect(report.warnings.join('\n')).toMatch(
    /Unfit: 100 % of the verdicts changed[\s\S]*Position bias: the first candidate won 100 %/,
  );
});

test('a bias that shows in a third of the cases is exposed, too', async () => {
  const { model } = judging((content) => {
    const first = firstIn(content);
    const isSure = Number(/\d+/.exec(first)![0]) % 3 !== 0;
    const winner = isSure && !first.includes('Good') ? 'cand_2' : 'cand_1';
    return verdictText(winner, MIXED(winner, winner === 'cand_1' ? 'cand_2' : 'cand_1'));
  });

  const { report } = await judgeAll(model, cases(120));

  expect(report.flips.value).toBeCloseTo(1 / 3, 1);
  expect(report.warnings.join('\n')).toMatch(/Position bias: the first candidate won 67 %/);
});

test('a sound judge is not complained of', async () => {
  const { model } = judging((content) => {
    const winner = firstIn(content).includes('Good') ? 'cand_1' : 'cand_2';
    return verdictText(winner, MIXED(winner, winner === 'cand_1' ? 'cand_2' : 'cand_1'));
  });
  const tasks = Array.from({ length: 60 }, (_, index) =>
    index % 2 === 0
      ? judgeCase(`c${index}`, `Good ${index}.`, `Bad ${index}, and longer.`)
      : judgeCase(`c${index}`, `Bad ${index}.`, `Good ${index}, and longer.`),
  );

  const { report } = await judgeAll(model, tasks);

  expect(report).toMatchObject({
    scored: 60,
    wins: { candidate1: 30, candidate2: 30, ties: 0 },
    flips: { value: 0 },
    firstPlace: { value: 0.5 },
    mixed: { value: 1 },
    warnings: [],
  });
});

test('one side winning everything, always, is told as a shortcut; so is counting words', async () => {
  const { model } = judging((content) => {
    const winner =
      firstIn(content).length > content.split('===Candidate 2===\n')[1]!.split('\n\nAnswer')[0]!.length
        ? 'cand_1'
        : 'cand_2';
    return verdictText(winner, MIXED(winner, winner));
  });

  const { report } = await judgeAll(model, cases(50));

  expect(report.mixed.value).toBe(0);
  expect(report.warnings.join('\n')).toMatch(
    /Shortcut: in 100 %[\s\S]*Length bias: the longer candidate won 100 %/,
  );
});

test('prose is asked for once more, then counted apart and never scored', async () => {
  const { model, requests } = judging((content, { prompt }) => {
    if (content.includes('Good 1.') && prompt.messages.length === 1) return 'I like the first.';
    if (content.includes('Good 2.')) return 'I like the first.';
    const winner = firstIn(content).includes('Good') ? 'cand_1' : 'cand_2';
    return verdictText(winner, MIXED(winner, 'tie'));
  });

  const { judged, report } = await judgeAll(model, cases(4));

  expect(judged.map(({ winner }) => winner)).toEqual(['cand_1', 'cand_1', null, 'cand_1']);
  expect(report).toMatchObject({
    cases: 4,
    scored: 3,
    unparsed: { orders: 2, cases: 1, problems: [{ problem: 'no JSON stands in it', count: 2 }] },
    wins: { candidate1: 3, candidate2: 0, ties: 0 },
  });
  expect(report.warnings.join('\n')).toMatch(/1 of 4 cases have no verdict and are not scored/);
  expect(requests).toHaveLength(2 * 4 + 4);
});

test('a bias that shows in the flipped cases alone is exposed, however many the others are', async () => {
  const { model } = judging((content) => {
    const first = firstIn(content);
    const isSure = Number(/\d+/.exec(first)![0]) >= 8;
    const winner = isSure && !first.includes('Good') ? 'cand_2' : 'cand_1';
    return verdictText(winner, MIXED(winner, winner === 'cand_1' ? 'cand_2' : 'cand_1'));
  });

  const { report } = await judgeAll(model, cases(40));

  expect(report.flips.value).toBe(0.2);
  expect(report.firstPlace).toMatchObject({ value: 0.6, gained: { first: 8, second: 0 } });
  // 2 · (1/2)^8
  expect(report.firstPlace.chance).toBeCloseTo(2 / 256, 10);
  expect(report.warnings.join('\n')).toContain(
    'Position bias: the first candidate won 60 % of the decided verdicts, and gained in 8 of the 8 cases that changed with the order',
  );
});

test('a tie in one of the orders is a place gained, too', async () => {
  const { model } = judging((content) => {
    const winner = firstIn(content).includes('Good') ? 'tie' : 'cand_2';
    return verdictText(winner, MIXED(winner, 'tie'));
  });

  const { report } = await judgeAll(model, cases(10));

  expect(report.firstPlace.gained).toEqual({ first: 0, second: 10 });
  expect(report.warnings.join('\n')).toContain('Position bias: the second candidate');
});

test('principles that nobody won are no shortcut; those that one side alone won are, ties beside them or not', async () => {
  const tied = judging(() => verdictText('tie', MIXED('tie', 'tie')));
  const oneSided = judging((content) => {
    const winner = firstIn(content).includes('Good') ? 'cand_1' : 'cand_2';
    return verdictText(winner, MIXED(winner, 'tie'));
  });

  const [none, all] = [await judgeAll(tied.model, cases(30)), await judgeAll(oneSided.model, cases(30))];

  expect(none.report.mixed.value).toBeNaN();
  expect(none.report.warnings.join('\n')).not.toContain('Shortcut');
  expect(all.report.mixed.value).toBe(0);
  expect(all.report.warnings.join('\n')).toContain('Shortcut: in 100 %');
});

test('a judge that is offered fewer principles than a verdict needs may add its own', async () => {
  const { model, requests } = judging(() => verdictText('tie', { Coins: 'tie', A: 'tie', B: 'tie' }));
  const principles = [{ ...STARTER[0]!, name: 'Coins' }];

  const { judged } = await judgeAll(model, [judgeCase('a', 'Yes.', 'No.', { principles })]);

  expect(requests[0]!.prompt.messages[0]!.content).toContain(
    'Below stand fewer than 3: add your own, with the reason, until there are 3.',
  );
  expect(judged[0]!.winner).toBe('tie');
});
