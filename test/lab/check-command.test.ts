import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Line } from '../../schemas/record.ts';
import { transcriptJsonl } from '../../server/her/transcript.ts';
import { readRecord } from '../../server/lab/checks/recorded.ts';
import { PlayReport } from '../../server/lab/checks/report.ts';
import { reportText } from '../../server/lab/checks/report-text.ts';
import { readTranscript } from '../../server/lab/checks/transcript.ts';
import { soliloquy } from '../command-line.ts';
import { DESIGNER, startGame } from '../game.ts';
import { scripted } from '../scripted.ts';
import { spansOf, spoken } from './clean-samples.ts';

const lineOf = (seq: number, more: Partial<Line>): Line => ({
  id: `l${seq}`,
  seq,
  kind: 'say',
  from: 'player:s1',
  name: 'Ash',
  whisper: false,
  location: 'inn',
  spans: spoken('And then?'),
  npcs: ['mara'],
  players: ['client:ash'],
  at: seq,
  time: 'Day 1, 08:00',
  ...more,
});
const turnOf = (seq: number, text: string, more: Partial<Line> = {}): Line =>
  lineOf(seq, {
    kind: 'turn',
    from: 'npc:mara',
    name: 'Mara Venn',
    turn: `t${seq}`,
    status: 'complete',
    spans: spansOf(text, 'Mara Venn'),
    ...more,
  });

async function written(lines: readonly Line[]): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-check-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const file = path.join(dir, 'play.jsonl');
  await writeFile(file, transcriptJsonl(lines));
  return file;
}

async function reportOf(file: string, told: string[] = []) {
  const report = new PlayReport();
  for await (const line of readTranscript(file, { tell: (text) => told.push(text) })) report.add(line);
  return report.reports;
}

const PLAY = [
  lineOf(1, {}),
  turnOf(2, 'Come in, the soup is hot.'),
  lineOf(3, {}),
  turnOf(4, '<role_action>Ash says that he is hungry</role_action>Sit, then.'),
  lineOf(5, {}),
  turnOf(6, '<role_action>sets down a bowl</role_action>As an AI language model, I cannot taste it.'),
];

test('a transcript is reported by NPC, rule and example', async () => {
  const [mara, ...more] = await reportOf(await written(PLAY));

  expect(more).toEqual([]);
  expect(mara).toMatchObject({ npc: 'mara', name: 'Mara Venn', turns: 3, flagged: 2 });
  expect(mara!.layouts).toMatchObject({ top: 'act->speech', distinct: 2 });
  // Of the most severe, in the order they were found.
  expect(mara!.found.map(({ check, turns, severity }) => [check, turns, severity])).toEqual([
    ['others.words', 1, 5],
    ['leak.ai', 1, 5],
  ]);
  expect(mara!.found[1]!.examples).toEqual([
    expect.objectContaining({ line: 'l6', turn: 't6', evidence: 'language model' }),
  ]);
  expect(mara!.found[0]!.rate).toBeCloseTo(1 / 3, 12);
  expect(reportText([mara!])).toContain('no model judged');
});

test('edits and deletions count as they read now', async () => {
  const edited = lineOf(7, { kind: 'edit', replaces: 'l6', spans: spansOf('It wants salt.', 'Mara Venn') });
  const deleted = lineOf(8, { kind: 'delete', replaces: 'l4', spans: [] });

  const [mara] = await reportOf(await written([...PLAY, edited, deleted]));

  expect(mara).toMatchObject({ turns: 2, flagged: 0 });
});

test('a damaged file is named with its line, a cut-off end is told and left out', async () => {
  const cut = await written(PLAY);
  await appendFile(cut, '{"id":"l7","se');
  const damaged = await written(PLAY);
  await writeFile(damaged, (await readFile(damaged, 'utf8')).replace('"id":"l3"', '"id":3'));
  const told: string[] = [];

  expect((await reportOf(cut, told))[0]!.turns).toBe(3);
  expect(told).toEqual([expect.stringMatching(/play\.jsonl:7 is no JSON.*left out/)]);
  await expect(reportOf(damaged)).rejects.toThrow(/play\.jsonl:3 is no line of a transcript: id: /);
  await expect(reportOf(`${cut}.missing`)).rejects.toThrow(/cannot be read/);
});

test('the command writes JSON and text, and says what is wrong in a sentence', async () => {
  const file = await written(PLAY);
  const cwd = path.dirname(file);

  const [json, text, missing] = await Promise.all([
    soliloquy(cwd, ['check', file, '--json']),
    soliloquy(cwd, ['check', file, '--npc', 'mara', '--language', 'English']),
    soliloquy(cwd, ['check', 'nowhere.jsonl']),
  ]);

  expect(JSON.parse(json.stdout)).toMatchObject({
    judgedBy: 'measurable checks (no model judged)',
    npcs: [{ npc: 'mara', turns: 3, flagged: 2 }],
  });
  expect(text.stdout).toMatch(/^Mara Venn \(mara\) in .*: 3 turns, something found in 2 \(66\.7 %\)/);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('nowhere.jsonl cannot be read') });
}, 60_000);

test('the record of a running server is read beside it, as the models wrote it', async () => {
  const plan = '<system_thinking>Mara greets Ash and asks what brings them here tonight.</system_thinking>';
  await using game = await startGame({
    model: scripted(
      `${plan}<role_action>sets down a cup</role_action>Sit.`,
      `${plan}Mara greets Ash and asks what brings them here tonight, and so I ask.<role_action>nods</role_action> Well?`,
    ),
  });
  const player = await game.join({ name: 'Ash' });
  const designer = await game.join({ name: 'Dee' }, DESIGNER);
  const turns: string[] = [];
  for (const text of ['Hello.', 'And then?', 'And now?', 'Is that all?'])
    turns.push((await player.talk({ npc: 'mara', text })).turn);
  await designer.request('turn.edit', { turn: turns[2], spans: [{ layer: 'speech', text: 'It is late.' }] });
  await designer.request('turn.delete', { turn: turns[3] });

  const report = new PlayReport();
  const where = { worlds: [], instances: [] };
  const url = `file:${path.join(game.dataDir, 'soliloquy.db')}`;
  for await (const line of readRecord(url, where)) report.add(line);

  const [mara] = report.reports;
  // Her greeting, and three replies, of which one was mended and another taken back.
  expect(mara).toMatchObject({ npc: 'mara', turns: 4, flagged: 1 });
  expect(mara!.found.map(({ check }) => check)).toEqual(['leak.plan', 'format.space']);
  await expect(async () => {
    for await (const _ of readRecord(url, { ...where, worlds: ['elsewhere'] }));
  }).rejects.toThrow(/No instance fits --world and --instance\. Recorded as world\/instance: /);
});
