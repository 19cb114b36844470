import { EventEmitter, once } from 'node:events';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Client, type Room } from '@colyseus/sdk';
import { WebSocket } from 'ws';
import type { Config } from '../schemas/config.ts';
import type { ServerMessages } from '../schemas/messages.ts';
import type { WorldState } from '../schemas/state.ts';
import { readConfig } from '../server/config.ts';
import type { Judge } from '../server/lab/judge/judge.ts';
import type { Embedder } from '../server/llm/embeddings.ts';
import type { LanguageModel } from '../server/llm/language-model.ts';
import type { Authenticate } from '../server/rooms/auth.ts';
import { type RunningServer, serve } from '../server/serve.ts';
import type { Log } from '../server/world/instance-parts.ts';
import { type WorldFiles, writeWorld } from './worlds.ts';

export const DESIGNER = 'designer-token-for-tests';
export const GAME = 'game-token-for-tests';

export type GameOptions = WorldFiles & {
  model?: LanguageModel;
  standIn?: LanguageModel;
  thinking?: LanguageModel;
  embedder?: Embedder;
  judge?: Judge;
  authenticate?: Authenticate;
  /** An existing world folder, instead of one written for the test. */
  dir?: string;
  dataDir?: string;
  config?: Partial<Config>;
  watch?: boolean;
  /** Unix milliseconds. */
  now?: () => number;
  /** 0 to 1. */
  random?: () => number;
};

type Logged = { level: string; message: string; fields: object };

/** A real server on a free port, and real clients of it; ends with the test. */
export type Game = {
  url: string;
  server: RunningServer;
  dir: string;
  dataDir: string;
  logged: Logged[];
  /** The first message that fits and that was not waited for before; waits for it. */
  untilLogged(pattern: RegExp): Promise<Logged>;
  join(options?: Record<string, unknown>, token?: string): Promise<Player>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export async function startGame(options: GameOptions = {}): Promise<Game> {
  const dir = options.dir ?? (await writeWorld(options));
  const dataDir = options.dataDir ?? path.join(dir, '..', 'data');
  const logged: Logged[] = [];
  const news = new EventEmitter();
  const write = (level: string) => (fields: object, message: string) => {
    logged.push({ level, fields, message });
    news.emit('logged');
  };
  const awaited = new Set<Logged>();
  const untilLogged = async (pattern: RegExp): Promise<Logged> => {
    for (;;) {
      const found = logged.find((entry) => pattern.test(entry.message) && !awaited.has(entry));
      if (found) {
        awaited.add(found);
        return found;
      }
      await once(news, 'logged');
    }
  };
  const log: Log = { info: write('info'), warn: write('warn'), error: write('error'), debug: write('debug') };
  const config = {
    ...readConfig({ WORLD: dir, DATA_DIR: dataDir, PORT: '0', LLM_BACKGROUND: 'off' }, {}),
    ...options.config,
  };
  const server = await serve({
    config,
    tokens: { designer: DESIGNER, game: GAME, ...(config.PLAYER_TOKEN && { player: config.PLAYER_TOKEN }) },
    log,
    watch: options.watch ?? false,
    ...(options.model && { model: options.model }),
    ...(options.standIn && { standIn: options.standIn }),
    ...(options.thinking && { thinking: options.thinking }),
    ...(options.embedder && { embedder: options.embedder }),
    ...(options.judge && { judge: options.judge }),
    ...(options.authenticate && { authenticate: options.authenticate }),
    ...(options.now && { now: options.now }),
    ...(options.random && { random: options.random }),
  });
  const players: Player[] = [];
  let isStopped = false;
  const stop = async () => {
    if (isStopped) return;
    isStopped = true;
    for (const player of players) await player.leave();
    await server.close();
  };
  return {
    url: server.url,
    server,
    dir,
    dataDir,
    logged,
    untilLogged,
    join: async (joinOptions = {}, token) => {
      const player = await Player.join(server.url, joinOptions, token);
      players.push(player);
      return player;
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      if (!options.dir) await rm(path.join(dir, '..'), { recursive: true, force: true });
    },
  };
}

export type Received = {
  [T in keyof ServerMessages]: { type: T; message: ServerMessages[T] };
}[keyof ServerMessages];

const TYPES: (keyof ServerMessages)[] = [
  'heard',
  'turn.start',
  'turn.delta',
  'turn.sentence',
  'turn.end',
  'turn.retracted',
  'action.call',
  'history',
  'error',
];

/** A client that joined with the official SDK and keeps every message, and the raw bytes of every frame, it got. */
export class Player {
  readonly room: Room<unknown, WorldState>;
  readonly received: Received[] = [];
  readonly frames: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #hasLeft = false;

  private constructor(room: Room) {
    this.room = room as unknown as Room<unknown, WorldState>;
    for (const type of TYPES)
      room.onMessage(type, (message: never) => {
        this.received.push({ type, message } as Received);
        this.#wake();
      });
    room.onMessage('*', () => {});
    room.onStateChange(() => this.#wake());
    room.onLeave(() => {
      this.#hasLeft = true;
      this.#wake();
    });
    tap(room, this.frames);
  }

  static async join(url: string, options: Record<string, unknown> = {}, token?: string): Promise<Player> {
    const client = new Client(url);
    if (token) client.auth.token = token;
    const room = await client.joinOrCreate('world', { name: 'Ash', ...options });
    const player = new Player(room);
    await player.until(
      () => player.received.some(({ type }) => type === 'history') && player.state.npcs !== undefined,
    );
    return player;
  }

  get state(): WorldState {
    return this.room.state;
  }

  get id(): string {
    return this.room.sessionId;
  }

  get hasLeft(): boolean {
    return this.#hasLeft;
  }

  send(type: string, message: unknown): void {
    this.room.send(type, message);
  }

  request(type: string, message: unknown): Promise<unknown> {
    return this.room.request(type as never, message as never) as Promise<unknown>;
  }

  all<T extends keyof ServerMessages>(type: T): ServerMessages[T][] {
    return this.received
      .filter((entry) => entry.type === type)
      .map((entry) => entry.message as ServerMessages[T]);
  }

  /** Waits for a message, from now on unless `since` says otherwise. */
  async next<T extends keyof ServerMessages>(
    type: T,
    fits: (message: ServerMessages[T]) => boolean = () => true,
  ): Promise<ServerMessages[T]> {
    let from = this.received.length;
    let found: ServerMessages[T] | undefined;
    await this.until(() => {
      for (; from < this.received.length; from += 1) {
        const entry = this.received[from]!;
        if (entry.type === type && fits(entry.message as ServerMessages[T])) {
          found = entry.message as ServerMessages[T];
          return true;
        }
      }
      return false;
    });
    return found!;
  }

  /** The end of the next turn that begins from now on. */
  nextTurn(npc?: string): Promise<ServerMessages['turn.end']> {
    return this.next('turn.end', (end) => npc === undefined || end.npc === npc);
  }

  /** Says something and waits for the reply to it. */
  async talk(message: Record<string, unknown>): Promise<ServerMessages['turn.end']> {
    const ref = `talk-${this.received.length}`;
    const find = () => {
      const turn = this.all('turn.start').findLast((start) => start.ref === ref)?.turn;
      return turn === undefined ? undefined : this.all('turn.end').find((end) => end.turn === turn);
    };
    this.send('say', { ...message, ref });
    await this.until(() => find() !== undefined);
    return find()!;
  }

  /** Waits until something holds; looked at after each message and state change. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Ends the connection without a word, as a lost network would: the SDK then reconnects by itself. */
  drop(): void {
    (this.room.connection as unknown as { transport: { ws: { close(): void } } }).transport.ws.close();
  }

  async leave(): Promise<void> {
    if (!this.#hasLeft) await this.room.leave().catch(() => {});
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

/** Keeps a copy of every frame as it comes off the socket. */
function tap(room: Room, frames: Buffer[]): void {
  const { events } = room.connection as unknown as {
    events: { onmessage(event: { data: ArrayBuffer }): void };
  };
  const original = events.onmessage;
  events.onmessage = (event) => {
    frames.push(Buffer.from(event.data));
    original.call(events, event);
  };
}

/** What the speech of a turn came to. */
export const speechOf = ({ spans }: { spans: { layer: string; text: string }[] }): string =>
  spans
    .filter((span) => span.layer === 'speech')
    .map((span) => span.text)
    .join(' ');

globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;
