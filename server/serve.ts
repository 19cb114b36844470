import http from 'node:http';
import { matchMaker, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import type { Config } from '../schemas/config.ts';
import { SoliloquyError } from '../schemas/errors.ts';
import { createSoliloquy, type Soliloquy, type SoliloquyOptions } from './app.ts';
import { bondHandlers } from './http/api/bonds.ts';
import { exchangeHandlers } from './http/api/exchange.ts';
import { labHandlers } from './http/api/lab.ts';
import { sceneHandlers } from './http/api/lab-scenes.ts';
import { lineHandlers } from './http/api/lines.ts';
import { memoryHandlers } from './http/api/memories.ts';
import { npcHandlers } from './http/api/npcs.ts';
import { personaHandlers } from './http/api/personas.ts';
import { rerunHandlers } from './http/api/rerun.ts';
import { serverHandlers } from './http/api/server.ts';
import { turnHandlers } from './http/api/turns.ts';
import { worldHandlers } from './http/api/world.ts';
import { consoleApi, type Handlers } from './http/api.ts';
import { consoleRoutes } from './http/console.ts';
import { guardRequests } from './http/guard.ts';
import { healthRoutes } from './http/health.ts';
import { Sessions } from './http/session.ts';
import { LabRuns } from './lab/runs/lab-runs.ts';
import { authenticateBy, orBySession } from './rooms/auth.ts';
import { JoinLimit } from './rooms/join-limit.ts';

/** Tries a minute from one address at the console's sign-in. */
const TRIES_PER_MINUTE = 10;
/** A client's frame may hold this many bytes. */
const MAX_FRAME = 64 * 1024;

export type RunningServer = {
  soliloquy: Soliloquy;
  /** Where it listens: `http://127.0.0.1:2567`. */
  url: string;
  /** Ends running turns, commits them, closes every connection and the store. */
  close(): Promise<void>;
};

/** Starts the product: the `world` room on a server of its own, with the instance `main` open from the start. */
export async function serve(options: SoliloquyOptions): Promise<RunningServer> {
  const { config, tokens, now } = options;
  const authenticate = options.authenticate ?? authenticateBy(tokens);
  const sessions = new Sessions(tokens.designer, now);
  const soliloquy = await createSoliloquy({
    keeps: 'main',
    ...options,
    authenticate: orBySession(authenticate, (headers) => sessions.isSignedIn(headers)),
  });
  const labRuns = new LabRuns({ config, cast: soliloquy.cast, worldDir: soliloquy.worldDir });
  try {
    const server = http.createServer();
    const transport = new WebSocketTransport({
      server,
      maxPayload: MAX_FRAME,
      beforeUpgrade: (_request, { headers }) =>
        isAllowedOrigin(config, headers.get('origin')) || sessions.isSignedIn(headers)
          ? undefined
          : new Response('origin not allowed', { status: 403 }),
    });
    const colyseus = new Server({ transport, greet: false, gracefullyShutdown: false });
    colyseus.define('world', soliloquy.WorldRoom).filterBy(['world', 'instance']);
    colyseus.router = healthRoutes(() => ({
      ok: true,
      protocol: 1,
      world: soliloquy.cast.name,
      model: soliloquy.model.name,
      instances: [...soliloquy.instances].map(({ name, members }) => ({ name, clients: members.size })),
    }));
    await listen(colyseus, server, config);
    // A proxy on this machine may speak for anybody, so its address counts, too.
    const tries = new JoinLimit(TRIES_PER_MINUTE, { isOwnCounted: true });
    guardRequests(
      server,
      ({ headers }) =>
        isAllowedOrigin(config, headers.origin) ||
        sessions.isSignedIn(new Headers(headers as Record<string, string>)),
      consoleRoutes({
        sessions,
        isDesigner: async (token) => (await authenticate(token, new Headers()))?.role === 'designer',
        mayTry: (address) => tries.take(address),
        isSpent: (address) => tries.isSpent(address),
        api: consoleApi(handlersOf(soliloquy, config, labRuns), options.log),
        log: options.log,
      }),
    );
    await matchMaker.createRoom('world', { world: soliloquy.cast.name, instance: 'main' });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : config.PORT;
    const host = config.HOST.includes(':') ? `[${config.HOST.replaceAll(/[[\]]/g, '')}]` : config.HOST;
    return {
      soliloquy,
      url: `http://${host}:${port}`,
      close: async () => {
        await labRuns.close();
        await colyseus.gracefullyShutdown(false);
        server.closeAllConnections();
        await soliloquy.close();
      },
    };
  } catch (error) {
    await soliloquy.close();
    throw error;
  }
}

/** What answers each endpoint of the console's API. */
function handlersOf({ instanceParts, ...soliloquy }: Soliloquy, config: Config, labRuns: LabRuns): Handlers {
  const parts = { ...soliloquy, ...instanceParts, config, labRuns };
  return {
    ...serverHandlers(parts),
    ...turnHandlers(parts),
    ...rerunHandlers(parts),
    ...npcHandlers(parts),
    ...lineHandlers(parts),
    ...bondHandlers(parts),
    ...memoryHandlers(parts),
    ...worldHandlers(parts),
    ...personaHandlers(parts),
    ...exchangeHandlers(parts),
    ...labHandlers(parts),
    ...sceneHandlers(parts),
  };
}

/** Listens; rejects with what keeps it from that. Colyseus itself would print a stack and wait for ever. */
async function listen(colyseus: Server, server: http.Server, { PORT, HOST }: Config): Promise<void> {
  server.removeAllListeners('error');
  const failed = new Promise<never>((_, reject) => {
    server.on('error', (cause: NodeJS.ErrnoException) => reject(refusal(cause, PORT, HOST)));
  });
  await Promise.race([colyseus.listen(PORT, HOST), failed]);
}

function refusal(cause: NodeJS.ErrnoException, port: number, host: string): SoliloquyError {
  const sentences: Record<string, string> = {
    EADDRINUSE: `PORT or --port: ${port} is in use, perhaps by another Soliloquy; end that, or choose another port (0 picks a free one).`,
    EACCES: `PORT or --port: this user may not listen on ${port}; choose one above 1023.`,
    EADDRNOTAVAIL: `HOST or --host: ${host} is no address of this machine.`,
    ENOTFOUND: `HOST or --host: ${host} is no address of this machine.`,
  };
  const sentence = sentences[cause.code ?? ''] ?? `Could not listen on ${host}:${port}: ${cause.message}`;
  return new SoliloquyError('bad-config', sentence, { cause });
}

function isAllowedOrigin({ ALLOWED_ORIGINS }: Config, origin: string | null | undefined): boolean {
  if (!ALLOWED_ORIGINS || !origin) return true;
  return ALLOWED_ORIGINS.split(',').some((allowed) => allowed.trim() === origin);
}
