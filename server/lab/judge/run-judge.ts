import type { Config } from '../../../schemas/config.ts';
import { countTokens } from '../../llm/tokens.ts';
import { loadContent } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import { judgeOf, labelOf } from '../calls/models.ts';
import { session } from '../calls/session.ts';
import { readPrinciples, starterPrinciples } from '../principles/packs.ts';
import { writeReport } from '../report/write-report.ts';
import type { Shell } from '../shell.ts';
import { mean } from '../stats.ts';
import { reportOn } from './bias.ts';
import type { JudgeCommandOptions } from './command.ts';
import { modelJudge, VERDICT_TOKENS } from './model-judge.ts';
import { readPairs } from './pairs.ts';
import { judgePrompt } from './prompt.ts';
import { judgeReport } from './report.ts';
import { standInJudge } from './stand-in.ts';

/** Does `judge`: `verdicts.jsonl`, `report.json` and `report.html` in the run's folder. */
export async function runJudge(
  shell: Shell,
  file: string,
  options: JudgeCommandOptions,
  config: Config,
): Promise<void> {
  const pairs = await readPairs(file);
  const principles = (await principlesOf(options.world)).of(options.npc ?? '');
  const tasks = pairs.map(({ task }) => ({ ...task, principles }));
  const named = judgeOf(config);
  const settings = {
    command: 'judge',
    pairs: keyOf(pairs.map(({ task }) => task)),
    principles: keyOf(principles),
    judge: labelOf(named),
  };
  const prompt = named
    ? mean(measured(tasks).map((task) => countTokens(judgePrompt(task, principles, false)[0]!.content)))
    : 0;
  const calls = named ? tasks.length * 2 : 0;
  const planned = [
    { purpose: 'judge, both orders', calls, promptTokens: prompt, completionTokens: VERDICT_TOKENS / 2 },
  ];
  await session(shell, { ...options, settings, planned }, async ({ run, ask, each }) => {
    const judge = named ? modelJudge(ask(named)) : standInJudge();
    const judged = await each(
      'judging',
      tasks,
      (task) => judge.judge(task),
      ({ id }) => id,
    );
    const found = reportOn(judged, new Map(tasks.map((task) => [task.id, task])), judge);
    const report = judgeReport(found, judged, pairs, { settings, runHash: run.hash });
    await run.writeRows('verdicts.jsonl', judged);
    const { candidate1, candidate2, ties } = found.wins;
    shell.tell(
      `Of ${found.cases} pairs the first was better in ${candidate1}, the second in ${candidate2}; ${ties} ties.`,
    );
    await writeReport(shell, run, report);
  });
}

/** Prompts that are counted for the estimate, at most. */
const MEASURED = 100;

/** Some of all, evenly. */
const measured = <T>(all: readonly T[]): T[] =>
  all.filter((_, index) => index % Math.ceil(all.length / MEASURED) === 0);

async function principlesOf(world: string | undefined) {
  if (world === undefined) return starterPrinciples;
  const { dir, personas } = await loadContent(world);
  return readPrinciples(dir, [...personas.keys()]);
}
