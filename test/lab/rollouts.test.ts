import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fc, test as property } from '@fast-check/vitest';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { ROLLOUT_ROWS, type RolloutRow } from '../../schemas/lab/rollouts.ts';
import type { LabReport } from '../../server/lab/report/report.ts';
import { advantagesOf, rewardOf } from '../../server/lab/rollouts/rewards.ts';
import { startModelServer } from '../llm/model-server.ts';
import { answer, playing, policyFile, policyRow, reportIn, rowsIn, sentIn, servedBy } from './policy.ts';
import { folder, lab } from './shell.ts';

const finding = (check: string, severity: 1 | 2 | 3 | 4 | 5) => ({
  check,
  principle: 'x',
  value: 1,
  limit: 0,
  unit: 'x',
  evidence: 'x',
  severity,
});

test.each([
  ['better, without a fault', 'cand_1', [], 1],
  ['a tie with one fault of 3', 'tie', [finding('leak.tag', 3)], -0.15],
  ['worse, with two faults of 5', 'cand_2', [finding('leak.tag', 5), finding('others.line', 5)], -1.5],
  ['beyond the worst', 'cand_2', Array.from({ length: 9 }, () => finding('leak.tag', 5)), -1.5],
  ['not judged', null, [finding('loop.distant', 3)], -0.15],
] as const)('%s: the reward is that worked by hand', (_, winner, findings, total) => {
  const reward = rewardOf(winner, findings, 0.5);

  expect(reward.total).toBeCloseTo(total, 10);
  expect(reward.judge).toBe(winner === null ? null : { cand_1: 1, tie: 0, cand_2: -1 }[winner]);
});

test('severities are told by kind', () => {
  expect(
    rewardOf('tie', [finding('leak.tag', 5), finding('leak.ai', 4), finding('echo.thought', 2)], 1)
      .severities,
  ).toEqual({
    leak: 9,
    echo: 2,
  });
});

property.prop([fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 2, maxLength: 64 })])(
  'advantages of a group sum to nothing, in the order of the rewards',
  (rewards) => {
    const advantages = advantagesOf(rewards);

    expect(advantages.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 6);
    for (const [index, reward] of rewards.entries())
      for (const [other, than] of rewards.entries())
        if (reward > than) expect(advantages[index]!).toBeGreaterThanOrEqual(advantages[other]!);
  },
);

test('replies to HER’s policy prompts are sampled and rewarded, in rows that fit their schemas; nothing is paid for twice', async () => {
  const dir = await folder();
  const out = path.join(dir, 'run');
  const file = path.join(dir, 'policy_rl.jsonl');
  await writeFile(
    file,
    ['Is there a room?', 'Who rings the bell?']
      .map((text) => `${JSON.stringify(policyRow(text, 'Mara: Perhaps.'))}\n`)
      .join(''),
  );
  await using server = await startModelServer(playing);
  const args = [
    'rollouts',
    file,
    '--out',
    out,
    '--samples',
    '4',
    '--actor-url',
    server.baseUrl,
    '--actor-model',
    'policy',
    '--judge-url',
    server.baseUrl,
    '--judge-model',
    'judge',
  ];

  await lab(args);
  const calls = server.calls.length;
  await lab(args);

  expect(server.calls).toHaveLength(calls);
  const rows = await rowsIn<RolloutRow>(out, 'rollouts.jsonl');
  expect(rows).toHaveLength(8);
  for (const row of rows) ROLLOUT_ROWS.rollouts.parse(row);
  expect(rows.map(({ reward }) => reward)).toEqual([1, -1.25, 1, -1.25, 1, -1.25, 1, -1.25]);
  expect(rows[0]).toMatchObject({
    response: expect.stringContaining('<system_thinking>plan 0'),
    baseline: 'Perhaps.',
    judged_by: 'judge',
  });
  expect(rows[1]!.components).toMatchObject({ judge: -1, severities: { leak: 5 } });
  for (const call of server.calls)
    if (sentIn(call)[0]!.content.startsWith('You judge'))
      expect(sentIn(call)[0]!.content).not.toContain('plan 0');
  const groups = await rowsIn<{ rewards: number[] }>(out, 'groups.jsonl');
  for (const group of groups) ROLLOUT_ROWS.groups.parse(group);
  const pairs = await rowsIn<{ chosen: { content: string }[]; rejected: { content: string }[] }>(
    out,
    'pairs.jsonl',
  );
  for (const pair of pairs) ROLLOUT_ROWS.pairs.parse(pair);
  expect(pairs[0]!.chosen[0]!.content).toContain('Good');
  expect(pairs[0]!.rejected[0]!.content).toContain('AI language model');
  const buffer = await asyncBufferFromFile(path.join(out, 'groups.parquet'));
  expect(await parquetReadObjects({ file: buffer })).toEqual(groups);
  const { schema } = await parquetMetadataAsync(buffer);
  for (const name of ['rewards', 'advantages']) {
    const at = schema.findIndex((element) => element.name === name);
    expect(schema[at]).toMatchObject({ converted_type: 'LIST' });
    expect(schema[at + 2]).toMatchObject({ type: 'DOUBLE' });
  }
});

test('what the judge cannot be read on is no tie: it is in no group, no pair and no mean', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => {
    const { content } = sentIn(call)[0]!;
    if (content.startsWith('You judge')) {
      if (content.includes('Mumble')) return answer(call, 'I cannot say.');
      return playing(call);
    }
    answer(
      call,
      Number(call.body.seed) % 2 === 0 ? `Good evening, ${call.body.seed}.` : `Mumble ${call.body.seed}.`,
    );
  });
  const out = path.join(dir, 'run');

  await lab(['rollouts', await policyFile(dir), '--out', out, '--samples', '4', ...servedBy(server.baseUrl)]);

  const rows = await rowsIn<RolloutRow>(out, 'rollouts.jsonl');
  for (const row of rows) ROLLOUT_ROWS.rollouts.parse(row);
  expect(rows.map(({ reward }) => reward)).toEqual([1, null, 1, null, 1, null, 1, null]);
  expect(rows.map(({ advantage }) => advantage)).toEqual([0, null, 0, null, 0, null, 0, null]);
  const groups = await rowsIn<{ responses: string[]; rewards: number[] }>(out, 'groups.jsonl');
  expect(groups.map(({ rewards }) => rewards)).toEqual([
    [1, 1],
    [1, 1],
  ]);
  expect(JSON.stringify(groups)).not.toContain('Mumble');
  expect(await readFile(path.join(out, 'pairs.jsonl'), 'utf8')).toBe('');
  const { metrics, warnings } = await reportIn(out);
  expect(metrics.find(({ name }) => name === 'Reward')).toMatchObject({ value: 1 });
  expect(warnings).toContain(
    '4 of 8 replies could not be judged: they are in no group, no pair and no mean.',
  );
});

test('golden scenes are rolled out without a network; the report says that no model judged', async () => {
  const out = path.join(await folder(), 'run');

  const said = await lab(['rollouts', '--out', out, '--samples', '3', '--npc', 'mara']);

  expect(said).toContain('No model judged');
  const rows = await rowsIn<RolloutRow>(out, 'rollouts.jsonl');
  expect(new Set(rows.map(({ prompt_id }) => prompt_id)).size).toBeGreaterThanOrEqual(3);
  expect(rows.every(({ prompt }) => prompt[0]!.content.startsWith('You are Mara Venn'))).toBe(true);
  expect(rows.some(({ baseline }) => baseline.includes('pepper'))).toBe(true);
  const report: LabReport = JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));
  expect(report).toMatchObject({ kind: 'rollouts', isModelJudge: false });
});

test.each([
  ['cut off', '{"prompt": [', /line 1: this is no JSON .*cut off/],
  [
    'without a question',
    JSON.stringify({ prompt: [{ role: 'assistant', content: 'x' }] }),
    /line 1: prompt: expected a user message last/,
  ],
  ['empty', '', /holds no prompts/],
])('prompts %s are refused with the line', async (_, text, reason) => {
  const dir = await folder();
  await writeFile(path.join(dir, 'p.jsonl'), text);

  await expect(lab(['rollouts', path.join(dir, 'p.jsonl'), '--out', path.join(dir, 'run')])).rejects.toThrow(
    reason,
  );
});

test('the built-in model, which reads no prompts, is not asked to', async () => {
  const dir = await folder();
  await writeFile(path.join(dir, 'p.jsonl'), JSON.stringify(policyRow('Hm?', 'Mara: Hm.')));

  await expect(lab(['rollouts', path.join(dir, 'p.jsonl'), '--out', path.join(dir, 'run')])).rejects.toThrow(
    /The built-in model plays scenes, it reads no prompts\. Give a model with --actor-url/,
  );
});
