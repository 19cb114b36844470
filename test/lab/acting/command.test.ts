import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabReport } from '../../../server/lab/report/report.ts';
import { type ModelCall, startModelServer } from '../../llm/model-server.ts';
import { folder, lab } from '../shell.ts';
import { circumstances, scene } from './salt.ts';

type Sent = { role: string; content: string }[];
const sentIn = ({ body }: ModelCall): Sent => body.messages as Sent;
const systemOf = (call: ModelCall): string => sentIn(call)[0]!.content;
const isActor = (call: ModelCall): boolean => /^You are \w+ from /.test(systemOf(call));
const nameOf = (call: ModelCall): string => /^You are (\w+) /.exec(systemOf(call))![1]!;

function answer(call: ModelCall, text: string): void {
  call.text(text);
  call.finish();
  call.end();
}

const reportIn = async (out: string): Promise<LabReport> =>
  JSON.parse(await readFile(path.join(out, 'report.json'), 'utf8'));

/** What each of Orla's turns has wrong; Tamsin's have nothing. */
const FLAWED = [
  { text: 'Orla: As an AI language model, I cannot say.', principle: 'Meta Leak' },
  { text: 'Orla: Sit down.\nTamsin: I took the page, I admit it.', principle: 'Speaks for Others' },
  {
    text: 'Orla: The ledger lies. The ledger lies. The ledger lies. The ledger lies. The ledger lies. The ledger lies. The ledger lies.',
    principle: 'Repetition',
  },
  {
    text: 'Orla: Mir ist das Buch seit gestern Abend abhanden gekommen, und ich suche es überall.',
    principle: 'Mixed Language',
  },
  {
    text: 'Orla: <role_action>nods</role_action><role_action>sighs</role_action> Well.',
    principle: 'Broken Format',
  },
];
const CLEAN = [
  'You are up late, Keeper. Counting ghosts?',
  'The tide was high at the Teeth when I came in.',
  'I have never seen the inside of that book.',
  'Ask the harbour master who was out that night.',
  'There is fog enough for everybody here.',
  'My boots are full of water, if you must know.',
];

/** Without a director the two take turns; each turn is known by how much its actor has heard. */
function flawedActor(call: ModelCall): void {
  const name = nameOf(call);
  const turn = sentIn(call).filter(({ role }) => role === 'assistant').length;
  answer(
    call,
    name === 'Orla'
      ? (FLAWED[turn]?.text ?? 'Orla: Good night.')
      : `Tamsin: ${CLEAN[turn] ?? 'Good night, then.'}`,
  );
}

test('flaws seeded into an actor are each found and told, and nothing of who is sound', async () => {
  const dir = await folder();
  await using server = await startModelServer(flawedActor);
  const out = path.join(dir, 'run');

  const said = await lab([
    'eval',
    'acting',
    await circumstances(dir, 1),
    '--out',
    out,
    '--rounds',
    '12',
    '--actor-url',
    server.baseUrl,
    '--actor-model',
    'flawed',
  ]);

  const report = await reportIn(out);
  expect(report).toMatchObject({ kind: 'acting', isModelJudge: false });
  expect(report.warnings.join('\n')).toContain('No model judged');
  const found = report.examples.flatMap(({ findings }) => findings).join('\n');
  for (const { principle } of FLAWED) expect(found).toContain(`${principle} (severity`);
  expect(found).toMatch(/Orla, round \d+/);
  expect(found).not.toMatch(/Tamsin, round/);
  expect(report.metrics.find(({ name }) => name === 'Storyline Consistency')?.value).toBeNull();
  expect(said).toContain('The report: ');
  const page = await readFile(path.join(out, 'report.html'), 'utf8');
  expect(page).toContain('no model judged');
  expect(page).not.toContain('<script');
});

/** A director that alternates, and a judge that counts what it is told to. */
const judged = (flaws: Record<string, string>) => (call: ModelCall) => {
  const system = systemOf(call);
  if (isActor(call))
    return answer(
      call,
      `<system_thinking>plan</system_thinking>${nameOf(call)}: Line ${sentIn(call).length}.`,
    );
  if (system.startsWith('You watch')) {
    const last = sentIn(call).at(-1)!.content;
    return answer(call, `Reasoning: so.\nNext Speaker: ${last.startsWith('Orla') ? 'Tamsin' : 'Orla'}`);
  }
  const dimension = /in one respect: ([\w ]+), that is/.exec(system)![1]!;
  return answer(call, flaws[dimension] ?? JSON.stringify({ [dimension]: { flaws: [] } }));
};

test('a judging model is asked in four dimensions; prose is counted apart and never scored', async () => {
  const dir = await folder();
  const severe = JSON.stringify({
    Anthropomorphism: {
      flaws: [
        { instance: 'Line 2', type: 'Emotional Depth', severity: 5 },
        { instance: 'x', type: 'y' },
      ],
    },
  });
  await using server = await startModelServer(
    judged({ Anthropomorphism: severe, 'Storyline Quality': 'It is fine, 80 points.' }),
  );
  const out = path.join(dir, 'run');

  await lab(['eval', 'acting', await circumstances(dir, 2), '--out', out, '--rounds', '4'], {
    LLM_BASE_URL: server.baseUrl,
    LLM_MODEL: 'actor',
    JUDGE_BASE_URL: server.baseUrl,
    JUDGE_MODEL: 'judge',
  });

  const report = await reportIn(out);
  const value = (name: string) => report.metrics.find((metric) => metric.name === name)!.value;
  // 100 - 5 * (5 - 0.3 * 4)
  expect(value('Anthropomorphism')).toBeCloseTo(81, 10);
  expect(value('Character Fidelity')).toBe(100);
  expect(value('Storyline Quality')).toBeNull();
  expect(value('Average')).toBeCloseTo((81 + 100 + 100) / 3, 10);
  expect(report.warnings.join('\n')).toMatch(/2 of 8 verdicts are missing and never scored: no JSON/);
  const judgedTexts = server.calls.filter((call) => systemOf(call).startsWith('You are a critic'));
  expect(judgedTexts.some((call) => JSON.stringify(call.body).includes('plan</system'))).toBe(false);
  expect(judgedTexts.every((call) => call.body.temperature === 0)).toBe(true);
});

test('a model that dies in the middle: what was paid for is kept, and the same command goes on without paying twice', async () => {
  const dir = await folder();
  let isDead = true;
  const play = judged({});
  await using server = await startModelServer((call) =>
    isDead && call.index >= 7 ? call.refuse(401, 'the key has run out') : play(call),
  );
  const args = [
    'eval',
    'acting',
    await circumstances(dir, 3),
    '--out',
    path.join(dir, 'run'),
    '--rounds',
    '4',
    '--concurrency',
    '2',
  ];
  const at = {
    LLM_BASE_URL: server.baseUrl,
    LLM_MODEL: 'actor',
    JUDGE_BASE_URL: server.baseUrl,
    JUDGE_MODEL: 'judge',
  };

  await expect(lab(args, at)).rejects.toThrow(
    /refused the key[\s\S]*7 calls were made and are kept[\s\S]*Run the same command again/,
  );
  isDead = false;
  const said = await lab(args, at);

  expect(said).toContain('7 answers are there already');
  const asked = server.calls
    .filter((_, index) => index < 7)
    .concat(server.calls.filter(({ index }) => index >= 7))
    .map(({ body }) => JSON.stringify(body));
  const answered = new Set(asked.slice(0, 7));
  expect(asked.slice(7).filter((body) => answered.has(body))).toEqual([]);
  expect(await lab(args, at)).toMatch(/^0 calls were made/m);
});

test.each([
  ['with thoughts, in brackets', [], '[SECRET]'],
  ['without thoughts', ['--remove-thoughts'], undefined],
])('the judge gets the original as it gets the scene: %s', async (_, more, thought) => {
  const dir = await folder();
  const file = path.join(dir, 'her.json');
  const message = '<role_thinking>SECRET</role_thinking><role_action>nods</role_action>You are up late.';
  await writeFile(file, JSON.stringify([{ ...scene(0), dialogues: [{ character: 'Tamsin', message }] }]));
  await using server = await startModelServer(judged({}));

  await lab(['eval', 'acting', file, '--out', path.join(dir, 'run'), '--rounds', '2', ...more], {
    LLM_BASE_URL: server.baseUrl,
    LLM_MODEL: 'actor',
    JUDGE_BASE_URL: server.baseUrl,
    JUDGE_MODEL: 'judge',
  });

  const asked = server.calls.map(systemOf).filter((system) => system.startsWith('You are a critic'));
  expect(asked).toHaveLength(4);
  for (const system of asked)
    expect(system).toContain(`Tamsin: ${thought === undefined ? '' : `${thought} `}(nods) You are up late.`);
});

test('the judge is told which turns are the original’s', async () => {
  const dir = await folder();
  await using server = await startModelServer(judged({}));
  const args = ['--out', path.join(dir, 'run'), '--rounds', '3', '--continue-from', '1'];

  await lab(['eval', 'acting', await circumstances(dir, 1), ...args], {
    LLM_BASE_URL: server.baseUrl,
    LLM_MODEL: 'actor',
    JUDGE_BASE_URL: server.baseUrl,
    JUDGE_MODEL: 'judge',
  });

  const asked = server.calls.map(systemOf).filter((system) => system.startsWith('You are a critic'));
  expect(asked).toHaveLength(4);
  for (const system of asked) expect(system).toContain("The first turn is the original's own");
});

test('Ravenmoor’s own scenes are acted by the built-in model, without a network', async () => {
  const out = path.join(await folder(), 'run');

  const said = await lab(['eval', 'acting', '--out', out, '--rounds', '2']);

  expect(said).toMatch(/Average: \d+/);
  const report = await reportIn(out);
  expect(report.tables[0]!.rows).toHaveLength(9);
});

test('a run of other settings is refused, a wrong file is named', async () => {
  const dir = await folder();
  const out = path.join(dir, 'run');
  const file = await circumstances(dir, 1);
  await lab(['eval', 'acting', file, '--out', out, '--rounds', '2']);

  await expect(lab(['eval', 'acting', file, '--out', out, '--rounds', '3'])).rejects.toThrow(
    /rounds: 2 there, 3 now/,
  );
  await expect(lab(['eval', 'acting', path.join(dir, 'none.json'), '--out', out])).rejects.toThrow(
    /none\.json cannot be read/,
  );
});
