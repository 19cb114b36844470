import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabReport } from '../../server/lab/report/report.ts';
import { startModelServer } from '../llm/model-server.ts';
import { firstIn, verdictText } from './judging.ts';
import { folder, lab } from './shell.ts';

const messages = [
  { role: 'system', content: 'You are Mara from Ravenmoor.' },
  {
    role: 'user',
    content: '===Conversation Start===\n\nEnvironment: The door opens.\n\nAsh: Is there a room?',
  },
];
const task = (index: number, one: string, two: string) => ({
  trace_id: `Ravenmoor_1_${index}_choices_0_1`,
  data: 'x',
  raw_record: {
    messages,
    candidate_1: one,
    candidate_2: two,
    metadata: { choice_indices: [0, 1], source: 'x' },
  },
});

async function pairs(dir: string, rows: unknown[]): Promise<string> {
  const file = path.join(dir, 'pairs.jsonl');
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return file;
}

const reportIn = async (out: string): Promise<LabReport> =>
  JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));
const metric = (report: LabReport, name: string) =>
  report.metrics.find((found) => found.name === name)?.value;

test('HER’s judging tasks are judged without a model by what can be measured, and the report says so', async () => {
  const dir = await folder();
  const file = await pairs(dir, [
    task(
      0,
      'Mara: There is.<role_action>points up</role_action>',
      'Mara: As an AI language model I have no rooms.',
    ),
    task(1, 'Mara: Yes, upstairs.', 'Mara: There is one, by the stairs.'),
    task(2, 'Mara: Yes.\nAsh: Then I take it.', 'Mara: Yes, and it is dry.'),
  ]);

  const said = await lab(['judge', file, '--out', path.join(dir, 'run')]);

  expect(said).toMatch(/Of 3 pairs the first was better in 1, the second in 1; 1 ties/);
  expect(said).toContain('No model judged');
  const report = await reportIn(path.join(dir, 'run'));
  expect(report).toMatchObject({ kind: 'judge', isModelJudge: false });
  expect(report.examples.flatMap(({ findings }) => findings).join('\n')).toMatch(
    /Meta Leak, to the first: .*language model/,
  );
});

test('a model with a position bias built in is exposed by the report', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => {
    call.text(verdictText('cand_2', { Hook: 'cand_2', Specificity: 'cand_2', Subtext: 'cand_1' }));
    call.finish();
    call.end();
  });
  const rows = Array.from({ length: 20 }, (_, index) =>
    task(index, `Mara: Yes, ${index}.`, `Mara: No, ${index}.`),
  );

  const said = await lab([
    'judge',
    await pairs(dir, rows),
    '--out',
    path.join(dir, 'run'),
    '--judge-url',
    server.baseUrl,
    '--judge-model',
    'biased',
  ]);

  expect(said).toContain('the second candidate won 100 % of the decided verdicts');
  const report = await reportIn(path.join(dir, 'run'));
  expect(report).toMatchObject({ judgedBy: 'biased', isModelJudge: true });
  expect(metric(report, 'Flips')).toBe(1);
  expect(metric(report, 'First place')).toBe(0);
  expect(await readFile(path.join(dir, 'run/report.html'), 'utf8')).toContain('Position bias');
  expect(server.calls).toHaveLength(40);
});

test('preferences of people are compared with, whichever place the chosen one has', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => {
    const first = firstIn((call.body.messages as { content: string }[])[0]!.content);
    const winner = first.includes('Good') ? 'cand_1' : 'cand_2';
    call.text(verdictText(winner, { Hook: winner, Specificity: 'tie', Subtext: 'tie' }));
    call.finish();
    call.end();
  });
  const rows = Array.from({ length: 10 }, (_, index) => ({
    prompt: messages,
    chosen: [{ role: 'assistant', content: index < 8 ? `Good ${index}.` : `Bad ${index}.` }],
    rejected: [{ role: 'assistant', content: index < 8 ? `Bad ${index}.` : `Good ${index}.` }],
  }));

  await lab(['judge', await pairs(dir, rows), '--out', path.join(dir, 'run')], {
    JUDGE_BASE_URL: server.baseUrl,
    JUDGE_MODEL: 'sound',
  });

  const report = await reportIn(path.join(dir, 'run'));
  expect(metric(report, 'Agreement with people')).toBe(0.8);
  expect(metric(report, 'First place')).toBe(0.5);
});

test.each([
  [
    'cut off',
    `${JSON.stringify(task(0, 'a', 'b'))}\n{"trace_id": "x`,
    /pairs\.jsonl, line 2: this is no JSON .*cut off/,
  ],
  [
    'without a candidate',
    JSON.stringify({ ...task(0, 'a', ''), x: 1 }),
    /line 1: raw_record\.candidate_2: expected some text/,
  ],
  [
    'with an id twice',
    `${JSON.stringify(task(0, 'a', 'b'))}\n${JSON.stringify(task(0, 'c', 'd'))}`,
    /line 2: .*was there before/,
  ],
  ['empty', '\n', /holds no pairs/],
])('pairs %s are refused with the line', async (_, text, reason) => {
  const dir = await folder();
  await writeFile(path.join(dir, 'pairs.jsonl'), text);

  await expect(lab(['judge', path.join(dir, 'pairs.jsonl'), '--out', path.join(dir, 'run')])).rejects.toThrow(
    reason,
  );
});

test('the starter pack is written into a world once', async () => {
  const dir = await folder();
  await cp('worlds/ravenmoor', path.join(dir, 'ravenmoor'), { recursive: true });
  await rm(path.join(dir, 'ravenmoor/principles'), { recursive: true });

  expect(await lab(['principles', path.join(dir, 'ravenmoor')])).toContain('principles/world.yaml');
  await expect(lab(['principles', path.join(dir, 'ravenmoor')])).rejects.toThrow(
    /is there already; nothing was written/,
  );
});

test('the cost is that of all pairs, whichever stands first', async () => {
  const dir = await folder();
  const long = { ...task(0, 'Mara: Yes.', 'Mara: No.') };
  long.raw_record = {
    ...long.raw_record,
    messages: [messages[0]!, { role: 'user', content: 'Ash: Well. '.repeat(2000) }],
  };
  const rows = [task(1, 'Mara: Yes.', 'Mara: No.'), long];
  const said = async (all: unknown[]) =>
    lab(['judge', await pairs(dir, all), '--out', path.join(dir, 'run'), '--dry-run'], {
      JUDGE_BASE_URL: 'http://127.0.0.1:1/v1',
      JUDGE_MODEL: 'judge',
    });

  const told = await said(rows);

  expect(told).toMatch(/^About 4 calls/);
  expect(await said(rows.toReversed())).toBe(told);
});

test('a judge that thinks its tokens away is given more, and one that stays mute is counted apart', async () => {
  const dir = await folder();
  const SHORT = 3072;
  await using server = await startModelServer((call) => {
    const isMute = JSON.stringify(call.body).includes('Mute');
    if (isMute || call.body.max_tokens === SHORT)
      call.part({ choices: [{ delta: { reasoning_content: 'Hm, hm.' } }] });
    else call.text(verdictText('tie', { Hook: 'tie', Specificity: 'tie', Subtext: 'tie' }));
    call.finish('length');
    call.end();
  });
  const file = await pairs(dir, [task(0, 'Mara: Yes.', 'Mara: No.'), task(1, 'Mara: Mute.', 'Mara: No.')]);
  const run = () =>
    lab(['judge', file, '--out', path.join(dir, 'run')], {
      JUDGE_BASE_URL: server.baseUrl,
      JUDGE_MODEL: 'thinking',
    });

  expect(await run()).toContain('Of 2 pairs the first was better in 0, the second in 0; 1 ties');
  expect(server.calls.map(({ body }) => body.max_tokens).toSorted()).toEqual([
    ...Array(4).fill(4 * SHORT),
    ...Array(4).fill(SHORT),
  ]);
  const report = await reportIn(path.join(dir, 'run'));
  expect(report.warnings.join('\n')).toContain(
    '1 of 2 cases have no verdict and are not scored: it is empty',
  );
  expect(await run()).toMatch(/^0 calls were made/m);
});

test('a judge that cannot be asked is told as the judge, with its own settings and the pair', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => call.refuse(401, 'who are you'));
  const args = [
    'judge',
    await pairs(dir, [task(0, 'Mara: Yes.', 'Mara: No.')]),
    '--out',
    path.join(dir, 'run'),
  ];

  await expect(lab(args, { JUDGE_BASE_URL: server.baseUrl, JUDGE_MODEL: 'judge' })).rejects.toThrow(
    /^judging, Ravenmoor_1_0_choices_0_1: The judge at .* refused the key \(HTTP 401\): check JUDGE_API_KEY/,
  );
  await expect(lab([...args, '--judge-model', 'judge'])).rejects.toThrow(
    /JUDGE_MODEL is "judge", but nobody can be asked for it: .*--judge-url/,
  );
});
