import path from 'node:path';
import { WebSocket } from 'ws';
import type { Config } from '../schemas/config.ts';
import type { PlanMode } from '../schemas/layers.ts';
import { makeDataFolder } from './data-folder.ts';
import { bestWhereAsked } from './lab/best-of/where-asked.ts';
import type { Judge } from './lab/judge/judge.ts';
import { builtinModel } from './llm/builtin/model.ts';
import { type Embedder, openaiEmbedder } from './llm/embeddings.ts';
import { gated } from './llm/gate.ts';
import type { LanguageModel } from './llm/language-model.ts';
import { openaiModel } from './llm/openai.ts';
import { countTokens } from './llm/tokens.ts';
import { Cast, type PersonaDraft, type Saved } from './persona/cast.ts';
import { readContent } from './persona/content.ts';
import { longLore } from './persona/long-lore.ts';
import { watchContent } from './persona/watch.ts';
import { type Authenticate, authenticateBy } from './rooms/auth.ts';
import { worldRoom } from './rooms/world-room.ts';
import { openStore, type Store } from './store/store.ts';
import type { ServerTokens } from './tokens.ts';
import { logTaken, takeContent } from './world/content.ts';
import { Instance } from './world/instance.ts';
import type { InstanceParts, Log } from './world/instance-parts.ts';

// Colyseus reconnects through this global, which Node has from version 22 on.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

export type SoliloquyOptions = {
  config: Config;
  /** Who may join as what; the default compares with `tokens`. */
  tokens: ServerTokens;
  authenticate?: Authenticate;
  log: Log;
  /** Replaces the configured language model: tests pass scripted ones. */
  model?: LanguageModel;
  /** Speaks when `model` fails; the built-in model unless `model` is that. */
  standIn?: LanguageModel;
  /** Puts memories into words and appraises what was said; default: the configured model where `LLM_BACKGROUND` is on. */
  thinking?: LanguageModel;
  /** Compares replies of NPCs that are to speak the best of several; default: the configured judge, else checks that can be measured. */
  judge?: Judge;
  /** Has NPCs recall by meaning, too; default: the configured embeddings, if any. */
  embedder?: Embedder;
  /** Whether content is watched and reloaded; default true. */
  watch?: boolean;
  /** The instance that stays open while nobody is in it. */
  keeps?: string;
  now?(): number;
  /** 0 to 1; default `Math.random`. */
  random?(): number;
};

/** A Soliloquy without a server: the `world` room and what stands behind it. */
export type Soliloquy = {
  /** Define it as `world`, with `.filterBy(['world', 'instance'])`. */
  WorldRoom: ReturnType<typeof worldRoom>;
  cast: Cast;
  store: Store;
  model: LanguageModel;
  /** Instances open now. */
  instances: ReadonlySet<Instance>;
  /** What each of them is built of. */
  instanceParts: InstanceParts;
  /** Makes a draft live, and has the running instances take it over; see `Cast.save`. */
  savePersona(id: string, draft: PersonaDraft): Promise<Saved>;
  /** Makes an old version live again, and has the running instances take it over; see `Cast.restore`. */
  restorePersona(id: string, version: number, author: string): Promise<number>;
  /** The world's folder, an absolute path. */
  worldDir: string;
  /** Reads the world's folder and has the running instances take it over, without waiting for the watcher. Throws `bad-content`. */
  reloadContent(): Promise<void>;
  /** Closes the store and the file watcher; shut the Colyseus server down first. */
  close(): Promise<void>;
};

/** Tokens after which a plan is closed by force, by plan mode. */
const PLAN_TOKENS: Record<PlanMode, number> = { full: 600, short: 120, off: 0 };
/** Kept free for the system prompt, lore and circumstances; the talk gets what is left of the context, within bounds. */
const SYSTEM_TOKENS = 3500;

/** Puts the parts together: content → store → language model → room. Throws what is wrong with any of them. */
export async function createSoliloquy(options: SoliloquyOptions): Promise<Soliloquy> {
  const { config, tokens, log, now = Date.now, random = Math.random } = options;
  const { content, hashes } = await readContent(config.WORLD);
  for (const warning of [...content.warnings, ...longLore(content, countTokens)]) log.warn({}, warning);
  await makeDataFolder(config.DATA_DIR);
  const store = await openStore(config.DATABASE_URL ?? `file:${path.join(config.DATA_DIR, 'soliloquy.db')}`);
  try {
    const cast = await Cast.open(content, store);
    for (const warning of cast.warnings()) log.warn({}, warning);
    const builtin = builtinModel();
    const configured = configuredModel(config, store, now, log);
    const single = options.model ?? configured ?? builtin;
    warnOfJudge(config, log);
    const model = bestWhereAsked(single, async () => ({
      judge: options.judge ?? (await configuredJudge(config)),
      principlesOf: await principlesIn(content.dir, cast, log),
    }));
    const thinking = options.thinking ?? (config.LLM_BACKGROUND === 'on' ? configured : undefined);
    const embedder = options.embedder ?? configuredEmbedder(config, log);
    const standIn = options.standIn ?? (single === builtin ? undefined : builtin);
    const instanceParts: InstanceParts = {
      cast,
      store,
      model,
      ...(standIn && { standIn }),
      ...(thinking && { thinking }),
      ...(embedder && { embedder }),
      countTokens,
      log,
      now,
      random,
      settings: {
        form: config.HER_FORM,
        plan: config.PLAN,
        historyTokens: Math.max(
          600,
          Math.min(6000, config.LLM_CONTEXT_TOKENS - SYSTEM_TOKENS - config.LLM_MAX_TOKENS),
        ),
        planTokens: PLAN_TOKENS,
        queueLimit: 8,
        replyTokens: config.LLM_MAX_TOKENS,
      },
    };
    const instances = new Set<Instance>();
    const watcher =
      options.watch === false
        ? undefined
        : await watchContent(config.WORLD, hashes, {
            onChange: (changed, files) => {
              for (const warning of [...changed.warnings, ...longLore(changed, countTokens)])
                log.warn({}, warning);
              void reload(cast, instances, changed)
                .then(() => {
                  for (const warning of cast.warnings()) log.warn({}, warning);
                  log.info({ files }, 'content reloaded; personas and lore take effect at the next turn');
                })
                .catch((err) => log.error({ err }, 'content could not be reloaded; the old one stays'));
            },
            onError: (error) => {
              cast.problem = error.message;
              log.warn({ code: error.code }, `content not reloaded, the old one stays:\n${error.message}`);
            },
          });
    const WorldRoom = worldRoom({
      open: async (_world, name) => {
        const instance = await Instance.open(name, instanceParts);
        instances.add(instance);
        instance.onClosed = () => instances.delete(instance);
        return instance;
      },
      authenticate: options.authenticate ?? authenticateBy(tokens),
      worlds: new Map([[cast.name, () => cast.world]]),
      ...(options.keeps !== undefined && { keeps: { world: cast.name, instance: options.keeps } }),
      log,
      maxInstances: config.MAX_INSTANCES,
      joinsPerMinute: config.JOINS_PER_MINUTE,
      reconnectSeconds: 60,
    });
    const close = async () => {
      await watcher?.close();
      await store.close();
    };
    const reloadContent = async () => reload(cast, instances, (await readContent(content.dir)).content);
    return {
      WorldRoom,
      cast,
      store,
      model,
      instances,
      instanceParts,
      savePersona: async (id, draft) => {
        const saved = await cast.save(id, draft);
        if (saved.kind !== 'conflict') await takeOver(instances, log);
        return saved;
      },
      restorePersona: async (id, version, author) => {
        const restored = await cast.restore(id, version, author);
        await takeOver(instances, log);
        return restored;
      },
      worldDir: content.dir,
      reloadContent,
      close,
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The remote model that the settings name, behind its queue and budget; undefined when they name none. */
function configuredModel(
  config: Config,
  store: Store,
  now: () => number,
  log: Log,
): LanguageModel | undefined {
  if (config.LLM_MODEL && !config.LLM_BASE_URL)
    log.warn(
      {},
      `LLM_MODEL is "${config.LLM_MODEL}", but without LLM_BASE_URL nobody can be asked for it: the built-in model speaks`,
    );
  if (!config.LLM_BASE_URL || !config.LLM_MODEL) return undefined;
  const model = openaiModel({
    baseUrl: config.LLM_BASE_URL,
    ...(config.LLM_API_KEY !== undefined && { apiKey: config.LLM_API_KEY }),
    model: config.LLM_MODEL,
    api: config.LLM_API,
    prefill: config.LLM_PREFILL === 'auto' ? 'auto' : config.LLM_PREFILL === 'on',
    temperature: config.LLM_TEMPERATURE,
    maxTokens: config.LLM_MAX_TOKENS,
    contextTokens: config.LLM_CONTEXT_TOKENS,
    firstTokenTimeoutMs: config.LLM_TIMEOUT_MS,
    betweenTokensTimeoutMs: Math.ceil(config.LLM_TIMEOUT_MS / 3),
    replyTimeoutMs: config.LLM_TIMEOUT_MS * 10,
    retries: 2,
    log,
  });
  return gated(model, {
    concurrency: config.LLM_CONCURRENCY,
    queueLimit: 64,
    now,
    ...(config.LLM_DAILY_TOKENS !== undefined && {
      dailyTokens: config.LLM_DAILY_TOKENS,
      ledger: store.spend,
    }),
  });
}

/** Who compares replies: the model that the settings name, else checks that can be measured. */
async function configuredJudge(config: Config): Promise<Judge> {
  if (!config.JUDGE_BASE_URL) return (await import('./lab/judge/stand-in.ts')).standInJudge();
  const [{ judgeOf }, { modelJudge }, { unrecorded }] = await Promise.all([
    import('./lab/calls/models.ts'),
    import('./lab/judge/model-judge.ts'),
    import('./lab/calls/lab-model.ts'),
  ]);
  return modelJudge(unrecorded(judgeOf(config)!.model));
}

/** What holds in a world's files when it is asked for; where they have mistakes, Soliloquy's own, and the log says so. */
async function principlesIn(dir: string, cast: Cast, log: Log) {
  const { readPrinciples, starterPrinciples } = await import('./lab/principles/packs.ts');
  return async (npc: string) => {
    const read = await readPrinciples(dir, cast.ids).catch((error: Error) => {
      log.warn({}, `principles not read, Soliloquy's own hold:\n${error.message}`);
      return starterPrinciples;
    });
    return read.of(npc);
  };
}

function warnOfJudge(config: Config, log: Log): void {
  if (config.JUDGE_MODEL && !config.JUDGE_BASE_URL)
    log.warn(
      {},
      `JUDGE_MODEL is "${config.JUDGE_MODEL}", but without JUDGE_BASE_URL nobody can be asked for it: replies are judged by checks that can be measured`,
    );
}

/** What makes the embeddings that the settings name; undefined when they name none. */
function configuredEmbedder(config: Config, log: Log): Embedder | undefined {
  const { EMBEDDINGS_BASE_URL: baseUrl, EMBEDDINGS_MODEL: model, EMBEDDINGS_API_KEY: apiKey } = config;
  if (model && !baseUrl)
    log.warn(
      {},
      `EMBEDDINGS_MODEL is "${model}", but without EMBEDDINGS_BASE_URL nobody can be asked for it: NPCs recall by words alone`,
    );
  if (!baseUrl || !model) return undefined;
  return openaiEmbedder({ baseUrl, model, ...(apiKey !== undefined && { apiKey }) });
}

/** Takes edited content into the cast and the running instances. */
async function reload(
  cast: Cast,
  instances: Iterable<Instance>,
  content: Parameters<Cast['update']>[0],
): Promise<void> {
  await cast.update(content);
  for (const instance of instances) await take(instance);
}

/** Takes a saved persona into the running instances. It is saved, so what fails here is no failure of the saving. */
async function takeOver(instances: Iterable<Instance>, log: Log): Promise<void> {
  for (const instance of instances)
    await take(instance).catch((err: unknown) =>
      log.error({ err, instance: instance.name }, 'a saved persona could not be taken over at once'),
    );
}

async function take(instance: Instance): Promise<void> {
  const taken = await instance.change(async () => {
    const changes = await takeContent(instance);
    instance.talks.assess();
    return changes;
  });
  logTaken(instance, taken);
}
