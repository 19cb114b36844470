import type { Config } from '../../../schemas/config.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import type { Span } from '../../../schemas/layers.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import { composePrompt } from '../../her/prompt.ts';
import { countTokens } from '../../llm/tokens.ts';
import { type Content, loadContent } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import type { Planned } from '../calls/estimate.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { actorOf, judgeOf, labelOf, type NamedModel } from '../calls/models.ts';
import { session } from '../calls/session.ts';
import { checkReply } from '../checks/check.ts';
import { answerSpansOf, answerTextOf } from '../her-text.ts';
import type { Candidate, Judge, JudgeCase, Judged } from '../judge/judge.ts';
import { modelJudge } from '../judge/model-judge.ts';
import { standInJudge } from '../judge/stand-in.ts';
import { npcReply, type Playing, playingOf } from '../npc-talk.ts';
import { type Principles, readPrinciples, starterPrinciples } from '../principles/packs.ts';
import { tellMetrics, writeReport } from '../report/write-report.ts';
import type { Shell } from '../shell.ts';
import { mean } from '../stats.ts';
import type { RolloutOptions } from './command.ts';
import { rolloutsReport } from './report.ts';
import { type Reward, rewardOf } from './rewards.ts';
import { filePrompts, type RolloutPrompt, scenePrompts } from './rollout-prompts.ts';
import { writeRows } from './rows.ts';

/** A sampled reply with what it is worth. */
export type Rollout = {
  sample: number;
  /** As the model wrote it, plan included: that is what a policy learns. */
  raw: string;
  spans: readonly Span[];
  reward: Reward;
  judged: Judged;
  /** What was judged. */
  task: JudgeCase;
};

/** All replies to one prompt. `messages`: as they were sent. */
export type Group = {
  prompt: RolloutPrompt;
  messages: readonly ChatMessage[];
  baseline: Candidate;
  rollouts: Rollout[];
};

/** HER's and any other policy explores. */
const LEAST_TEMPERATURE = 0.7;
/** The sample's number of the reply that stands in for a reference, apart from all others. */
const BASELINE_SAMPLE = 1_000_000;

/**
 * Does `rollouts`: `rollouts.jsonl` (a row per reply), `groups.jsonl` and `groups.parquet` (a row per prompt), `pairs.jsonl` (best and worst),
 * `report.json` and `report.html` in the run's folder.
 */
export async function runRollouts(
  shell: Shell,
  file: string | undefined,
  options: RolloutOptions,
  config: Config,
): Promise<void> {
  const { samples, checkWeight } = options;
  const temperature = options.temperature ?? Math.max(LEAST_TEMPERATURE, config.LLM_TEMPERATURE);
  const playing: Playing = {
    ...playingOf(config, options),
    temperature,
    ...(options.temperature !== undefined && { isTemperatureFixed: true }),
  };
  const prompts = await promptsOf(file, options, config, playing);
  const actor = actorOf(config);
  const judge = judgeOf(config);
  mustPlay(prompts, actor);
  const settings = {
    command: 'rollouts',
    prompts: keyOf(prompts),
    actor: labelOf(actor),
    judge: labelOf(judge),
    ...playing,
    samples,
    checkWeight,
  };
  const planned = plannedOf(prompts, playing, samples, judge !== undefined);
  await session(shell, { ...options, settings, planned }, async ({ run, ask, each }) => {
    const model = ask(actor);
    const judging = judge ? modelJudge(ask(judge)) : standInJudge();
    const groups = await each('rollouts', prompts, (prompt) =>
      groupOf(prompt, { model, judging, playing, options }),
    );
    await writeRows(run, groups);
    const report = rolloutsReport(groups, { judge: judging, settings, runHash: run.hash });
    tellMetrics(shell, report);
    shell.tell(`The rows lie in ${run.dir}.`);
    await writeReport(shell, run, report);
  });
}

async function promptsOf(
  file: string | undefined,
  { world, npc }: RolloutOptions,
  config: Config,
  playing: Playing,
): Promise<RolloutPrompt[]> {
  if (file !== undefined && world === undefined) return filePrompts(file, starterPrinciples.of);
  const content = await loadContent(world ?? config.WORLD);
  const principles = await readPrinciples(content.dir, [...content.personas.keys()]);
  return file === undefined
    ? scenePrompts(content, principles, npc, playing)
    : filePrompts(file, byName(principles, content));
}

/** A world's principles for a character by the persona's name; those of the world for anybody else. */
const byName =
  (principles: Principles, { personas }: Content) =>
  (name: string) =>
    principles.of([...personas].find(([, { persona }]) => persona.name === name)?.[0] ?? '');

type Making = { model: LabModel; judging: Judge; playing: Playing; options: RolloutOptions };

async function groupOf(prompt: RolloutPrompt, making: Making): Promise<Group> {
  const { options, judging, playing } = making;
  const replies = await Promise.all(
    Array.from({ length: options.samples }, (_, sample) => replyTo(prompt, making, sample)),
  );
  const baseline: Candidate = prompt.reference
    ? { spans: prompt.reference }
    : await replyTo(
        prompt,
        { ...making, playing: { ...playing, temperature: 0, isTemperatureFixed: true } },
        BASELINE_SAMPLE,
      );
  const { messages } = replies[0]!;
  const rollouts = await Promise.all(
    replies.map(async ({ raw, spans }, sample): Promise<Rollout> => {
      const { id, name, others, language, history, principles } = prompt;
      const about = { name, others, history, ...(language !== undefined && { language }) };
      const task: JudgeCase = {
        ...about,
        id: `${id} #${sample + 1}`,
        messages,
        principles,
        candidates: [{ spans, raw }, baseline],
      };
      const judged = await judging.judge(task);
      const findings = checkReply({ ...about, reply: { spans, raw } });
      const reward = rewardOf(judged.winner, findings, options.checkWeight);
      return { sample, raw, spans, judged, task, reward };
    }),
  );
  return { prompt, messages, baseline, rollouts };
}

type Reply = { raw: string; spans: readonly Span[]; messages: readonly ChatMessage[] };

async function replyTo(prompt: RolloutPrompt, { model, playing }: Making, sample: number): Promise<Reply> {
  if ('scene' in prompt) return npcReply(model, prompt.scene, playing, sample);
  const { messages, name } = prompt;
  const answer = await model.complete({
    purpose: 'actor',
    messages: [...messages],
    temperature: playing.temperature,
    maxTokens: playing.maxTokens,
    sample,
    form: playing.form,
    plan: playing.plan,
  });
  return { raw: answerTextOf(answer), spans: answerSpansOf(answer, name), messages };
}

/** Throws `bad-config` where nobody could answer. */
function mustPlay(prompts: readonly RolloutPrompt[], { isReal }: NamedModel): void {
  if (isReal || prompts.every((prompt) => 'scene' in prompt)) return;
  throw new SoliloquyError(
    'bad-config',
    'The built-in model plays scenes, it reads no prompts. Give a model with --actor-url and --actor-model, or leave the file out for the golden scenes.',
  );
}

function plannedOf(
  prompts: readonly RolloutPrompt[],
  { form, plan, maxTokens }: Playing,
  samples: number,
  isJudged: boolean,
): Planned[] {
  const tokens = prompts.map((prompt) => {
    const messages =
      'scene' in prompt ? composePrompt(prompt.scene, { form, plan }).messages : prompt.messages;
    return messages.reduce((sum, { content }) => sum + countTokens(content), 0);
  });
  const promptTokens = mean(tokens);
  const baselines = prompts.filter(({ reference }) => !reference).length;
  const calls = prompts.length * samples;
  return [
    { purpose: 'replies', calls: calls + baselines, promptTokens, completionTokens: maxTokens },
    ...(isJudged
      ? [
          {
            purpose: 'judge, both orders',
            calls: calls * 2,
            promptTokens: promptTokens + 1600,
            completionTokens: 900,
          },
        ]
      : []),
  ];
}
