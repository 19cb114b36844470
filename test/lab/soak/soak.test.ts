import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LabReport } from '../../../server/lab/report/report.ts';
import type { SoakOptions } from '../../../server/lab/soak/command.ts';
import { DIMENSIONS } from '../../../server/lab/soak/dimensions.ts';
import { runSoak } from '../../../server/lab/soak/run-soak.ts';
import { persona, writeWorld } from '../../worlds.ts';
import { answering, labConfig, labFolder, labShell, type Sent, writeScenes } from '../lab-run.ts';

const options = (out: string, more: Partial<SoakOptions> = {}): SoakOptions => ({
  out,
  concurrency: 4,
  npc: ['mara'],
  turns: 40,
  runs: 2,
  simulator: 'actor',
  ...more,
});
const world = () =>
  writeWorld({
    personas: { mara: persona('Mara', { profile: 'Mara keeps the inn.' }), tom: persona('Tom') },
  });

/** Plays the player, counting, and Mara by the number of the player's line. */
const playing =
  (mara: (turn: number) => string) =>
  ({ system, all, last }: Sent): string => {
    if (system.startsWith('You play Ash')) {
      const seen = Number(/Reply (\d+)/.exec(last)?.[1] ?? 0);
      return `Ash: Line ${seen + 1}.\nMara: I am not asked.`;
    }
    const turn = Number(/Ash: Line (\d+)\./.exec(last)?.[1]);
    return `<system_thinking>PLAN</system_thinking>Mara: <role_thinking>SECRET</role_thinking>${mara(turn)}`.replace(
      '{all}',
      all,
    );
  };
const sound = (turn: number): string =>
  `Reply ${turn}, ${'abcdefghij'[turn % 10]}${turn * 7919} of its kind.`;

const reportIn = async (dir: string): Promise<LabReport> =>
  JSON.parse(await readFile(path.join(dir, 'report.json'), 'utf8'));
const metricOf = ({ metrics }: LabReport, name: string) => metrics.find((metric) => metric.name === name)!;
const scored = (score: number, what?: string) =>
  JSON.stringify(
    Object.fromEntries(
      DIMENSIONS.map((dimension) => [
        dimension,
        dimension === 'Logic' && what ? { score, flaws: [{ turn: 25, what }] } : { score: 100, flaws: [] },
      ]),
    ),
  );

test('an NPC that forgets who it is after the twentieth turn gets worse, and the report says when and where', async () => {
  await using actor = await answering(
    playing((turn) => (turn > 20 ? `Reply ${turn}, I am Tom.` : sound(turn))),
  );
  await using judge = await answering(({ last }) =>
    last.split('===To be judged===')[1]!.includes('I am Tom')
      ? scored(40, 'says that she is Tom')
      : scored(100),
  );
  const [out, shell] = [await labFolder(), labShell()];

  await runSoak(shell, [], options(out), labConfig(await world(), { actor, judge }));

  const report = await reportIn(out);
  // Logic 100, 40: mean 70; Worlds (100 + 70 + 100) / 3 = 90; overall 45 + 25 + 25
  expect(metricOf(report, 'Logic').value).toBeCloseTo(70, 10);
  expect(metricOf(report, 'Worlds').value).toBeCloseTo(90, 10);
  expect(metricOf(report, 'Overall')).toMatchObject({ value: 95, low: 95, high: 95 });
  // Worlds falls from 100 to 80, and counts half.
  expect(metricOf(report, 'Change as it goes on').value).toBeCloseTo(-10, 10);
  expect(shell.said).toContain('It gets worse as it goes on: 10.0 points behind the first stretch.');
  const lines = report.charts.find(({ kind }) => kind === 'lines')!;
  expect(lines.series[0]!.points.map(({ label, value }) => [label, Math.round(value)])).toEqual([
    ['1–20', 100],
    ['21–40', 90],
  ]);
  expect(report.examples[0]).toEqual({
    title: 'Logic: mara, run 1, turn 25',
    lines: [
      { name: 'Ash', text: 'Line 25.' },
      { name: 'Mara', text: '<role_thinking>SECRET</role_thinking>Reply 25, I am Tom.' },
    ],
    findings: ['says that she is Tom'],
  });
  expect(report.judgedBy).toBe('judge-1');
  // Two talks of 40 lines of player and NPC each; their stretches are word for word the same, so two are judged.
  expect([judge.calls.length, actor.calls.length]).toEqual([2, 160]);
  for (const { body } of [...judge.calls, ...actor.calls]) {
    const text = JSON.stringify(body);
    if (text.includes('You play Ash')) expect(text).not.toContain('SECRET');
    expect(text).not.toContain('>PLAN<');
  }
});

test.each([
  ['speaks for the player', 'Interaction', (turn: number) => `${sound(turn)}\nAsh: I will stay, then.`],
  ['falls silent', 'Interaction', (turn: number) => (turn > 20 ? '' : sound(turn))],
  [
    'writes what nobody can read',
    'Basics',
    (turn: number) => `Reply ${turn}. The cafÃ© is cold in Ã©tÃ©, ${turn}.`,
  ],
  ['breaks its part', 'Basics', (turn: number) => `Reply ${turn}. As an AI language model I have no inn.`],
  [
    'says the same again and again',
    'Diversity',
    (turn: number) => `The kettle is on and the fire is warm, so sit down by it. Reply ${turn}.`,
  ],
  [
    'goes on and on',
    'Content Logic',
    (turn: number) =>
      `Reply ${turn}. ${Array.from({ length: 230 }, (_, n) => `w${turn * 1000 + n}`).join(' ')}`,
  ],
  [
    'narrates itself',
    'Logic',
    (turn: number) => `<role_action>she nods to ${turn}</role_action>${sound(turn)}`,
  ],
])('without a judge: an NPC that %s loses points in %s', async (_, dimension, mara) => {
  await using actor = await answering(playing(mara));
  const out = await labFolder();

  await runSoak(labShell(), [], options(out, { runs: 1, turns: 24 }), labConfig(await world(), { actor }));

  const report = await reportIn(out);
  const lost = DIMENSIONS.filter((name) => (metricOf(report, name).value ?? 100) < 90);
  expect(lost).toContain(dimension);
  expect(report.examples.map(({ title }) => title).join('\n')).toContain(`${dimension}: mara, run 1, turn `);
  expect(report.isModelJudge).toBe(false);
  expect(report.warnings[0]).toMatch(/^No model judged/);
  expect(metricOf(report, 'Knowledge').value).toBeNull();
});

test('without a judge: an NPC without measurable flaws keeps its points', async () => {
  await using actor = await answering(playing(sound));
  const out = await labFolder();

  await runSoak(labShell(), [], options(out, { runs: 1 }), labConfig(await world(), { actor }));

  const report = await reportIn(out);
  for (const name of ['Basics', 'Logic', 'Interaction', 'Content Logic'])
    expect(metricOf(report, name).value, name).toBe(100);
});

test('a judge that answers prose is asked twice, and its stretches have no score', async () => {
  await using actor = await answering(playing(sound));
  await using judge = await answering(() => 'A fine talk, 85 points.');
  const out = await labFolder();

  await runSoak(labShell(), [], options(out, { runs: 1 }), labConfig(await world(), { actor, judge }));

  const report = await reportIn(out);
  expect(judge.calls).toHaveLength(4);
  expect(metricOf(report, 'Overall').value).toBeNull();
  expect(report.warnings).toContain(
    '2 of 2 stretches have no verdict and are not scored: no JSON stands in it.',
  );
});

test('wherever the model dies, the same command goes on, and all is paid for once', async () => {
  const dir = await world();
  let left = 0;
  let paid = 0;
  await using actor = await answering((sent) => {
    left -= 1;
    if (left < 0) throw new Error('dead');
    paid += 1;
    return playing(sound)(sent);
  });
  const out = await labFolder();
  const run = () =>
    runSoak(labShell(), [], options(out, { turns: 6, concurrency: 2 }), labConfig(dir, { actor }));

  for (const calls of [1, 2, 5, 7]) {
    left = calls;
    await expect(run()).rejects.toThrow(/Run the same command again/);
  }
  left = 1000;
  await run();

  // Two talks of six turns of two calls.
  expect(paid).toBe(24);
  expect(await readdir(path.join(out, 'talks'))).toHaveLength(2);
});

test('Ctrl+C ends it, keeps what was paid for, and says how to go on', async () => {
  const shell = labShell();
  let paid = 0;
  await using actor = await answering((sent) => {
    paid += 1;
    if (paid === 5) shell.end();
    return playing(sound)(sent);
  });
  const [out, dir] = [await labFolder(), await world()];
  const run = (by: ReturnType<typeof labShell>) =>
    runSoak(by, [], options(out, { turns: 6, runs: 1 }), labConfig(dir, { actor }));

  await expect(run(shell)).rejects.toThrow(/Run the same command again/);
  await run(labShell());

  // The fifth answer had not come when it was ended.
  expect(paid).toBe(12 + 1);
});

test('other settings are not mixed with these', async () => {
  await using actor = await answering(playing(sound));
  const [out, dir] = [await labFolder(), await world()];
  await runSoak(labShell(), [], options(out, { turns: 2 }), labConfig(dir, { actor }));

  await expect(
    runSoak(labShell(), [], options(out, { turns: 3 }), labConfig(dir, { actor })),
  ).rejects.toThrow(/turns: 2 there, 3 now/);
});

test('the bench’s own seeds are talked from, and its own form comes out', async () => {
  await using actor = await answering(({ system }) =>
    system.startsWith('You play') ? 'Ash: And then?' : '林月: 夜深了。',
  );
  const [out, folder] = [await labFolder(), await labFolder()];
  const file = path.join(folder, 'seeds.jsonl');
  const seed = {
    id: 7,
    ai_name: '林月',
    ai_setting: '林月是一位守夜人，沉默寡言，住在山上的小屋里。',
    user_name: '旅人',
    user_setting: '一个迷路的旅人。',
    ai_prologue: '（提灯）谁在那里？',
    initial_user_input: '我迷路了。',
  };
  await writeFile(file, `${JSON.stringify(seed)}\n\n`);

  await runSoak(labShell(), [file], options(out, { runs: 1, turns: 2 }), labConfig(await world(), { actor }));

  const dialogue = JSON.parse(await readFile(path.join(out, 'dialogues.jsonl'), 'utf8'));
  expect(dialogue).toMatchObject({ seed_id: '7', model_name: 'actor-1', run_id: 0, num_turns: 2 });
  expect(JSON.parse(dialogue.dialogue)).toEqual([
    { role: 'assistant', name: '林月', content: '<role_action>提灯</role_action>谁在那里？' },
    { role: 'user', name: '旅人', content: '我迷路了。' },
    { role: 'assistant', name: '林月', content: '夜深了。' },
    { role: 'user', name: '旅人', content: expect.any(String) },
    { role: 'assistant', name: '林月', content: '夜深了。' },
  ]);
  const prompt = JSON.stringify(actor.calls[0]!.body);
  for (const text of [seed.ai_setting, seed.user_setting, '谁在那里', '我迷路了', '林月 speaks Chinese'])
    expect(prompt).toContain(text);
});

test('without any model it runs to its end, from NPCs and scenes, and says what it is', async () => {
  const dir = await world();
  await writeScenes(dir, {
    night: {
      title: 'Night',
      location: 'tavern',
      situation: 'It is late.',
      characters: { mara: '', tom: '' },
      guests: { Birch: 'A child.' },
      lines: [
        { who: 'Birch', text: 'Is anybody up?' },
        { who: 'mara', text: 'I am.' },
      ],
    },
  });
  const [out, shell] = [await labFolder(), labShell()];

  await runSoak(shell, [], options(out, { npc: [], scenes: true, runs: 2, turns: 21 }), labConfig(dir, {}));

  const report = await reportIn(out);
  expect(report.tables[0]!.rows.map(([seed]) => seed).toSorted()).toEqual(
    ['mara', 'tom', 'night-mara', 'night-tom'].flatMap((id) => [id, id]).toSorted(),
  );
  expect(metricOf(report, 'Overall').value).toBeGreaterThan(0);
  expect(report.warnings.join('\n')).toMatch(/No model judged[\s\S]*read from a script/);
  const talks = await readFile(path.join(out, 'dialogues.jsonl'), 'utf8');
  expect(talks).toContain('Is anybody up?');
});
