import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compared, comparisonPage } from '../../server/lab/report/compare.ts';
import type { LabReport, Metric } from '../../server/lab/report/report.ts';
import { runCompare } from '../../server/lab/report/run-compare.ts';
import { labFolder, labShell } from './lab-run.ts';

const metric = (name: string, value: number | null, low?: number, high?: number): Metric => ({
  name,
  value,
  ...(low !== undefined && { low, high: high! }),
  unit: 'points',
  max: 100,
  explanation: 'Higher is better.',
});
const report = (more: Partial<LabReport> = {}): LabReport => ({
  kind: 'soak',
  title: 'Long talks',
  madeAt: '2026-01-02T03:04:05.000Z',
  judgedBy: 'judge-1',
  isModelJudge: true,
  runHash: 'abc',
  settings: { actor: 'a', turns: 100 },
  warnings: ['Mind this.'],
  metrics: [metric('Overall', 60, 55, 65), metric('Logic', 50), metric('Knowledge', null)],
  charts: [
    {
      title: 'As talk goes on',
      explanation: '',
      kind: 'lines',
      unit: 'points',
      series: [
        { name: 'Overall', points: [{ label: 'turns 1–20', value: 70 }] },
        { name: 'Worlds', points: [{ label: 'turns 1–20', value: 60 }] },
      ],
    },
  ],
  tables: [{ title: 'Talks', columns: ['Seed'], rows: [['<b>mara</b>']] }],
  examples: [],
  ...more,
});

/** Writes reports as runs of these names. */
async function runs(reports: Record<string, LabReport | string>): Promise<string> {
  const dir = await labFolder();
  for (const [name, content] of Object.entries(reports)) {
    await mkdir(path.join(dir, name));
    await writeFile(
      path.join(dir, name, 'report.json'),
      typeof content === 'string' ? content : JSON.stringify(content),
    );
  }
  return dir;
}

test('two runs are laid side by side: differences, what is beyond chance, charts in one', async () => {
  const later = report({
    warnings: ['Mind this.', 'And that.'],
    settings: { actor: 'b', turns: 100 },
    metrics: [metric('Overall', 70, 66, 74), metric('Logic', 45), metric('Knowledge', 10), metric('New', 1)],
  });
  const dir = await runs({ old: report(), new: later });
  const [shell, out] = [labShell(), path.join(dir, 'out')];

  await runCompare(shell, [path.join(dir, 'old'), path.join(dir, 'new', 'report.json')], out);

  const json = JSON.parse(await readFile(path.join(out, 'compare.json'), 'utf8'));
  expect(
    json.metrics.map(({ name, difference, intervals }: { [name: string]: unknown }) => [
      name,
      difference,
      intervals,
    ]),
  ).toEqual([
    ['Overall', 10, 'apart'],
    ['Logic', -5, null],
    ['Knowledge', null, null],
    ['New', null, null],
  ]);
  expect(json.settings).toEqual([{ name: 'actor', first: 'a', second: 'b' }]);
  const page = await readFile(path.join(out, 'compare.html'), 'utf8');
  for (const text of [
    '+10.0',
    'beyond chance',
    'As talk goes on: Worlds',
    'Talks: old',
    'Talks: new',
    '<li>Mind this.</li>',
    '<li>new: And that.</li>',
  ])
    expect(page).toContain(text);
  expect(page).not.toContain('<b>mara');
  expect(shell.said[0]).toBe('Overall: 60.0, then 70.0: beyond chance');
});

test('intervals that meet are no difference; exchanged, the difference turns round', () => {
  const [one, two] = [
    { name: 'a', report: report() },
    { name: 'b', report: report({ metrics: [metric('Overall', 64, 60, 68)] }) },
  ];

  expect(compared(one, two).metrics[0]).toMatchObject({ difference: 4, intervals: 'overlapping' });
  expect(compared(two, one).metrics[0]).toMatchObject({ difference: -4, intervals: 'overlapping' });
  expect(comparisonPage(one, two)).toContain('may be chance');
});

test.each([
  ['of another kind', report({ kind: 'acting' }), /a is of soak, b of acting/],
  [
    'of another judge',
    report({ judgedBy: 'judge-2' }),
    /judged by judge-1, b by judge-2.*again with the other's judge/,
  ],
  ['half-written', '{"kind": "soak"', /report\.json is no report: .*goes on/],
  ['something else', '{"kind": "soak"}', /report\.json is no report:\n.*\n/],
])('a report %s is refused, and nothing is written', async (_, other, message) => {
  const dir = await runs({ a: report(), b: other });
  const out = path.join(dir, 'out');

  await expect(runCompare(labShell(), [path.join(dir, 'a'), path.join(dir, 'b')], out)).rejects.toThrow(
    message,
  );
  await expect(readFile(path.join(out, 'compare.html'))).rejects.toThrow(/ENOENT/);
});

test('a run that did not come to its end has no report, and that is said', async () => {
  const dir = await runs({ a: report() });

  await expect(
    runCompare(labShell(), [path.join(dir, 'a'), path.join(dir, 'none')], path.join(dir, 'out')),
  ).rejects.toThrow(/none is no report: .*Expected the folder of a run/);
});

test.each(['enhance', 'rollouts'] as const)('two reports of %s are compared, too', async (kind) => {
  const dir = await runs({ a: report({ kind }), b: report({ kind }) });
  const out = path.join(dir, 'out');

  await runCompare(labShell(), [path.join(dir, 'a'), path.join(dir, 'b')], out);

  expect(JSON.parse(await readFile(path.join(out, 'compare.json'), 'utf8')).kind).toBe(kind);
});
