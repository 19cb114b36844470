import { existsSync } from 'node:fs';
import path from 'node:path';
import { Config, flagOf } from '../schemas/config.ts';
import { SoliloquyError } from '../schemas/errors.ts';

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
  for (const whose of ['LLM', 'EMBEDDINGS', 'JUDGE'] as const) {
    if (!config.data[`${whose}_BASE_URL`] || config.data[`${whose}_MODEL`]) continue;
    const name = `${whose}_MODEL`;
    throw new SoliloquyError(
      'bad-config',
      `${name} or ${flagOf(name)}: expected the name of a model, since ${whose}_BASE_URL is set`,
    );
  }
  if (!given.WORLD) config.data.WORLD = sampleWorld(config.data.WORLD);
  return config.data;
}

/** The sample world here, or the one that came with the package where it runs as a dependency. */
function sampleWorld(folder: string): string {
  const places = [
    folder,
    ...['..', '../..'].map((up) => path.relative('', path.join(import.meta.dirname, up, folder))),
  ];
  return places.find((place) => existsSync(place)) ?? folder;
}

const SECRET = /KEY|TOKEN$/;
