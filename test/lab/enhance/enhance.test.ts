import { type ChildProcess, execFile } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { HerRecord } from '../../../schemas/lab/her-record.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import type { Rejection } from '../../../server/lab/enhance/conversation.ts';
import type { EnhanceReport } from '../../../server/lab/enhance/report.ts';
import { loader, main } from '../../command-line.ts';
import { type ModelCall, startModelServer } from '../../llm/model-server.ts';
import { INVENTED, MARK, unreliableAnswer } from './unreliable-model.ts';

const CONVERSATIONS = 8;
const TURNS = 12;
const SAID = [
  'The boat came in at dusk',
  'Nobody paid the toll',
  'A lamp burned in the mill',
  'The miller never sleeps',
  'They closed the northern gate',
  'Salt is dear this year',
];

/** A book of CoSER's; every turn has words of its own. */
const BOOK = {
  plots: Array.from({ length: CONVERSATIONS }, (_, plot) => ({
    text: `Chapter ${plot}. Orla had kept the light for eleven winters before this one. Tamsin grew up among pilots who owed money to everybody. The page was torn out on the night of the great storm.`,
    summary: 'A page is missing.',
    prominence: 50,
    key_characters: [],
    chapter: `c${plot}`,
    state: 'finished',
    i_chunk: plot,
    i_p: plot,
    conversation: [
      {
        scenario: 'The lamp room, past midnight.',
        topic: 'the page',
        key_characters: [
          { name: 'Orla', motivation: 'Find the page.' },
          { name: 'Tamsin', motivation: 'Hide it.' },
        ],
        i_c: 0,
        dialogues: Array.from({ length: TURNS }, (_, index) => ({
          character: index === 4 ? 'Environment' : index % 2 === 0 ? 'Orla' : 'Tamsin',
          message: `${SAID[(index + plot) % 6]}, number ${index} of ${plot}.`,
        })),
      },
    ],
  })),
  character_datasets: { Orla: { profile: 'Keeper of the light.' }, Tamsin: { profile: 'A pilot.' } },
};
const SCRIPT =
  'scene,speaker,text,kind\nmill,Orla,Is anybody there at this hour?,\nmill,Tamsin,(steps in) Only me.,\nbroken,Orla,Hm.,mumbles\nalone,,Rain.,event\n';

async function folder(): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-enhance-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await writeFile(path.join(dir, 'ledger.json'), JSON.stringify(BOOK));
  await writeFile(path.join(dir, 'mill.csv'), SCRIPT);
  return dir;
}

/** The command as a process of its own, that can be killed. */
function enhance(
  cwd: string,
  more: string[],
): { child: ChildProcess; ended: Promise<{ code: number; output: string }> } {
  let child!: ChildProcess;
  const ended = new Promise<{ code: number; output: string }>((resolve) => {
    child = execFile(
      process.execPath,
      ['--import', loader, main, 'enhance', 'ledger.json', 'mill.csv', '--out', 'run', ...more],
      { cwd, env: { PATH: process.env.PATH, NO_COLOR: '1' }, maxBuffer: 1e8 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    );
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended };
}

const messagesOf = (call: ModelCall) => call.body.messages as ChatMessage[];
const answer = (call: ModelCall, seed: number): void => {
  call.text(unreliableAnswer(messagesOf(call), seed));
  call.finish();
};
const lines = async <T>(dir: string, name: string): Promise<T[]> =>
  (await readFile(path.join(dir, 'run', name), 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
const reportOf = async (dir: string) =>
  JSON.parse(await readFile(path.join(dir, 'run/report.json'), 'utf8')) as EnhanceReport;

/** Nothing that the model made up, and nothing that it wrote for another turn. */
function expectSound(record: HerRecord): void {
  HerRecord.parse(record);
  expect(JSON.stringify(record)).not.toContain(INVENTED);
  const { dialogues } = record.conversation[0]!;
  for (const { origin_id, message, enhanced_standard_format, sys_thinking } of dialogues) {
    for (const written of [enhanced_standard_format, sys_thinking])
      for (const [, item] of (written ?? '').matchAll(new RegExp(MARK, 'g')))
        expect(Number(item)).toBe(origin_id[0]);
    if (sys_thinking !== undefined) expect(sys_thinking).toMatch(MARK);
    if (enhanced_standard_format !== undefined) {
      const words = message.replaceAll(/\([^)]*\)|\W/g, '');
      expect(enhanced_standard_format.replaceAll(/<role_\w+>[\s\S]*?<\/role_\w+>|\W/g, '')).toContain(words);
      expect(enhanced_standard_format).not.toMatch(/[.!?]<\/|> |I know he/);
    }
  }
  for (const { background, background_enriched, setting_enrichment_reasoning } of Object.values(
    record.character_datasets,
  )) {
    if (background_enriched === undefined) continue;
    expect(background_enriched.startsWith(background)).toBe(true);
    for (const [, quote] of setting_enrichment_reasoning!.matchAll(/TEXT source: "(.*)"/g))
      expect(record.text).toContain(quote);
  }
}

test('an unreliable model, killed in the middle: nothing bad is exported, nothing is paid for twice, all is counted', async () => {
  const dir = await folder();
  const stop = new EventEmitter();
  const stopped = once(stop, 'stop');
  let isFirst = true;
  await using server = await startModelServer((call) => {
    if (isFirst && call.index >= 40) stop.emit('stop');
    else answer(call, 1);
  });
  const at = ['--actor-url', server.baseUrl, '--actor-model', 'teacher', '--concurrency', '4'];

  const first = enhance(dir, at);
  await stopped;
  first.child.kill('SIGKILL');
  await once(first.child, 'close');
  isFirst = false;
  const before = server.calls.length;
  const paid = (await lines<{ key: string }>(dir, 'calls.jsonl')).length;
  const { code, output } = await enhance(dir, at).ended;

  expect(output).toContain(`${paid} answers are there already`);
  expect(code).toBe(0);
  expect(paid).toBeGreaterThan(20);
  const keys = (await lines<{ key: string }>(dir, 'calls.jsonl')).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(server.calls.length - before).toBe(keys.length - paid);

  const records = await lines<HerRecord>(dir, 'records.jsonl');
  const rejected = await lines<Rejection>(dir, 'rejected.jsonl');
  for (const record of records) expectSound(record);
  expect(rejected.map(({ stage, reason }) => `${stage}: ${reason}`)).toEqual([
    'read: cannot be read',
    'clean: nobody speaks',
  ]);
  expect(rejected[0]!.detail).toMatch(/mill\.csv: line 4: kind is "mumbles"; expected/);
  const { counts, isModelJudge, judgedBy, warnings } = await reportOf(dir);
  expect(counts.conversations).toEqual({
    found: CONVERSATIONS + 3,
    accepted: CONVERSATIONS + 1,
    rejected: 2,
    leftOut: 0,
  });
  expect(records.map(({ book_name, plot_index }) => `${book_name} ${plot_index}`)).toEqual([
    ...BOOK.plots.map(({ i_p }) => `ledger ${i_p}`),
    'mill 0',
  ]);
  const turns = records.flatMap(({ conversation }) => conversation[0]!.dialogues);
  expect(counts.turns).toEqual({
    found: turns.length + 1,
    accepted: turns.length,
    merged: 0,
    empty: 0,
    rejected: 1,
  });
  const { thoughts, plans, settings } = counts.tallies;
  const characters = turns.filter(({ character }) => character !== 'Environment');
  expect(thoughts.items).toBe(characters.length);
  expect(thoughts.accepted).toBe(
    characters.filter((turn) => turn.enhanced_standard_format !== undefined).length,
  );
  expect(plans.accepted).toBe(characters.filter((turn) => turn.sys_thinking !== undefined).length);
  for (const { items, accepted, fallback } of [thoughts, plans, settings])
    expect(accepted + fallback).toBe(items);
  // The model is bad enough for every net to be tried, and good enough for most to come through.
  expect(Object.keys({ ...thoughts.faults, ...plans.faults, ...settings.faults })).toEqual(
    expect.arrayContaining(['answer.json', 'answer.alignment', 'turn.speech', 'plan.name', 'setting.quote']),
  );
  expect(thoughts.accepted).toBeGreaterThan(characters.length / 2);
  expect(plans.accepted).toBeGreaterThan(characters.length / 2);
  expect(counts.settings.completed).toBeGreaterThan(0);
  expect([isModelJudge, judgedBy]).toEqual([false, 'measurable checks']);
  expect(warnings).toContain(
    '1 conversations have no source text, so their settings were not looked at; --world gives lore to scripts.',
  );
  expect(await readFile(path.join(dir, 'run/report.html'), 'utf8')).toContain('no model judged');
}, 180_000);

test('without a model conversations are cleaned, and the report says what was not done', async () => {
  const dir = await folder();

  const { code, output } = await enhance(dir, ['--limit', '2']).ended;

  expect(code).toBe(0);
  expect(output).toContain('No model was named: conversations were only cleaned (stage 0).');
  const records = await lines<HerRecord>(dir, 'records.jsonl');
  expect(records).toHaveLength(2);
  for (const record of records) {
    HerRecord.parse(record);
    expect(
      record.conversation[0]!.dialogues.some((turn) => turn.sys_thinking ?? turn.enhanced_standard_format),
    ).toBe(false);
    expect(Object.keys(record.training_samples)).toEqual(['Orla', 'Tamsin']);
  }
  expect((await reportOf(dir)).counts.conversations).toEqual({
    found: 3,
    accepted: 2,
    rejected: 1,
    leftOut: CONVERSATIONS,
  });
}, 120_000);

test('a dry run says the cost and asks nothing', async () => {
  const dir = await folder();
  await using server = await startModelServer((call) => answer(call, 1));

  const { code, output } = await enhance(dir, [
    '--actor-url',
    server.baseUrl,
    '--actor-model',
    'teacher',
    '--dry-run',
  ]).ended;

  expect(code).toBe(0);
  expect(output).toMatch(/About \d+ calls[\s\S]*plans, forward: 90 calls/);
  expect(server.calls).toEqual([]);
}, 120_000);
