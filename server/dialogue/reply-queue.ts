import { SoliloquyError } from '../../schemas/errors.ts';
import type { Line } from '../../schemas/record.ts';
import type { Turn } from './turn.ts';
import type { TurnEvent } from './turn-events.ts';

/** What an NPC says to another one of its own accord: no words join it, and it comes to nothing where it says nothing. */
export type Aside = {
  /** The address of the NPC that it is said to. */
  to: string;
  /** What they talk about, in words for the model; '' where nothing is given. */
  about: string;
  /** Nobody is to answer it. */
  isLast: boolean;
};

/**
 * What a reply answers: the lines spoken since, all of them public or one whisper's. `turn`: the id the reply will have.
 * `refs`: what their speakers named them by, by address.
 */
export type Due = {
  turn: string;
  lines: Line[];
  refs: Map<string, string>;
  replaces?: Line;
  aside?: Aside;
  /** Since when it waits, in Unix milliseconds. */
  since: number;
};

/** Lines to be answered; `ref`: what the speaker of the last one named it by. */
export type Asked = Pick<Due, 'lines' | 'replaces' | 'aside'> & { ref?: string };

export type ReplyQueueOptions = {
  /** How many lines may wait, those that joined a turn included; one more is refused with `busy`. */
  limit: number;
  newTurnId(): string;
  /** Unix milliseconds. */
  now(): number;
  /** Makes the turn that answers. */
  begin(due: Due): Turn;
  /** Called for each event of the running turn, in order. */
  onEvent(event: TurnEvent, due: Due): void;
  /** The turn could not be made durable. */
  onFailure(error: unknown, turn: Turn): void;
  /** The lines that waited for this turn will not be answered. */
  onForgotten(turn: string): void;
};

/** One NPC's replies: one turn at a time, a queue behind it. Words that come before anything was visible join the turn. */
export class ReplyQueue {
  readonly #options: ReplyQueueOptions;
  #waiting: Due[] = [];
  #running: { turn: Turn; due: Due; done: Promise<void> } | undefined;
  #isPaused = false;
  #isBlocked = false;

  constructor(options: ReplyQueueOptions) {
    this.#options = options;
  }

  get turn(): Turn | undefined {
    return this.#running?.turn;
  }

  /** Lines that wait for an answer. */
  get length(): number {
    return this.#waiting.reduce((sum, due) => sum + due.lines.length, 0);
  }

  /** Whether one more line may be asked to be answered. */
  get hasRoom(): boolean {
    const joined = (this.#running?.due.lines.length ?? 1) - 1;
    return this.length + joined < this.#options.limit;
  }

  /** Throws `busy` when the queue is full; nothing is changed then. */
  assertRoom(name: string): void {
    if (!this.hasRoom)
      throw new SoliloquyError(
        'busy',
        `${name} has ${this.#options.limit} lines to answer already; wait for a reply.`,
      );
  }

  /** Has the NPC answer, now or after what it is saying. Returns the id of the turn that answers. */
  push({ ref, ...due }: Asked): string {
    const speaker = due.lines.at(-1)?.from;
    const refs = new Map(speaker !== undefined && ref !== undefined ? [[speaker, ref]] : []);
    const running = this.#running;
    if (
      running &&
      !due.replaces &&
      !running.due.replaces &&
      joinable(running.due, due) &&
      running.turn.join()
    ) {
      running.due.lines.push(...due.lines);
      for (const [who, each] of refs) running.due.refs.set(who, each);
      return running.due.turn;
    }
    const last = this.#waiting.at(-1);
    if (last && !due.replaces && !last.replaces && joinable(last, due)) {
      last.lines.push(...due.lines);
      for (const [who, each] of refs) last.refs.set(who, each);
      return last.turn;
    }
    const turn = this.#options.newTurnId();
    this.#waiting.push({ turn, refs, since: this.#options.now(), ...due });
    this.#next();
    return turn;
  }

  /**
   * Takes back new takes of a line, waiting and under way, and does some work then; no turn begins before that is done. A take
   * that was being committed stands.
   */
  async withdraw(seq: number, work: () => Promise<void>): Promise<void> {
    const isTake = ({ replaces }: Due) => replaces?.seq === seq;
    const forgotten = this.#waiting.filter(isTake);
    this.#waiting = this.#waiting.filter((due) => !isTake(due));
    for (const { turn } of forgotten) this.#options.onForgotten(turn);
    this.#isBlocked = true;
    try {
      if (this.#running && isTake(this.#running.due)) {
        this.#running.turn.withdraw();
        await this.#running.done;
      }
      await work();
    } finally {
      this.#isBlocked = false;
      this.#next();
    }
  }

  /** Forgets what waits and stops what runs; resolves when the running turn has been committed. */
  async stop(): Promise<void> {
    const forgotten = this.#waiting;
    this.#waiting = [];
    for (const { turn } of forgotten) this.#options.onForgotten(turn);
    this.#running?.turn.interrupt();
    await this.#running?.done;
  }

  /**
   * Cuts what is being said; what waits is said afterwards. Resolves once what was seen or heard of it is committed: at once
   * where nothing was.
   */
  async cut(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    running.turn.interrupt();
    if (running.turn.hasHappened) await running.done;
  }

  /**
   * Begins no turn while paused, and stops what runs: it is cut, and committed when this resolves; but a reply of which
   * nobody has heard anything yet is given afterwards, as what waits is. `isBrief`: its model goes on thinking meanwhile.
   */
  async pause(isPaused: boolean, { isBrief = false } = {}): Promise<void> {
    this.#isPaused = isPaused;
    if (!isPaused) {
      this.#running?.turn.resume();
      return this.#next();
    }
    if (!this.#running || this.#running.turn.hold({ isBrief })) return;
    this.#running.turn.interrupt();
    await this.#running.done;
  }

  #next(): void {
    if (this.#running || this.#isPaused || this.#isBlocked) return;
    const due = this.#waiting.shift();
    if (due) {
      const turn = this.#options.begin(due);
      this.#running = { turn, due, done: this.#run(turn, due) };
    }
  }

  async #run(turn: Turn, due: Due): Promise<void> {
    // Begins after the caller has noted the turn.
    await Promise.resolve();
    try {
      for await (const event of turn.events()) {
        // Over before it is told: whoever hears of the end may speak again at once.
        if (event.kind === 'end' || event.kind === 'withdrawn') this.#running = undefined;
        this.#options.onEvent(event, due);
      }
    } catch (error) {
      this.#running = undefined;
      this.#options.onFailure(error, turn);
    }
    this.#next();
  }
}

/** Public words join public words; a whisper joins only the same person's whisper. */
function joinable(a: Asked, b: Asked): boolean {
  if (a.aside || b.aside) return false;
  const [first, second] = [a.lines.at(-1), b.lines.at(-1)];
  if (!first || !second || first.whisper !== second.whisper) return false;
  return !first.whisper || first.from === second.from;
}
