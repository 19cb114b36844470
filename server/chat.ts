import readline from 'node:readline';
import { Client, type Room } from '@colyseus/sdk';
import pc from 'picocolors';
import { SoliloquyError } from '../schemas/errors.ts';
import type { Layer } from '../schemas/layers.ts';
import type { HistoryLine, ServerMessages } from '../schemas/messages.ts';
import type { WorldState } from '../schemas/state.ts';
import { readTokens } from './tokens.ts';

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
};

/** Takes back what stands on the current line of a screen. */
const CLEAR = process.stdout.isTTY ? '\r\x1b[K' : '';

const PAINT: Record<Layer, (text: string) => string> = {
  system_thinking: pc.gray,
  role_thinking: (text) => pc.italic(pc.magenta(text)),
  role_action: pc.cyan,
  speech: (text) => text,
  game_action: pc.yellow,
};
const FRAME: Record<Layer, [string, string]> = {
  system_thinking: ['{', '}'],
  role_thinking: ['[', ']'],
  role_action: ['(', ')'],
  speech: ['', ''],
  game_action: ['!', ''],
};

/** Talks to an NPC in the terminal, joining as any game does. Ends with Ctrl-D, Ctrl-C or `/quit`. */
export async function chat(options: ChatOptions): Promise<void> {
  const client = new Client(options.url);
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
      throw new SoliloquyError('bad-join', `Could not join ${options.url}: ${explain(cause)}`, { cause });
    });
  const conversation = new Conversation(room, options);
  await new Promise<void>((resolve) => room.onStateChange.once(() => resolve()));
  await conversation.run();
}

async function tokenFor({ as, token, dataDir }: ChatOptions): Promise<string | undefined> {
  if (token || as === 'player') return token;
  if (as !== 'designer' && as !== 'game')
    throw new SoliloquyError('bad-config', `--as: expected player, game or designer, got "${as}"`);
  const kept = await readTokens(dataDir);
  if (!kept)
    throw new SoliloquyError(
      'bad-token',
      `No tokens in ${dataDir}: start the server there first, or give --token.`,
    );
  return kept[as];
}

function explain(cause: unknown): string {
  const { message = '', code } = cause as { message?: string; code?: unknown };
  if (/fetch failed|ECONNREFUSED/.test(message) || code === 'ECONNREFUSED')
    return 'no server answers there. Start one with npm start.';
  return message || String(cause);
}

/** One conversation on one terminal. */
class Conversation {
  readonly #room: Room<unknown, WorldState>;
  readonly #options: ChatOptions;
  readonly #input: readline.Interface;
  /** What is being written on the current line of the screen. */
  #open: { turn: string; span: number; layer: Layer } | undefined;
  readonly #running = new Set<string>();
  /** Something was said that nobody has begun to answer. */
  #isUnanswered = false;
  /** Who speaks in which turn. */
  readonly #speakers = new Map<string, string>();
  #npc: string | undefined;
  #isOpen = false;
  #past: HistoryLine[] = [];

  constructor(room: Room, options: ChatOptions) {
    this.#room = room as unknown as Room<unknown, WorldState>;
    this.#options = options;
    this.#input = readline.createInterface({
      input: process.stdin,
      output: process.stdout,
      prompt: pc.green('> '),
    });
    // Until the world is there, what is typed waits.
    this.#input.pause();
    this.#listen();
  }

  async run(): Promise<void> {
    this.#npc = this.#find(this.#options.npc);
    this.#introduce();
    for (const line of this.#past) this.#print(pc.dim(renderPast(line)));
    let isWaiting = false;
    const ended = new Promise<void>((resolve) => {
      this.#input.on('close', () => {
        isWaiting = true;
        if (this.#isQuiet) resolve();
        else this.#onQuiet = resolve;
      });
      this.#room.onLeave((code, reason) => {
        if (!isWaiting) this.#print(pc.red(`The connection ended (${code}${reason ? `: ${reason}` : ''}).`));
        resolve();
      });
    });
    this.#input.on('line', (line) => this.#enter(line.trim()));
    this.#isOpen = true;
    this.#input.prompt();
    await ended;
    this.#input.close();
    await this.#room.leave().catch(() => {});
  }

  #onQuiet: () => void = () => {};

  get #isQuiet(): boolean {
    return this.#isOpen && this.#running.size === 0 && !this.#isUnanswered;
  }

  #find(wanted: string | undefined): string | undefined {
    if (wanted === undefined) return undefined;
    const npcs = [...this.#room.state.npcs.values()];
    const name = wanted.toLowerCase();
    const found =
      npcs.find((npc) => npc.id === name) ?? npcs.find((npc) => npc.name.toLowerCase().includes(name));
    if (found) return found.id;
    throw new SoliloquyError(
      'unknown-npc',
      `There is no NPC "${wanted}". There are: ${npcs.map((npc) => npc.id).join(', ')}.`,
    );
  }

  #introduce(): void {
    const { title, time, weather, locations, npcs, players } = this.#room.state;
    const here = players.get(this.#room.sessionId)?.location;
    const place = (here && locations.get(here)?.name) ?? 'everywhere';
    const present = [...npcs.values()].filter((npc) => !here || npc.location === here).map((npc) => npc.name);
    console.log(`\n${pc.bold(title)}  ${pc.dim(`${place} · ${time} · ${weather}`)}`);
    console.log(pc.dim(`Here: ${present.join(', ') || 'nobody'}.  /help lists the commands.\n`));
  }

  #listen(): void {
    const on = <T extends keyof ServerMessages>(type: T, handle: (message: ServerMessages[T]) => void) =>
      this.#room.onMessage(type as string, handle as (message: unknown) => void);
    on('history', ({ lines }) => {
      // What was said before comes before the screen is ready for it.
      if (!this.#isOpen) this.#past = lines;
      else for (const line of lines) this.#print(pc.dim(renderPast(line)));
    });
    on('heard', ({ from, text, action }) => {
      if (from !== `player:${this.#room.sessionId}`)
        this.#print(`${pc.green(this.#nameOf(from))}: ${action ? pc.cyan(`(${action}) `) : ''}${text}`);
    });
    on('turn.start', ({ turn, npc, to }) => {
      if (to === `player:${this.#room.sessionId}`) this.#isUnanswered = false;
      this.#running.add(turn);
      this.#speakers.set(turn, npc);
    });
    on('turn.delta', (delta) => this.#write(delta));
    on('turn.sentence', () => {});
    on('turn.retracted', () => {});
    on('turn.end', ({ turn, status }) => {
      this.#running.delete(turn);
      this.#speakers.delete(turn);
      if (this.#open?.turn === turn) {
        this.#closeSpan();
        process.stdout.write('\n');
      }
      if (status !== 'complete') this.#print(pc.dim(`(${status})`));
      this.#settle();
    });
    on('error', ({ code, message }) => {
      this.#print(pc.red(`${code}: ${message}`));
      this.#isUnanswered = false;
      this.#settle();
    });
    this.#room.onMessage('*', () => {});
  }

  #settle(): void {
    if (!this.#isQuiet) return;
    this.#onQuiet();
    this.#input.prompt(true);
  }

  #write({ turn, span, layer, text }: ServerMessages['turn.delta']): void {
    if (this.#open?.turn !== turn) {
      if (this.#open) {
        this.#closeSpan();
        process.stdout.write('\n');
      }
      const name = this.#nameOf(`npc:${this.#speakers.get(turn)}`);
      process.stdout.write(`${CLEAR}${pc.bold(pc.yellow(name))}: `);
    } else if (this.#open.span !== span) {
      this.#closeSpan();
      process.stdout.write(' ');
    }
    if (this.#open?.turn !== turn || this.#open.span !== span) {
      this.#open = { turn, span, layer };
      process.stdout.write(PAINT[layer](FRAME[layer][0]));
    }
    process.stdout.write(PAINT[layer](text));
  }

  #closeSpan(): void {
    if (this.#open) process.stdout.write(PAINT[this.#open.layer](FRAME[this.#open.layer][1]));
    this.#open = undefined;
  }

  #print(text: string): void {
    process.stdout.write(`${CLEAR}${text}\n`);
    if (this.#isQuiet) this.#input.prompt(true);
  }

  #nameOf(address: string): string {
    const id = address.slice(address.indexOf(':') + 1);
    const { npcs, players } = this.#room.state;
    return (address.startsWith('npc:') ? npcs.get(id)?.name : players.get(id)?.name) ?? 'Someone';
  }

  #enter(line: string): void {
    const [command, ...rest] = line.split(' ');
    const argument = rest.join(' ');
    if (line === '') return this.#input.prompt();
    switch (command) {
      case '/quit':
        return this.#input.close();
      case '/stop':
        for (const npc of this.#room.state.npcs.values())
          if (npc.activity === 'speaking' || npc.activity === 'thinking')
            this.#room.send('interrupt', { npc: npc.id });
        return;
      case '/go':
        return this.#room.send('move', { location: argument });
      case '/to':
        this.#npc = argument ? this.#find(argument) : undefined;
        return this.#input.prompt();
      case '/whisper':
        return this.#say({ text: argument, whisper: true });
      case '/where':
        this.#introduce();
        for (const [id, { name }] of this.#room.state.locations) console.log(pc.dim(`  ${id}  ${name}`));
        return this.#input.prompt();
      case '/help':
        console.log(
          pc.dim(
            '  /to NPC   /whisper TEXT   /go PLACE   /where   /stop   /quit\n  (waves) Hello: an action, then words',
          ),
        );
        return this.#input.prompt();
      default: {
        const { action, text } = /^\((?<action>[^)]+)\)\s*(?<text>.+)$/.exec(line)?.groups ?? { text: line };
        return this.#say({ text: text!, ...(action && { action }) });
      }
    }
  }

  #say(message: { text: string; action?: string; whisper?: boolean }): void {
    this.#isUnanswered = true;
    this.#room.send('say', { ...message, ...(this.#npc && { npc: this.#npc }) });
  }
}

const renderPast = ({ name, kind, spans }: HistoryLine): string => {
  const text = spans
    .map(({ layer, text: words }) => `${FRAME[layer][0]}${words}${FRAME[layer][1]}`)
    .join(' ');
  return kind === 'event' ? `* ${spans.map((span) => span.text).join(' ')}` : `${name}: ${text}`;
};
