import { Client } from '@colyseus/sdk';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { WorldState } from '../../schemas/state.ts';
import { Conversation } from './conversation.ts';

export type ChatOptions = {
  npc?: string;
  as: string;
  name: string;
  location?: string;
  world?: string;
  instance: string;
  url: string;
  token?: string;
  dataDir: string;
  /** How a server is started here. */
  start: string;
  /** The tokens that a server keeps in its data folder; undefined where there are none. */
  readTokens(dataDir: string): Promise<{ designer: string; game: string } | undefined>;
};

/**
 * Talks to an NPC in the terminal, joining as any game does. Ends with Ctrl-C, Ctrl-D or `/quit`, or when piped input has
 * ended and all of it is answered. Throws when the server refuses, or is lost and does not come back.
 */
export async function chat(options: ChatOptions): Promise<void> {
  // The SDK writes there what this says in its own words.
  console.info = () => {};
  console.warn = () => {};
  const client = new Client(addressOf(options.url));
  client.auth.token = (await tokenFor(options)) ?? '';
  const room = await client
    .joinOrCreate<WorldState>('world', {
      protocol: 1,
      name: options.name,
      player: `terminal:${options.name}`,
      instance: options.instance,
      ...(options.world && { world: options.world }),
      ...(options.location && { location: options.location }),
    })
    .catch((cause) => {
      throw new SoliloquyError(
        'bad-join',
        `Could not join ${options.url}: ${explain(cause, options.start)}`,
        { cause },
      );
    });
  room.reconnection.minUptime = 0;
  const conversation = new Conversation(room as never, options.npc, options.location);
  await new Promise<void>((resolve) => room.onStateChange.once(() => resolve()));
  await conversation.run();
}

function addressOf(url: string): string {
  const isAddress = URL.canParse(url) && /^(http|ws)s?:/.test(url);
  if (isAddress) return url;
  throw new SoliloquyError(
    'bad-config',
    `--url: expected an address such as http://127.0.0.1:2567, got "${url}"`,
  );
}

async function tokenFor({ as, token, dataDir, readTokens }: ChatOptions): Promise<string | undefined> {
  if (token || as === 'player') return token;
  const kept = await readTokens(dataDir);
  if (!kept)
    throw new SoliloquyError(
      'bad-token',
      `No tokens in ${dataDir}: give the server's data folder by --data-dir, or a token by --token.`,
    );
  return kept[as as 'designer' | 'game'];
}

function explain(cause: unknown, start: string): string {
  const { message = '', code } = cause as { message?: string; code?: unknown };
  if (/fetch failed|ECONNREFUSED/.test(message) || code === 'ECONNREFUSED')
    return `no server answers there. Start one with ${start}, or give its address by --url.`;
  return message.replace(/^[a-z-]+: /, '') || String(cause);
}
