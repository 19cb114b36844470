import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RegressionOptions } from '../../../server/lab/regression/command.ts';
import { runRegression } from '../../../server/lab/regression/run-regression.ts';
import type { LabReport } from '../../../server/lab/report/report.ts';
import type { ModelServer } from '../../llm/model-server.ts';
import { persona, writeWorld } from '../../worlds.ts';
import { firstIn, verdictText } from '../judging.ts';
import { answering, labConfig, labFolder, labShell, type Sent, writeScenes } from '../lab-run.ts';

const GOOD =
  '<system_thinking>I need to portray Mara kindly.</system_thinking>Mara: There is a room, and soup.';
const BAD = `${GOOD}\nAsh: I take it.`;
const LEAK = '<system_thinking>P</system_thinking>Mara: As an AI language model I cannot rent rooms.';

const scene = (line: string) => ({
  title: 'Meeting',
  location: 'tavern',
  situation: 'It is late.',
  before: 'A bell was heard.',
  characters: { mara: 'Sell a room.', tom: '' },
  guests: { Ash: 'A traveller.' },
  lines: [
    { who: 'Ash', text: line },
    { who: 'mara', text: '<role_thinking>MARA THINKS</role_thinking>Good evening.' },
    { who: 'tom', text: '<role_thinking>TOM THINKS</role_thinking>Evening.' },
    { who: 'Ash', text: 'And food?' },
    { who: 'mara', text: 'Soup.' },
    { who: 'Environment', text: 'The door slams.' },
    { who: 'mara', text: 'The wind.' },
  ],
});

/** A world with three scenes: nine moments of Mara, three of Tom. */
async function world(profile = 'Mara keeps the inn.'): Promise<string> {
  const dir = await writeWorld({ personas: { mara: persona('Mara', { profile }), tom: persona('Tom') } });
  await writeScenes(dir, { one: scene('A room?'), two: scene('A bed?'), three: scene('A roof?') });
  return dir;
}

const options = (out: string, more: Partial<RegressionOptions> = {}): RegressionOptions => ({
  out,
  concurrency: 4,
  npc: ['mara'],
  samples: 1,
  ...more,
});

/** Plays Mara as her persona says, and Tom always well. */
const actorOf = ({ system }: Sent): string => {
  if (!system.startsWith('You are Mara')) return GOOD.replaceAll('Mara', 'Tom');
  if (system.includes('LEAKS')) return LEAK;
  return system.includes('CHATTERS') ? `${GOOD} And so on, and so on.` : GOOD;
};

const reportIn = async (dir: string): Promise<LabReport> =>
  JSON.parse(await readFile(path.join(dir, 'report.json'), 'utf8'));
const metricOf = ({ metrics }: LabReport, name: string) =>
  metrics.find((metric) => metric.name === name)!.value;

/** Runs a baseline of one world, then another world against it. */
async function compared(
  worlds: [string, string],
  { actor, judge }: { actor: ModelServer; judge?: ModelServer },
  more: Partial<RegressionOptions> = {},
) {
  const [a, b] = [await labFolder(), await labFolder()];
  await runRegression(labShell(), options(a, more), labConfig(worlds[0], { actor }));
  const shell = labShell();
  await runRegression(
    shell,
    options(b, { ...more, against: a }),
    labConfig(worlds[1], { actor, ...(judge && { judge }) }),
  );
  return {
    a,
    b,
    shell,
    report: await reportIn(b),
    page: await readFile(path.join(b, 'report.html'), 'utf8'),
  };
}

/** A judge that dislikes what fits, wherever it stands. */
const disliking = (flaw: RegExp) =>
  answering(({ last }) => {
    const better = flaw.test(firstIn(last)) ? 'cand_2' : 'cand_1';
    const other = better === 'cand_1' ? 'cand_2' : 'cand_1';
    return verdictText(better, { 'In Character': better, 'No Assistant Talk': better, Brevity: other });
  });

test('an edit that makes an NPC worse is called worse, with the setting, the NPC, the dimension and the lines', async () => {
  await using actor = await answering(actorOf);
  await using judge = await disliking(/AI language model/);

  const { shell, report, page } = await compared([await world(), await world('Mara LEAKS.')], {
    actor,
    judge,
  });

  expect(report.title).toBe('Before and after: worse');
  expect(metricOf(report, 'Difference')).toBe(-1);
  expect(shell.said.join('\n')).toContain(
    'After is worse: 0 of 9 moments went to the replies after, 9 to those before; by chance alone so uneven a split comes with a probability of 0.0039.',
  );
  expect(report.tables.find(({ title }) => title === 'What was changed')!.rows).toEqual([
    ['personas.mara', expect.any(String), expect.any(String)],
  ]);
  expect(report.tables.find(({ title }) => title === 'NPCs')!.rows).toEqual([
    ['Mara', 9, 0, 0, 9, 0, '-100 % (-100 % to -100 %)'],
  ]);
  expect(report.tables.find(({ title }) => title === 'Dimensions')!.rows).toEqual([
    ['Overall Quality', 18, 0, 36],
  ]);
  expect(report.examples[0]!.lines.at(-1)).toEqual({
    name: 'Mara, after',
    text: 'As an AI language model I cannot rent rooms.',
  });
  expect(report.examples[0]!.findings).toEqual(['In Character: c', 'No Assistant Talk: c']);
  expect(page).not.toContain('>P<');
  expect(report.judgedBy).toBe('judge-1');
});

test('an edit that reaches too few moments says that nothing could be shown, of all and of the NPC', async () => {
  await using actor = await answering((sent) => (sent.all.includes('A room?') ? actorOf(sent) : GOOD));
  await using judge = await disliking(/AI language model/);

  const { report } = await compared([await world(), await world('Mara LEAKS.')], { actor, judge });

  const tooFew = '3 of 9 moments have replies that differ, and there must be 6 or more';
  expect(report.title).toBe('Before and after: no difference can be shown');
  expect(report.warnings).toContain(
    `No difference can be shown, whatever came: ${tooFew}. Write more scenes.`,
  );
  expect(report.tables.find(({ title }) => title === 'NPCs')!.rows[0]!.at(-1)).toContain(
    `; shows nothing: ${tooFew}`,
  );
});

test('what an edit made better is shown as well, and what differs without being better', async () => {
  await using actor = await answering(actorOf);

  const better = await compared([await world('Mara LEAKS.'), await world()], { actor });
  const alike = await compared([await world(), await world('Mara CHATTERS.')], { actor });

  expect(better.report.title).toBe('Before and after: better');
  expect(better.report.examples[0]!.title).toMatch(/^Better than before: /);
  expect(better.report.examples[0]!.findings.join(' ')).toMatch(/leak\.ai/);
  expect(alike.report.examples.map(({ title }) => title.replace(/:.*/, ''))).toEqual(
    Array(4).fill('Neither is better'),
  );
});

test('without a judge the measurable checks find it, and the report says that no model judged', async () => {
  await using actor = await answering(actorOf);

  const { report, page } = await compared([await world(), await world('Mara LEAKS.')], { actor });

  expect(report.title).toBe('Before and after: worse');
  expect(report.isModelJudge).toBe(false);
  expect(report.warnings.join(' ')).toContain('No model judged');
  expect(page).toContain('no model judged');
  expect(report.examples[0]!.findings.join(' ')).toMatch(/leak\.ai .*"language model"/);
});

test('replies are asked for as in the game: what the others think is not told, what happened before is', async () => {
  await using actor = await answering(actorOf);

  await runRegression(
    labShell(),
    options(await labFolder(), { npc: [] }),
    labConfig(await world(), { actor }),
  );

  const prompts = actor.calls.map(({ body }) =>
    (body.messages as { content: string }[]).map(({ content }) => content),
  );
  expect(prompts).toHaveLength(12);
  for (const messages of prompts) {
    const [self, other] = messages[0]!.startsWith('You are Mara') ? ['MARA', 'TOM'] : ['TOM', 'MARA'];
    expect(messages.join('\n')).not.toContain(`${other} THINKS`);
    expect(messages[0]).toContain('It is late.');
    expect(messages[0]).toContain('A bell was heard.');
    if (self === 'MARA') expect(messages[0]).toContain('===Your Inner Thoughts===\nSell a room.');
  }
  expect(prompts.filter((messages) => messages.join('\n').includes('MARA THINKS'))).toHaveLength(6);
});

test('an edit that reaches no reply is a tie that nobody is asked about', async () => {
  await using actor = await answering(actorOf);
  await using judge = await disliking(/x/);

  const { report } = await compared([await world(), await world('Mara keeps another inn.')], {
    actor,
    judge,
  });

  expect(report.title).toBe('Before and after: no difference can be shown');
  expect(report.warnings).toContain(
    'All replies are word for word the same: nothing that was changed reaches the NPCs.',
  );
  expect(judge.calls).toHaveLength(0);
});

test('a judge that goes by the order is exposed, and its verdicts are ties', async () => {
  await using actor = await answering(actorOf);
  await using judge = await answering(() => verdictText('cand_1', { A: 'cand_1', B: 'cand_1', C: 'cand_1' }));

  const { report } = await compared([await world(), await world('Mara CHATTERS.')], { actor, judge });

  expect(report.title).toBe('Before and after: no difference can be shown');
  expect(metricOf(report, 'Flips of the judge')).toBe(1);
  expect(report.warnings.join('\n')).toMatch(
    /Unfit: 100 %[\s\S]*Position bias: the first candidate won 100 %/,
  );
});

test('a judge that answers prose is asked twice, and never scored', async () => {
  await using actor = await answering(actorOf);
  await using judge = await answering(() => 'Both are lovely.');

  const { report, shell } = await compared([await world(), await world('Mara CHATTERS.')], { actor, judge });

  expect(judge.calls).toHaveLength(9 * 2 * 2);
  expect(metricOf(report, 'Difference')).toBeNull();
  expect(report.warnings.join('\n')).toContain('9 of 9 cases have no verdict and are not scored');
  expect(shell.said).toContain('No difference can be shown: nothing could be judged.');
});

test('a model that dies in the middle is paid for once: the same command goes on', async () => {
  let left = 5;
  await using actor = await answering((sent) => {
    left -= 1;
    if (left < 0) throw new Error('dead');
    return actorOf(sent);
  });
  const [out, dir] = [await labFolder(), await world()];
  const run = () => runRegression(labShell(), options(out, { concurrency: 1 }), labConfig(dir, { actor }));

  await expect(run()).rejects.toThrow(/5 calls were made and are kept in .*Run the same command again/s);
  left = 100;
  await run();

  expect(left).toBe(100 - 4);
  expect(JSON.parse(await readFile(path.join(out, 'replies.json'), 'utf8')).moments).toHaveLength(9);
});

test('a folder without a whole baseline, another scene, an unknown NPC: each is said, with what to do', async () => {
  await using actor = await answering(actorOf);
  const [a, b, dir] = [await labFolder(), await labFolder(), await world()];
  const config = labConfig(dir, { actor });
  const against = (out: string) => runRegression(labShell(), options(out, { against: a }), config);

  await expect(against(b)).rejects.toThrow(/replies\.json cannot be read.*eval regression --out/s);
  await runRegression(labShell(), options(a), config);
  await writeFile(
    path.join(a, 'replies.json'),
    (await readFile(path.join(a, 'replies.json'))).subarray(0, 900),
  );
  await expect(against(b)).rejects.toThrow(/replies\.json is no JSON/);
  await writeFile(path.join(a, 'replies.json'), '{"kind": "soak"}');
  await expect(against(b)).rejects.toThrow(/holds no replies of eval regression/);
  await expect(runRegression(labShell(), options(b, { npc: ['marra'] }), config)).rejects.toThrow(
    /--npc: expected one of the persona files.*"marra"/s,
  );
  await runRegression(labShell(), options(a), config);
  await writeScenes(dir, { one: scene('X?'), two: scene('Y?'), three: scene('Z?') });
  await expect(against(b)).rejects.toThrow(/nothing can be compared/);
});

test('the cost is said before anything is asked', async () => {
  await using actor = await answering(actorOf);
  const shell = labShell();

  await runRegression(
    shell,
    options(path.join(await labFolder(), 'none'), { dryRun: true, samples: 2 }),
    labConfig(await world(), { actor }),
  );

  expect(shell.said.join('\n')).toMatch(/About 18 calls[\s\S]*Nothing was asked/);
  expect(actor.calls).toHaveLength(0);
});

test('what an NPC writes for somebody else is cut off, as in the game: it changes nothing', async () => {
  await using actor = await answering(({ system }) => (system.includes('LEAKS') ? BAD : GOOD));

  const { a, b, report } = await compared([await world(), await world('Mara LEAKS.')], { actor });

  const spansIn = async (dir: string) =>
    JSON.parse(await readFile(path.join(dir, 'replies.json'), 'utf8')).moments[0].replies[0].spans;
  expect(await spansIn(b)).toEqual(await spansIn(a));
  expect(report.title).toBe('Before and after: no difference can be shown');
});
