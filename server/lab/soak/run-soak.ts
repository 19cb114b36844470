import type { Config } from '../../../schemas/config.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { composePrompt } from '../../her/prompt.ts';
import { toHer } from '../../her/views.ts';
import { promptTokens } from '../../llm/tokens.ts';
import { loadContent } from '../../persona/content.ts';
import { keyOf } from '../calls/call-log.ts';
import type { Planned } from '../calls/estimate.ts';
import { actorOf, judgeOf, labelOf, type NamedModel } from '../calls/models.ts';
import { fileNameOf } from '../calls/run.ts';
import { session } from '../calls/session.ts';
import { knownNpcs } from '../known-npcs.ts';
import { NpcTalk, type Playing, playingOf } from '../npc-talk.ts';
import { tellMetrics, writeReport } from '../report/write-report.ts';
import { readScenes } from '../scenes.ts';
import type { Shell } from '../shell.ts';
import { mean } from '../stats.ts';
import type { SoakOptions } from './command.ts';
import { type ChunkJudge, modelChunkJudge } from './judge.ts';
import { measuredChunks } from './measured.ts';
import { scriptedPlayer, simulatedPlayer } from './player.ts';
import { driftText, soakReport } from './report.ts';
import type { Chunk, JudgedTalk } from './scored.ts';
import { readSeeds, type Seed, seedsOfNpcs, seedsOfScenes } from './seeds.ts';
import { type SoakTalk, selfPlay } from './self-play.ts';

/** MiniMax's bench judges so many turns at once. */
const CHUNK = 20;

/** Does `eval soak`: `dialogues.jsonl` in the bench's own form, `talks/*.json` with all layers and verdicts, `report.json`, `report.html`. */
export async function runSoak(
  shell: Shell,
  files: readonly string[],
  options: SoakOptions,
  config: Config,
): Promise<void> {
  const seeds = (await seedsOf(files, options, config)).slice(0, options.limit);
  const actor = actorOf(config);
  const simulator = simulatorOf(actor, options, config);
  const judge = judgeOf(config);
  const playing = playingOf(config, options);
  const { turns, runs } = options;
  const settings = {
    command: 'eval soak',
    seeds: keyOf(seeds),
    actor: labelOf(actor),
    player: simulator ? labelOf(simulator) : 'script',
    judge: labelOf(judge),
    ...playing,
    turns,
    runs,
  };
  const planned = plannedOf(seeds, { playing, turns, runs, isJudged: !!judge, isSimulated: !!simulator });
  await session(shell, { ...options, settings, planned }, async (within) => {
    const { run, ask, each } = within;
    const playingActor = ask(actor);
    const player = simulator ? simulatedPlayer(ask(simulator)) : scriptedPlayer();
    const chunkJudge: ChunkJudge = judge ? modelChunkJudge(ask(judge)) : measuredChunks();
    const work = seeds.flatMap((seed) => Array.from({ length: runs }, (_, index) => ({ seed, index })));
    const talkOf = async ({ seed, index }: (typeof work)[number]): Promise<JudgedTalk> => {
      const talk = await selfPlay(seed, { actor: playingActor, player }, { playing, turns, run: index });
      const judged = { talk, chunks: await chunksOf(talk, chunkJudge) };
      await run.writeJson(`talks/${fileNameOf(seed.id)}-${index + 1}.json`, recordOf(judged));
      return judged;
    };
    const talks = await each('talks', work, talkOf, ({ seed, index }) => `${seed.id}, run ${index + 1}`);
    await run.writeRows(
      'dialogues.jsonl',
      talks.map(({ talk }) => dialogueOf(talk, actor.name)),
    );
    const report = soakReport({ talks, judge: chunkJudge, player: player.name, settings, runHash: run.hash });
    tellMetrics(shell, report);
    shell.tell(driftText(talks) ?? 'Whether it changes as it goes on is not known.');
    await writeReport(shell, run, report);
  });
}

async function seedsOf(files: readonly string[], options: SoakOptions, config: Config): Promise<Seed[]> {
  if (files.length > 0) return readSeeds(files);
  const content = await loadContent(options.world ?? config.WORLD);
  const npcs = knownNpcs(options.npc, content);
  const seeds = seedsOfNpcs(content, npcs);
  if (!options.scenes) return seeds;
  return [...seeds, ...seedsOfScenes(await readScenes(content), content, npcs)];
}

/** Who plays the players; undefined: the script does. The built-in model plays no players. */
function simulatorOf(
  actor: NamedModel,
  { simulator, simulatorUrl, simulatorModel }: SoakOptions,
  config: Config,
): NamedModel | undefined {
  if (simulatorUrl === undefined && simulatorModel === undefined)
    return simulator === 'script' || !actor.isReal ? undefined : actor;
  const { LLM_API_KEY, SIMULATOR_API_KEY, ...rest } = config;
  // The actor's key is no other server's business.
  const isElsewhere = simulatorUrl !== undefined && simulatorUrl !== config.LLM_BASE_URL;
  const key = isElsewhere ? SIMULATOR_API_KEY : (SIMULATOR_API_KEY ?? LLM_API_KEY);
  const named = {
    ...rest,
    ...(key !== undefined && { LLM_API_KEY: key }),
    ...(simulatorUrl !== undefined && { LLM_BASE_URL: simulatorUrl }),
    ...(simulatorModel !== undefined && { LLM_MODEL: simulatorModel }),
  };
  if (named.LLM_BASE_URL && named.LLM_MODEL) return actorOf(named, SIMULATOR);
  throw new SoliloquyError(
    'bad-config',
    '--simulator-url and --simulator-model: expected both, since there is no actor that has the other.',
  );
}

const SIMULATOR = {
  what: 'simulated player',
  settings: { url: '--simulator-url', model: '--simulator-model', key: 'SIMULATOR_API_KEY' },
};

async function chunksOf(talk: SoakTalk, judge: ChunkJudge): Promise<Chunk[]> {
  const starts = Array.from({ length: Math.ceil(talk.turns.length / CHUNK) }, (_, index) => index * CHUNK);
  return Promise.all(
    starts.map(async (from) => {
      const to = Math.min(from + CHUNK, talk.turns.length);
      return { from, to, verdict: await judge.judge(talk, from, to) };
    }),
  );
}

/** The bench's own form of a dialogue. */
const dialogueOf = ({ seed, run, turns }: SoakTalk, model: string) => ({
  seed_id: seed.id,
  model_name: model,
  run_id: run,
  dialogue: JSON.stringify([
    ...(seed.prologue
      ? [{ role: 'assistant', name: seed.stage.persona.name, content: toHer(seed.prologue) }]
      : []),
    ...turns.flatMap(({ player, reply }) => [
      ...(player ? [{ role: 'user', name: seed.user.name, content: toHer(player) }] : []),
      {
        role: 'assistant',
        name: seed.stage.persona.name,
        content: toHer(reply.spans.filter(({ layer }) => layer !== 'system_thinking')),
      },
    ]),
  ]),
  num_turns: turns.length,
});

const recordOf = ({ talk: { seed, run, turns }, chunks }: JudgedTalk) => ({
  seed: seed.id,
  npc: seed.stage.persona.name,
  run,
  turns,
  chunks,
});

type Size = { playing: Playing; turns: number; runs: number; isJudged: boolean; isSimulated: boolean };

function plannedOf(seeds: readonly Seed[], { playing, turns, runs, isJudged, isSimulated }: Size): Planned[] {
  const { form, plan, maxTokens, historyTokens } = playing;
  const system = mean(
    seeds.map(({ stage }) =>
      promptTokens(composePrompt(new NpcTalk(stage, playing).scene(), { form, plan })),
    ),
  );
  const talks = seeds.length * runs;
  return [
    {
      purpose: 'actor',
      calls: talks * turns,
      promptTokens: system + historyTokens,
      completionTokens: maxTokens,
    },
    ...(isSimulated
      ? [{ purpose: 'player', calls: talks * turns, promptTokens: 4000, completionTokens: 300 }]
      : []),
    ...(isJudged
      ? [
          {
            purpose: 'judge, 20 turns at once',
            calls: talks * Math.ceil(turns / CHUNK),
            promptTokens: system + 2 * CHUNK * 150,
            completionTokens: 800,
          },
        ]
      : []),
  ];
}
