import type { Config } from '../../../schemas/config.ts';
import { SoliloquyError } from '../../../schemas/errors.ts';
import { builtinModel } from '../../llm/builtin/model.ts';
import type { Server } from '../../llm/failure.ts';
import type { LanguageModel } from '../../llm/language-model.ts';
import { openaiModel } from '../../llm/openai.ts';

/** A model that a command of the lab works with, before there is a run. */
export type NamedModel = { model: LanguageModel; name: string; address: string; isReal: boolean };

/** How settings name a model, or who judges where there is none. */
export const labelOf = (named: NamedModel | undefined): string =>
  named ? `${named.name} at ${named.address}` : 'measurable checks';

/** What a model is called when it fails, and by which settings it is to be mended. */
type Role = Pick<Server, 'what' | 'settings'>;

/**
 * Who plays the characters: the model that the settings name, else the built-in one. Known failures are tried again. Throws `bad-config` for a
 * model without an address: the built-in one is not what was asked for.
 */
export function actorOf(config: Config, role: Role = {}): NamedModel {
  const { LLM_BASE_URL: baseUrl, LLM_MODEL: model, LLM_API_KEY: apiKey } = config;
  if (model && !baseUrl) throw withoutAddress('LLM_MODEL', model, 'LLM_BASE_URL or --actor-url');
  if (!baseUrl || !model) {
    const builtin = builtinModel({ chunkDelayMs: 0 });
    return { model: builtin, name: builtin.name, address: 'built-in', isReal: false };
  }
  return remote(config, { baseUrl, model, ...(apiKey !== undefined && { apiKey }), ...role });
}

/**
 * Who judges; undefined when the settings name nobody: then checks that can be measured decide. Throws `bad-config` for a model without an
 * address.
 */
export function judgeOf(config: Config): NamedModel | undefined {
  const { JUDGE_BASE_URL: baseUrl, JUDGE_MODEL: model, JUDGE_API_KEY: apiKey } = config;
  if (model && !baseUrl) throw withoutAddress('JUDGE_MODEL', model, 'JUDGE_BASE_URL or --judge-url');
  if (!baseUrl || !model) return undefined;
  const key = apiKey !== undefined && { apiKey };
  return remote({ ...config, LLM_API: 'chat' }, { baseUrl, model, ...key, what: 'judge', settings: 'JUDGE' });
}

const withoutAddress = (setting: string, model: string, missing: string): SoliloquyError =>
  new SoliloquyError(
    'bad-config',
    `${setting} is "${model}", but nobody can be asked for it: give the server's address, too (${missing}), or leave the model out.`,
  );

function remote(config: Config, at: { baseUrl: string; model: string; apiKey?: string } & Role): NamedModel {
  // How a model is asked makes other answers.
  const hows = ` (${config.LLM_API}${config.LLM_PREFILL === 'auto' ? '' : `, prefill ${config.LLM_PREFILL}`})`;
  const model = openaiModel({
    ...at,
    api: config.LLM_API,
    prefill: config.LLM_PREFILL === 'auto' ? 'auto' : config.LLM_PREFILL === 'on',
    temperature: config.LLM_TEMPERATURE,
    maxTokens: config.LLM_MAX_TOKENS,
    contextTokens: Math.max(config.LLM_CONTEXT_TOKENS, MIN_CONTEXT_TOKENS),
    // Nobody waits for these as a player waits.
    firstTokenTimeoutMs: config.LLM_TIMEOUT_MS * PATIENCE,
    betweenTokensTimeoutMs: config.LLM_TIMEOUT_MS,
    replyTimeoutMs: config.LLM_TIMEOUT_MS * 10 * PATIENCE,
    retries: RETRIES,
  });
  return {
    model,
    name: at.model,
    address: `${at.baseUrl.replace(/\/\/[^@/]*@/, '//')}${hows}`,
    isReal: true,
  };
}

const PATIENCE = 6;
const RETRIES = 5;
/** A judge reads whole conversations. */
const MIN_CONTEXT_TOKENS = 32_768;
