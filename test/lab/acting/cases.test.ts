import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabReport } from '../../../server/lab/report/report.ts';
import { startModelServer } from '../../llm/model-server.ts';
import { folder, lab } from '../shell.ts';
import { circumstances, scene } from './salt.ts';

test('the cost is told before anything is asked, and with --dry-run nothing is', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => call.refuse(500, 'asked'));

  const said = await lab(
    [
      'eval',
      'acting',
      await circumstances(dir, 2),
      '--out',
      path.join(dir, 'run'),
      '--dry-run',
      '--prompt-price',
      '1',
      '--reply-price',
      '4',
    ],
    {
      LLM_BASE_URL: server.baseUrl,
      LLM_MODEL: 'actor',
    },
  );

  expect(said).toMatch(/About 40 calls, about [\d,]+ tokens, about \d+\.\d\d:\n {2}actors: 40 calls/);
  expect(server.calls).toEqual([]);
});

test.each([
  // Of 20 lines each of two scenes: 20 acted, 19 chosen, four verdicts.
  [
    'from the start',
    '0',
    /About 86 calls[\s\S]*actors and environment: 40 calls[\s\S]*next speakers: 38 calls/,
  ],
  // The original says who speaks after its first line.
  [
    'where it goes on',
    '1',
    /About 82 calls[\s\S]*actors and environment: 38 calls[\s\S]*next speakers: 36 calls/,
  ],
  // The original has two lines.
  [
    'from the original',
    '5',
    /About 80 calls[\s\S]*actors and environment: 36 calls[\s\S]*next speakers: 36 calls/,
  ],
])('the calls of a director are counted as they come, %s', async (_, continueFrom, told) => {
  const dir = await folder();
  const args = ['--out', path.join(dir, 'run'), '--dry-run', '--continue-from', continueFrom];

  const said = await lab(['eval', 'acting', await circumstances(dir, 2), ...args], {
    LLM_BASE_URL: 'http://127.0.0.1:1/v1',
    LLM_MODEL: 'actor',
    JUDGE_BASE_URL: 'http://127.0.0.1:1/v1',
    JUDGE_MODEL: 'judge',
  });

  expect(said).toMatch(told);
});

test('a case that stands in two files is refused, naming both', async () => {
  const dir = await folder();
  const other = path.join(dir, 'other.json');
  await writeFile(other, JSON.stringify([scene(7), scene(1)]));

  await expect(
    lab(['eval', 'acting', await circumstances(dir, 2), other, '--out', path.join(dir, 'run')]),
  ).rejects.toThrow(/other\.json, case 2: The Salt Ledger-1-1 was there before, in .*cases\.json, case 2/);
});

test('a case that cannot be read is left out and named; the others are acted', async () => {
  const dir = await folder();
  const file = path.join(dir, 'odd.json');
  await writeFile(file, JSON.stringify([scene(0), { ...scene(1), speaking_characters_w_env: [] }, scene(2)]));
  const out = path.join(dir, 'run');

  const said = await lab(['eval', 'acting', file, '--out', out, '--rounds', '2']);

  const told = /odd\.json, case 2 \(The Salt Ledger-1-1\) speaking_characters_w_env: expected somebody/;
  expect(said).toMatch(told);
  const report: LabReport = JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));
  expect(report.tables[0]!.rows).toHaveLength(2);
  expect(report.warnings.join('\n')).toMatch(told);
});

test('an actor’s model without an address is refused: the built-in one is not what was asked for', async () => {
  const dir = await folder();
  const args = ['eval', 'acting', await circumstances(dir, 1), '--out', path.join(dir, 'run')];

  await expect(lab([...args, '--actor-model', 'big'])).rejects.toThrow(
    /LLM_MODEL is "big", but nobody can be asked for it: .*--actor-url/,
  );
});
