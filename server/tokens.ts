import { randomBytes } from 'node:crypto';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Config } from '../schemas/config.ts';
import { SoliloquyError } from '../schemas/errors.ts';
import { makeDataFolder, unusable } from './data-folder.ts';

const Kept = z.object({ designer: z.string().min(16), game: z.string().min(16) });

/** The tokens of this server. */
export type ServerTokens = z.infer<typeof Kept> & { player?: string };

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/;

/**
 * The configured tokens; on loopback, missing ones are made at first start and kept in `tokens.json` (mode 0600), where
 * the terminal client finds them. Throws `bad-config` when the server would listen beyond loopback without them.
 */
export async function serverTokens(config: Config): Promise<ServerTokens> {
  const { DESIGNER_TOKEN: designer, GAME_TOKEN: game, PLAYER_TOKEN: player } = config;
  const configured = { ...(player !== undefined && { player }) };
  if (designer && game) return { designer, game, ...configured };
  if (!LOOPBACK.test(config.HOST))
    throw new SoliloquyError(
      'bad-config',
      `HOST is ${config.HOST}, which others can reach: set DESIGNER_TOKEN and GAME_TOKEN to secrets of at least 16 characters first.`,
    );
  const kept = (await readTokens(config.DATA_DIR)) ?? (await makeTokens(config.DATA_DIR));
  return { designer: designer ?? kept.designer, game: game ?? kept.game, ...configured };
}

/** The tokens kept in the data folder; undefined when there are none. */
export async function readTokens(dataDir: string): Promise<z.infer<typeof Kept> | undefined> {
  const text = await readFile(path.join(dataDir, 'tokens.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return Kept.parse(JSON.parse(text));
  } catch (cause) {
    throw new SoliloquyError(
      'bad-config',
      `${path.join(dataDir, 'tokens.json')} is damaged; delete it and new tokens are made.`,
      { cause },
    );
  }
}

async function makeTokens(dataDir: string) {
  const tokens = {
    designer: randomBytes(18).toString('base64url'),
    game: randomBytes(18).toString('base64url'),
  };
  await makeDataFolder(dataDir);
  const file = path.join(dataDir, 'tokens.json');
  try {
    await writeFile(file, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
  } catch (cause) {
    throw unusable(dataDir, cause);
  }
  return tokens;
}
