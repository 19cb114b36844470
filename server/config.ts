import type { z } from 'zod';
import { Config } from '../schemas/config.ts';
import { SoliloquyError } from '../schemas/errors.ts';

/** `LLM_MODEL` → `--llm-model`. */
export const flagOf = (name: string): string => `--${name.toLowerCase().replaceAll('_', '-')}`;

/** The settings, from flags before environment variables. Throws `bad-config` naming each wrong value and what was expected. */
export function readConfig(
  flags: Record<string, string | undefined> = {},
  environment = process.env,
): Config {
  const given = Object.fromEntries(
    Object.keys(Config.shape).flatMap((name) => {
      const value = flags[name] ?? environment[name];
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const config = Config.safeParse(given);
  if (!config.success) {
    const problems = config.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const value = SECRET.test(name) ? '' : ` (it is ${JSON.stringify(given[name])})`;
      return `${name} or ${flagOf(name)}: ${issue.message}${value}`;
    });
    throw new SoliloquyError('bad-config', problems.join('\n'));
  }
  if (config.data.LLM_BASE_URL && !config.data.LLM_MODEL)
    throw new SoliloquyError(
      'bad-config',
      'LLM_MODEL or --llm-model: expected the name of a model, since LLM_BASE_URL is set',
    );
  return config.data;
}

/** Each setting with its flag, default and description: for `--help` and docs. */
export const settings = (): { name: string; flag: string; fallback: string; description: string }[] =>
  Object.entries(Config.shape).map(([name, schema]) => {
    const fallback = (schema as z.ZodType).safeParse(undefined);
    return {
      name,
      flag: flagOf(name),
      fallback: fallback.success && fallback.data !== undefined ? String(fallback.data) : '',
      description: schema.description ?? '',
    };
  });

const SECRET = /KEY|TOKEN$/;
