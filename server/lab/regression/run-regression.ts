import type { Config } from '../../../schemas/config.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { composePrompt } from '../../her/prompt.ts';
import { promptTokens } from '../../llm/tokens.ts';
import { type Content, loadContent } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import type { Planned } from '../calls/estimate.ts';
import { actorOf, judgeOf, labelOf, type NamedModel } from '../calls/models.ts';
import { type Session, session } from '../calls/session.ts';
import type { Judge } from '../judge/judge.ts';
import { modelJudge } from '../judge/model-judge.ts';
import { standInJudge } from '../judge/stand-in.ts';
import { type NpcReply, NpcTalk, npcReply, type Playing, playingOf } from '../npc-talk.ts';
import { readPrinciples } from '../principles/packs.ts';
import { writeReport } from '../report/write-report.ts';
import { readScenes } from '../scenes.ts';
import type { Shell } from '../shell.ts';
import { mean } from '../stats.ts';
import type { RegressionOptions } from './command.ts';
import { type Moment, momentsOf } from './moments.ts';
import { type Outcome, outcomeOf, type Pair, pairsOf } from './pairs.ts';
import { REPLIES_FILE, type RecordedMoment, type ReplySet, readReplies } from './replies.ts';
import { regressionReport, verdictText } from './report.ts';
import { resultOf } from './result.ts';

/**
 * Does `eval regression`: replies to every moment of the golden scenes (`replies.json`), and with `against` their comparison with an
 * earlier run's (`verdicts.json`, `report.json`, `report.html`).
 */
export async function runRegression(shell: Shell, options: RegressionOptions, config: Config): Promise<void> {
  const before = options.against === undefined ? undefined : await readReplies(options.against);
  const content = await loadContent(options.world ?? config.WORLD);
  const scenes = await readScenes(content);
  const npcs = [...content.personas.keys()];
  const principles = await readPrinciples(content.dir, npcs);
  const moments = momentsOf(scenes, content, options.npc);
  const actor = actorOf(config);
  const judge = judgeOf(config);
  const playing = playingOf(config, options);
  const settings = {
    command: 'eval regression',
    ...settingsOf(content, moments),
    scenes: keyOf(scenes),
    actor: labelOf(actor),
    ...playing,
    samples: options.samples,
    ...(before && {
      against: keyOf(before),
      judge: labelOf(judge),
      principles: keyOf(npcs.map((npc) => principles.of(npc))),
    }),
  };
  const scenesOf = moments.map((moment) => sceneOf(moment, playing));
  const planned = plannedOf(scenesOf, playing, options.samples, before !== undefined && judge !== undefined);
  await session(shell, { ...options, settings, planned }, async (run) => {
    const after = await replies(run, actor, { moments, playing, settings, samples: options.samples });
    const file = await run.run.writeJson(REPLIES_FILE, after);
    if (!before) {
      shell.tell(
        `The baseline: ${file}, ${options.samples} replies to each of ${moments.length} moments. After a change:  eval regression --out <another folder> --against ${options.out}`,
      );
      return;
    }
    const pairing = pairsOf(before, after, principles);
    if (pairing.pairs.length === 0)
      throw new SoliloquyError(
        'bad-content',
        `No moment of ${options.against} stands in these scenes as it did there, so nothing can be compared. Make the baseline again from these scenes.`,
      );
    const judging: Judge = judge ? modelJudge(run.ask(judge)) : standInJudge();
    const outcomes = await judged(run, judging, pairing.pairs);
    await run.run.writeJson('verdicts.json', outcomes.map(recordOf));
    const report = regressionReport({
      before,
      after,
      pairing,
      outcomes,
      judge: judging,
      settings,
      runHash: run.run.hash,
    });
    shell.tell(verdictText(resultOf(outcomes)));
    await writeReport(shell, run.run, report);
  });
}

/** All of a world's files that replies depend on, each by a hash of its text. */
const settingsOf = ({ name, world, personas, lore }: Content, moments: readonly Moment[]) => ({
  world: name,
  worldFile: keyOf(world),
  lore: keyOf([...lore]),
  personas: Object.fromEntries(
    [...personas]
      .filter(([npc]) => moments.some(({ stage }) => stage.npc === npc))
      .map(([npc, { hash }]) => [npc, hash]),
  ),
});

async function replies(
  { ask, each, run }: Session,
  actor: NamedModel,
  made: { moments: readonly Moment[]; playing: Playing; settings: Record<string, unknown>; samples: number },
): Promise<ReplySet> {
  const { moments, playing, settings, samples } = made;
  const model = ask(actor);
  const work = moments.flatMap((moment) =>
    Array.from({ length: samples }, (_, sample) => ({ moment, sample })),
  );
  const all = await each(
    'replies',
    work,
    ({ moment, sample }) => npcReply(model, sceneOf(moment, playing), playing, sample),
    ({ moment }) => moment.id,
  );
  return {
    kind: 'regression',
    runHash: run.hash,
    settings,
    moments: moments.map((moment, index) =>
      recordedMoment(moment, all.slice(index * samples, (index + 1) * samples)),
    ),
  };
}

function recordedMoment({ id, key, stage, said }: Moment, all: readonly NpcReply[]): RecordedMoment {
  const { npc, persona, world, present } = stage;
  return {
    id,
    key,
    npc,
    name: persona.name,
    others: [...present],
    language: persona.language ?? world.language,
    messages: [...all[0]!.messages],
    history: said.map(({ name, spans }) => ({ name, spans: [...spans] })),
    replies: all.map(({ spans, raw }) => ({ spans, raw })),
  };
}

const judged = ({ each }: Session, judge: Judge, pairs: readonly Pair[]): Promise<Outcome[]> =>
  each(
    'judging',
    pairs,
    async (pair) =>
      pair.isSame ? { pair, winner: 'tie' as const } : outcomeOf(pair, await judge.judge(pair.task)),
    ({ task }) => task.id,
  );

/** The verdicts for machines: what they are on stands in the two `replies.json`. */
const recordOf = ({ pair, winner, judged: verdict }: Outcome) => ({
  id: pair.task.id,
  npc: pair.moment.npc,
  winner,
  isSame: pair.isSame,
  ...(verdict && { isFlipped: verdict.isFlipped, orders: verdict.orders }),
});

function sceneOf({ stage, said }: Moment, playing: Playing) {
  const talk = new NpcTalk(stage, playing);
  for (const { name, spans } of said) talk.add(name, spans);
  return talk.scene();
}

function plannedOf(
  scenes: readonly ReturnType<typeof sceneOf>[],
  { form, plan, maxTokens }: Playing,
  samples: number,
  isJudged: boolean,
): Planned[] {
  const prompt = mean(scenes.map((scene) => promptTokens(composePrompt(scene, { form, plan }))));
  const calls = scenes.length * samples;
  return [
    { purpose: 'replies', calls, promptTokens: prompt, completionTokens: maxTokens },
    ...(isJudged
      ? [
          {
            purpose: 'judge, both orders',
            calls: calls * 2,
            promptTokens: prompt + PRINCIPLES_TOKENS,
            completionTokens: 900,
          },
        ]
      : []),
  ];
}

/** What a judge is told beside the dialogue: principles, and how to answer. */
const PRINCIPLES_TOKENS = 1600;
