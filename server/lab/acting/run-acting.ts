import type { Config } from '../../../schemas/config.ts';
import { countTokens } from '../../llm/tokens.ts';
import { loadContent } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import type { Planned } from '../calls/estimate.ts';
import { actorOf, judgeOf, labelOf } from '../calls/models.ts';
import { fileNameOf } from '../calls/run.ts';
import { session } from '../calls/session.ts';
import { tellMetrics, writeReport } from '../report/write-report.ts';
import { readScenes } from '../scenes.ts';
import type { Shell } from '../shell.ts';
import { type Circumstance, readCircumstances } from './circumstance.ts';
import type { ActingCommandOptions } from './command.ts';
import { circumstanceOfScene } from './from-scene.ts';
import { type CaseScore, type FlawFinder, modelFlaws, scoreCase } from './judge.ts';
import { actorPrompt } from './prompts.ts';
import { actingReport } from './report.ts';
import { type ActingOptions, givenRoundsOf, nextGiven, type Simulation, simulate } from './simulate.ts';
import { measuredFlaws } from './stand-in.ts';

/** A scene as it was acted and judged. */
export type ActedCase = { scene: Circumstance; repeat: number; simulation: Simulation; score: CaseScore };

/** CoSER's actors are held short; HER's have room for a plan. */
const SAMPLING = {
  her: { temperature: 0.7, maxTokens: 4096 },
  coser: { temperature: 0, maxTokens: 512 },
} as const;

/** Does `eval acting`: `cases/<id>.json` per scene, `report.json` and `report.html` in the run's folder. */
export async function runActing(
  shell: Shell,
  files: readonly string[],
  options: ActingCommandOptions,
  config: Config,
): Promise<void> {
  const leftOut: string[] = [];
  const all = await scenesOf(files, options.world ?? config.WORLD, (problem) => leftOut.push(problem));
  if (leftOut.length > 0) shell.tell(`Left out, since they cannot be read:\n${leftOut.join('\n')}`);
  const scenes = all.slice(0, options.limit);
  const actor = actorOf(config);
  const judge = judgeOf(config);
  const { rounds, continueFrom, protocol, history, repeats } = options;
  const isModelFixed = (options.actorUrl ?? options.actorModel) !== undefined;
  const acting = {
    rounds,
    continueFrom,
    protocol,
    history,
    ...SAMPLING[protocol],
    ...(isModelFixed && { isModelFixed }),
  };
  const hasThoughts = protocol === 'her' && !options.removeThoughts;
  const settings = {
    command: 'eval acting',
    scenes: keyOf(scenes),
    actor: labelOf(actor),
    judge: labelOf(judge),
    ...acting,
    repeats,
    hasThoughts,
  };
  await session(
    shell,
    {
      ...options,
      settings,
      planned: planned(scenes, acting, repeats, judge !== undefined),
    },
    async ({ run, ask, each }) => {
      const players = { actor: ask(actor), ...(judge && { director: ask(judge) }) };
      const finder: FlawFinder = players.director
        ? modelFlaws(players.director, { hasThoughts })
        : measuredFlaws();
      const work = scenes.flatMap((scene) =>
        Array.from({ length: repeats }, (_, repeat) => ({ scene, repeat })),
      );
      const act = async ({ scene, repeat }: (typeof work)[number]): Promise<ActedCase> => {
        const simulation = await simulate(scene, players, { ...acting, repeat });
        const score = await scoreCase(scene, simulation, finder, protocol);
        await run.writeJson(`cases/${fileNameOf(scene.id)}-${repeat}.json`, {
          ...recordOf(simulation),
          score,
        });
        return { scene, repeat, simulation, score };
      };
      const cases = await each('acting', work, act, ({ scene }) => scene.id);
      const report = actingReport(cases, { settings, runHash: run.hash, finder, leftOut });
      tellMetrics(shell, report);
      await writeReport(shell, run, report);
    },
  );
}

async function scenesOf(
  files: readonly string[],
  world: string,
  onProblem: (problem: string) => void,
): Promise<Circumstance[]> {
  if (files.length === 0) {
    const content = await loadContent(world);
    return (await readScenes(content)).map((scene) => circumstanceOfScene(scene, content));
  }
  return readCircumstances(files, onProblem);
}

/** The result in HER's form: `{sample_id, dialogue: {role, content, round}[], metadata, status}`; what was chosen has the role `NSP`. */
const recordOf = ({ id, turns, choices, ended }: Simulation) => ({
  sample_id: id,
  dialogue: turns.flatMap(({ name, raw, round }) => [
    { role: name, content: raw, round },
    ...choices
      .filter((choice) => choice.round === round)
      .map(({ answer, next }) => ({ role: 'NSP', content: answer, next, round })),
  ]),
  metadata: { ended, given: turns.filter(({ isGiven }) => isGiven).map(({ round }) => round) },
  status: 'finished',
});

/** As if no scene ended before its last round; a prompt holds half of the rounds, taken together. */
function planned(
  scenes: readonly Circumstance[],
  { rounds, maxTokens, protocol, continueFrom }: Omit<ActingOptions, 'repeat'>,
  repeats: number,
  isJudged: boolean,
): Planned[] {
  const sceneTokens = scenes.map((scene) => countTokens(actorPrompt(scene, scene.speakers[0]!, protocol)));
  const system = sceneTokens.reduce((sum, tokens) => sum + tokens, 0) / scenes.length;
  const reply = Math.min(maxTokens, TYPICAL_REPLY[protocol]);
  const talk = (rounds * reply) / 2;
  const given = scenes.map((scene) => givenRoundsOf(scene, { rounds, continueFrom }, isJudged));
  const acted: Planned = {
    purpose: isJudged ? 'actors and environment' : 'actors',
    calls: repeats * given.reduce((sum, lines) => sum + rounds - lines, 0),
    promptTokens: system + talk,
    completionTokens: reply,
  };
  if (!isJudged) return [acted];
  return [
    acted,
    {
      purpose: 'next speakers',
      calls: repeats * scenes.reduce((sum, scene, index) => sum + choicesIn(scene, rounds, given[index]!), 0),
      promptTokens: system / 2 + talk,
      completionTokens: 60,
    },
    {
      purpose: 'judge, four dimensions',
      calls: scenes.length * repeats * 4,
      promptTokens: 2 * system + 2 * talk,
      completionTokens: 600,
    },
  ];
}

/** Nobody is chosen for the first round, nor for one that the original is known to go on with. */
const choicesIn = (scene: Circumstance, rounds: number, givenRounds: number): number =>
  Array.from({ length: rounds - 1 }, (_, round) => nextGiven(scene, round, givenRounds, true)).filter(
    (next) => next === undefined,
  ).length;

/** Tokens of a turn as they come, not at most: HER's plans have about 580. */
const TYPICAL_REPLY = { her: 800, coser: 100 } as const;
