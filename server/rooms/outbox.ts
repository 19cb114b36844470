import { type Client, ClientState, getMessageBytes, Protocol } from '@colyseus/core';
import type { WebSocket } from 'ws';
import type { ServerMessages } from '../../schemas/messages.ts';

/** A frame, encoded once for all who get it. */
export const frameOf = <T extends keyof ServerMessages>(type: T, message: ServerMessages[T]): Uint8Array =>
  Uint8Array.from(getMessageBytes.raw(Protocol.ROOM_DATA, type, message));

/** Bytes a client may leave unread before it misses deltas; the turn's end carries all of them. */
const DROP_DELTAS = 256 * 1024;
/** Bytes a client may leave unread before its connection is cut. */
const CUT = 4 * 1024 * 1024;

/** Sends a frame, within bounds: Colyseus itself never looks at a socket's send buffer. */
export function sendFrame(client: Client, frame: Uint8Array, kind: 'delta' | 'other'): void {
  const socket = client.ref as unknown as WebSocket;
  const unread = socket.bufferedAmount;
  // Not closed but cut: a closing frame would wait behind all that is unread, and hold the memory until then.
  if (unread > CUT) socket.terminate();
  else if (kind === 'other' || unread <= DROP_DELTAS) client.enqueueRaw(frame);
}

/** A frame that says what became of a turn. */
export type Fate = { turn: string; frame: Uint8Array };

/** Most frames that wait for a receipt: beyond them a client that answers no ping has nothing sent again. */
const MAX_UNCONFIRMED = 256;

/**
 * What became of turns, as one client was told: kept until its socket answers a ping that was sent behind it. A network that
 * dies takes with it what was written last, and it is seconds until that is noticed.
 */
export class Receipts {
  /** By turn, oldest first. */
  readonly #unconfirmed = new Map<string, { mark: number; frame: Uint8Array }>();
  #client: Client | undefined;
  #mark = 0;
  /** What the ping that waits for its answer holds. There is one at a time: peers close a socket on which many come at once. */
  #asked: number | undefined;

  /** Hears what a client's socket confirms: to be called for each connection of it. */
  listen(client: Client): void {
    this.#client = client;
    this.#asked = undefined;
    (client.ref as unknown as WebSocket).on('pong', (data: Buffer) => this.#confirm(client, data.toString()));
  }

  /** Sends what became of a turn. */
  send(client: Client, { turn, frame }: Fate): void {
    sendFrame(client, frame, 'other');
    this.#mark += 1;
    this.#unconfirmed.delete(turn);
    this.#unconfirmed.set(turn, { mark: this.#mark, frame });
    if (this.#unconfirmed.size > MAX_UNCONFIRMED)
      this.#unconfirmed.delete(this.#unconfirmed.keys().next().value!);
    this.#ask();
  }

  /** Gives back what may have been lost, oldest first; nothing is kept of it. */
  take(): Fate[] {
    const fates = [...this.#unconfirmed].map(([turn, { frame }]) => ({ turn, frame }));
    this.#unconfirmed.clear();
    return fates;
  }

  #ask(): void {
    const socket = this.#client?.ref as unknown as WebSocket | undefined;
    // Colyseus holds frames back for one who is still coming in, and a ping would overtake them.
    if (this.#asked !== undefined || this.#client?.state !== ClientState.JOINED) return;
    if (socket?.readyState !== socket?.OPEN) return;
    this.#asked = this.#mark;
    socket?.ping(String(this.#mark));
  }

  #confirm(client: Client, answer: string): void {
    // Colyseus' own pings carry nothing.
    if (client !== this.#client || answer !== String(this.#asked)) return;
    for (const [turn, { mark }] of this.#unconfirmed)
      if (mark <= this.#asked!) this.#unconfirmed.delete(turn);
    this.#asked = undefined;
    if (this.#unconfirmed.size > 0) this.#ask();
  }
}

type Pending = { turn: string; span: number; layer: ServerMessages['turn.delta']['layer']; text: string };

const BUSY_MERGE_MS = 33;
const BUSY_LAG_MS = 8;

/**
 * Merges deltas of one turn and span. A span's first goes at once; those behind it leave together at the end of this
 * pass of the event loop, or up to 33 ms later while the process is busy (passes take longer than 8 ms).
 */
export class DeltaMerger {
  readonly #send: (delta: Pending) => void;
  readonly #pending = new Map<string, Pending>();
  readonly #seen = new Map<string, number>();
  #isScheduled = false;
  #isBusy = false;

  constructor(send: (delta: Pending) => void) {
    this.#send = send;
  }

  push(delta: Pending): void {
    const waiting = this.#pending.get(delta.turn);
    if (waiting?.span === delta.span) {
      waiting.text += delta.text;
      return;
    }
    this.flush(delta.turn);
    if (this.#seen.get(delta.turn) !== delta.span) {
      this.#seen.set(delta.turn, delta.span);
      this.#send(delta);
      return;
    }
    this.#pending.set(delta.turn, { ...delta });
    this.#schedule();
  }

  /** Sends what waits of a turn; to be called before anything else of that turn is sent. */
  flush(turn: string): void {
    const waiting = this.#pending.get(turn);
    if (!waiting) return;
    this.#pending.delete(turn);
    this.#send(waiting);
  }

  end(turn: string): void {
    this.flush(turn);
    this.#seen.delete(turn);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const asked = performance.now();
    const flushAll = () => {
      this.#isScheduled = false;
      this.#isBusy = !this.#isBusy && performance.now() - asked > BUSY_LAG_MS;
      for (const turn of [...this.#pending.keys()]) this.flush(turn);
    };
    if (this.#isBusy) setTimeout(flushAll, BUSY_MERGE_MS);
    else setImmediate(flushAll);
  }
}
