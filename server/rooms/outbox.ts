import { type Client, getMessageBytes, Protocol } from '@colyseus/core';
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
