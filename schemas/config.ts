import { z } from 'zod';
import { HerForm, PlanMode } from './layers.ts';

const HEAT = 'expected a number from 0 to 2';
const integer = (min: number, max: number) => {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z.coerce.number(expected).int(expected).min(min, expected).max(max, expected);
};
const temperature = z.coerce.number(HEAT).min(0, HEAT).max(2, HEAT);
const secret = z.string().min(16, 'expected at least 16 characters');

/**
 * Every setting: an environment variable, or a flag of the same name (`LLM_MODEL` is `--llm-model`). `docs/settings.md`
 * and `--help` are made from the descriptions.
 */
export const Config = z.object({
  HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address to listen on. Beyond loopback, DESIGNER_TOKEN and GAME_TOKEN must be set.'),
  PORT: integer(0, 65535).default(2567).describe('Port to listen on; 0 picks a free one.'),
  WORLD: z.string().default('worlds/ravenmoor').describe('Folder of the world.'),
  DATA_DIR: z.string().default('data').describe('Folder for the embedded store and the tokens.'),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+/, 'expected file:<path>')
    .optional()
    .describe('Where the record is kept, as file:<path>; default: soliloquy.db in DATA_DIR.'),
  LLM_BASE_URL: z
    .url('expected an address such as http://127.0.0.1:8000/v1')
    .optional()
    .describe('Address of an OpenAI-compatible server, ending in /v1. Absent: the built-in model speaks.'),
  LLM_API_KEY: z.string().optional().describe("That server's key."),
  LLM_MODEL: z.string().optional().describe('Name of the model; needed with LLM_BASE_URL.'),
  LLM_API: z
    .enum(['chat', 'completions'])
    .default('chat')
    .describe('Which of its interfaces to use; HER models want completions.'),
  LLM_PREFILL: z
    .enum(['auto', 'on', 'off'])
    .default('auto')
    .describe(
      'Whether chat begins the reply with <system_thinking>; auto: until the server refuses. Completions always do.',
    ),
  LLM_TEMPERATURE: temperature.default(0.7).describe('Sampling temperature.'),
  LLM_MAX_TOKENS: integer(16, 8192).default(1024).describe('Longest reply, planning included, in tokens.'),
  LLM_CONTEXT_TOKENS: integer(2048, 1_000_000)
    .default(8192)
    .describe("The model's context, in tokens; talk beyond it is summarised."),
  LLM_TIMEOUT_MS: integer(100, 600_000)
    .default(30_000)
    .describe(
      'Longest wait for the first token, in milliseconds; between tokens a third of it, for the whole reply ten times it.',
    ),
  LLM_CONCURRENCY: integer(1, 256)
    .default(4)
    .describe('Calls under way at once; further turns wait, players first.'),
  LLM_BACKGROUND: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'Whether the model also puts memories into words and appraises what was said, behind the turns of NPCs; off: both are done without it, by extraction and a list of words.',
    ),
  LLM_DAILY_TOKENS: integer(1, 1_000_000_000)
    .optional()
    .describe(
      'Tokens a day (UTC), prompts and replies together, after which the built-in model speaks; kept across restarts.',
    ),
  EMBEDDINGS_BASE_URL: z
    .url('expected an address such as http://127.0.0.1:8000/v1')
    .optional()
    .describe(
      'Address of an OpenAI-compatible server that makes embeddings, ending in /v1: NPCs then also recall by meaning. Absent: by words alone.',
    ),
  EMBEDDINGS_API_KEY: z.string().optional().describe("That server's key."),
  EMBEDDINGS_MODEL: z
    .string()
    .optional()
    .describe('Name of the embedding model; needed with EMBEDDINGS_BASE_URL.'),
  SIMULATOR_API_KEY: z
    .string()
    .optional()
    .describe('Key of the server that --simulator-url of `eval soak` names; absent, that server gets none.'),
  JUDGE_BASE_URL: z
    .url('expected an address such as http://127.0.0.1:8001/v1')
    .optional()
    .describe(
      'Address of an OpenAI-compatible server that judges replies, ending in /v1. Absent: no model judges, measurable checks do.',
    ),
  JUDGE_API_KEY: z.string().optional().describe("That server's key."),
  JUDGE_MODEL: z
    .string()
    .optional()
    .describe('Name of the judging model, such as HER-RM-32B; needed with JUDGE_BASE_URL.'),
  HER_FORM: HerForm.default('canonical').describe("Which of HER's prompt forms is used."),
  PLAN: PlanMode.default('full').describe('How much an NPC plans before it speaks.'),
  DESIGNER_TOKEN: secret
    .optional()
    .describe('Token of designers. On loopback one is made and kept in DATA_DIR.'),
  GAME_TOKEN: secret
    .optional()
    .describe("Token of the game's trusted host. On loopback one is made and kept in DATA_DIR."),
  PLAYER_TOKEN: secret.optional().describe('When set, players need this token too.'),
  MAX_INSTANCES: integer(1, 100_000)
    .default(50)
    .describe('Instances open at once, beyond which players open no other; the game and designers may.'),
  JOINS_PER_MINUTE: integer(1, 1_000_000)
    .default(120)
    .describe(
      'Joins a minute of players from one address, which a proxy on this machine or network may name in X-Forwarded-For. Those from this machine are not counted.',
    ),
  ALLOWED_ORIGINS: z
    .string()
    .optional()
    .describe(
      'Comma-separated origins of web pages that may connect, such as https://play.example.com; default: any. The console always may.',
    ),
  LOG_LEVEL: z
    .enum(['silent', 'error', 'warn', 'info', 'debug'])
    .default('info')
    .describe('What is logged. Hidden layers only at debug.'),
});
export type Config = z.infer<typeof Config>;

/** `LLM_MODEL` → `--llm-model`. */
export const flagOf = (name: string): string => `--${name.toLowerCase().replaceAll('_', '-')}`;

export type Setting = {
  name: string;
  flag: string;
  /** Empty where there is none. */
  fallback: string;
  /** All values it may have; empty where there are too many. */
  choices: string[];
  description: string;
};

/** Each setting with its flag, default, choices and description: for `--help` and docs. */
export const settings = (): Setting[] =>
  Object.entries(Config.shape).map(([name, schema]) => {
    const fallback = (schema as z.ZodType).safeParse(undefined);
    const inner = schema.unwrap() as z.ZodType;
    return {
      name,
      flag: flagOf(name),
      fallback: fallback.success && fallback.data !== undefined ? String(fallback.data) : '',
      choices: inner instanceof z.ZodEnum ? inner.options.map(String) : [],
      description: schema.description ?? '',
    };
  });
