import { setTimeout } from 'node:timers/promises';
import { CloseCode, type Room } from '@colyseus/sdk';
import pc from 'picocolors';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { TurnStatus } from '../../schemas/layers.ts';
import type { ServerMessages } from '../../schemas/messages.ts';
import type { WorldState } from '../../schemas/state.ts';
import { Passage, renderPast, renderSaid } from './passage.ts';
import { Screen } from './screen.ts';

const HELP = `  /to NPC         speak to someone else; /to alone: to whoever is there
  /whisper TEXT   so that nobody else hears
  /go PLACE       go somewhere; /where lists the places and who is here
  /stop           interrupt
  /quit           leave; so does Ctrl-C
  (waves) Hello   an action, words, or both`;

const ENDINGS: Record<TurnStatus, string> = {
  complete: '',
  fallback: 'the language model failed, so the built-in one answered',
  failed: 'the language model failed in mid-reply',
  interrupted: 'interrupted',
};

const LOST: Record<number, string> = {
  [CloseCode.SERVER_SHUTDOWN]: 'The server was stopped.',
  [CloseCode.FAILED_TO_RECONNECT]: 'The server did not come back.',
};
const lostBy = (code: number) => `The server ended the connection (${code}); its log says why.`;

/** One conversation on one terminal. */
export class Conversation {
  readonly #room: Room<unknown, WorldState>;
  readonly #wanted: string | undefined;
  readonly #screen: Screen;
  /** What is being said, by turn: the first is on the screen, the others wait until it has ended. */
  readonly #passages = new Map<string, Passage>();
  readonly #commands: Record<string, (argument: string) => void>;
  #npc: string | undefined;
  /** Where the client has gone; the state tells it of players only. */
  #place: string | undefined;
  /** What came before the screen was ready for it. */
  #early: (() => void)[] | undefined = [];
  /** Requests and turns that are to be waited for. */
  readonly #awaited = new Set<unknown>();
  readonly #ended = new Set<string>();
  #end: (error?: Error) => void = () => {};
  #isLeaving = false;

  constructor(room: Room<unknown, WorldState>, npc: string | undefined, place: string | undefined) {
    this.#room = room;
    this.#wanted = npc;
    this.#place = place;
    this.#screen = new Screen((line) => this.#enter(line.trim()));
    this.#commands = {
      quit: () => this.#end(),
      stop: () => this.#stop(),
      go: (location) => this.#go(location),
      to: (name) => this.#turnTo(name),
      whisper: (text) => this.#say(text, { whisper: true }),
      where: () => this.#look(),
      help: () => this.#screen.print(pc.dim(HELP)),
    };
    this.#listen();
  }

  /** Until the person leaves; throws when the connection is lost for good. */
  async run(): Promise<void> {
    if (this.#wanted) this.#npc = this.#find(this.#wanted);
    this.#screen.print(this.#header());
    const ended = new Promise<void>((resolve, reject) => {
      this.#end = (error) => (error ? reject(error) : resolve());
    });
    this.#screen.onEnd((reason) => {
      if (reason === 'left') return this.#end();
      this.#isLeaving = true;
      this.#leaveWhenAnswered();
    });
    for (const handle of this.#early ?? []) handle();
    this.#early = undefined;
    this.#screen.open();
    try {
      await ended;
      // A connection that is gone does not answer.
      await Promise.race([this.#room.leave(), setTimeout(1000)]);
    } finally {
      this.#screen.close();
    }
  }

  #listen(): void {
    const later =
      <T>(handle: (message: T) => void) =>
      (message: T) => {
        if (this.#early) this.#early.push(() => handle(message));
        else handle(message);
      };
    const on = <T extends keyof ServerMessages>(type: T, handle: (message: ServerMessages[T]) => void) =>
      this.#room.onMessage(type as string, later(handle as (message: unknown) => void));
    on('history', ({ lines }) => {
      if (lines.length > 0) this.#screen.print(lines.map(renderPast).join('\n'));
    });
    on('heard', ({ from, name, text, action }) => {
      if (from !== `player:${this.#room.sessionId}`) this.#screen.print(renderSaid(name, text, action));
    });
    on('turn.start', ({ turn, npc }) => {
      this.#passages.set(turn, new Passage(this.#room.state.npcs.get(npc)?.name ?? npc));
      this.#awaited.add(turn);
      this.#showWho();
    });
    on('turn.delta', (delta) => {
      this.#passages.get(delta.turn)?.add(delta);
      this.#write();
    });
    on('turn.end', ({ turn, status }) => this.#over(turn, ENDINGS[status]));
    on('turn.retracted', ({ turn }) => this.#over(turn, 'taken back'));
    // The terminal is all the game there is: it shows what an NPC does, and lets it succeed.
    on('action.call', ({ call, npc, name, args }) => {
      const who = this.#room.state.npcs.get(npc)?.name ?? npc;
      const given = Object.keys(args).length > 0 ? ` ${JSON.stringify(args)}` : '';
      this.#screen.print(pc.yellow(`! ${who}: ${name}${given}`));
      this.#room.send('action.result', { call, ok: true });
    });
    on('error', ({ message }) => this.#screen.print(pc.red(message)));
    this.#room.onMessage('*', () => {});
    this.#room.onDrop(() => this.#screen.print(pc.yellow('The connection is lost; trying to get back …')));
    this.#room.onReconnect(() => this.#screen.print(pc.yellow('Back again.')));
    this.#room.onLeave((code) => this.#end(new SoliloquyError('bad-join', LOST[code] ?? lostBy(code))));
  }

  #over(turn: string, ending: string): void {
    this.#ended.add(turn);
    this.#passages.get(turn)?.end(ending);
    this.#write();
    this.#settle(turn);
  }

  /** Writes what came of the passage on the screen; when it has ended, the next one's turn has come. */
  #write(): void {
    for (const [turn, passage] of this.#passages) {
      const text = passage.take();
      if (text) this.#screen.append(text, `${pc.bold(pc.yellow(passage.name))}: `);
      if (passage.isOver) {
        this.#screen.finish();
        if (passage.ending) this.#screen.print(pc.dim(`(${passage.name}: ${passage.ending})`));
        this.#passages.delete(turn);
      } else if (passage.isBegun) break;
    }
    this.#showWho();
  }

  #showWho(): void {
    const [first] = this.#passages.values();
    this.#screen.status = first ? pc.dim(`${first.name} is thinking …`) : '';
  }

  /** Something that was waited for has come to its end. */
  #settle(what: unknown): void {
    this.#awaited.delete(what);
    this.#leaveWhenAnswered();
  }

  #leaveWhenAnswered(): void {
    if (this.#isLeaving && this.#awaited.size === 0) this.#end();
  }

  #header(here = this.#here): string {
    const { title, time, weather, locations, npcs } = this.#room.state;
    const place = (here && locations.get(here)?.name) ?? 'everywhere';
    const present = [...npcs.values()].filter((npc) => !here || npc.location === here).map((npc) => npc.name);
    return `\n${pc.bold(title)}  ${pc.dim(`${place} · ${time} · ${weather}`)}\n${pc.dim(
      `Here: ${present.join(', ') || 'nobody'}.  /help lists the commands.\n`,
    )}`;
  }

  get #here(): string | undefined {
    return this.#room.state.players.get(this.#room.sessionId)?.location ?? this.#place;
  }

  #go(location: string): void {
    this.#ask('move', { location }, () => {
      this.#place = location;
      this.#screen.print(this.#header(location));
    });
  }

  #look(): void {
    const places = [...this.#room.state.locations].map(([id, { name }]) => `  ${id.padEnd(16)}${name}`);
    this.#screen.print(`${this.#header()}${pc.dim(places.join('\n'))}`);
  }

  #find(wanted: string): string {
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

  #turnTo(name: string): void {
    try {
      this.#npc = name ? this.#find(name) : undefined;
    } catch (error) {
      this.#screen.print(pc.red((error as Error).message));
    }
  }

  #stop(): void {
    const busy = [...this.#room.state.npcs.values()].filter(
      ({ activity }) => activity === 'speaking' || activity === 'thinking',
    );
    if (busy.length === 0) this.#screen.print(pc.dim('Nobody is speaking.'));
    for (const { id } of busy) this.#ask('interrupt', { npc: id });
  }

  #enter(line: string): void {
    if (line === '') return;
    const { command, argument = '' } = /^\/(?<command>\S*)\s*(?<argument>.*)$/s.exec(line)?.groups ?? {};
    if (command === undefined) return this.#say(line);
    const run = Object.hasOwn(this.#commands, command) ? this.#commands[command] : undefined;
    if (run) run(argument);
    else this.#screen.print(pc.red(`There is no command /${command}; /help lists them.`));
  }

  #say(line: string, how: { whisper?: boolean } = {}): void {
    const { action, text } = /^\((?<action>[^)]+)\)\s*(?<text>.*)$/s.exec(line)?.groups ?? { text: line };
    this.#ask('say', { text, ...how, ...(action && { action }), ...(this.#npc && { npc: this.#npc }) });
  }

  #ask(type: string, message: object, onDone = () => {}): void {
    const request = this.#room.request(type, message, { timeout: 60_000 }) as Promise<{ turn?: string }>;
    this.#awaited.add(request);
    request
      .then(({ turn }) => {
        if (turn !== undefined && !this.#ended.has(turn)) this.#awaited.add(turn);
        onDone();
      })
      .catch((error) => this.#screen.print(pc.red(sentenceOf(error))))
      .finally(() => this.#settle(request));
  }
}

/** The server's refusal, or what the SDK says. */
function sentenceOf(error: unknown): string {
  const { reason, message } = error as { reason?: { message?: string }; message: string };
  return reason?.message ?? message;
}
