import { Client, type Room } from '@colyseus/sdk';
import { CONSOLE_SESSION } from '../../../../schemas/console/server.ts';
import type { ClientMessage, ClientMessageType, ServerMessages } from '../../../../schemas/messages.ts';
import type { WorldState } from '../../../../schemas/state.ts';
import { base } from '../api.ts';

export type WorldRoom = Room<unknown, WorldState>;
export type JoinOptions = { instance: string; name: string; player?: string; location?: string };

/** What the room refused, in its own sentence. */
export class Refused extends Error {
  readonly code: string;

  constructor({ code, message }: { code: string; message: string }) {
    super(message);
    this.code = code;
  }
}

/** Joins the room as a designer, by this page's cookie. Rejects with `code` 401 where that no longer holds. */
export async function join(options: JoinOptions): Promise<WorldRoom> {
  const client = new Client(`${location.origin}${base}`);
  client.auth.token = CONSOLE_SESSION;
  const room = (await client.joinOrCreate('world', { protocol: 1, ...options })) as unknown as WorldRoom;
  // The server's record says what was missed, so a new seat is as good as the old one, and outlives a restart.
  room.reconnection.enabled = false;
  return room;
}

/** Asks the room for something; throws `Refused` where it says no, and another error where no answer came. */
export async function request<T extends ClientMessageType>(
  room: WorldRoom,
  type: T,
  message: ClientMessage<T> | Partial<ClientMessage<T>>,
): Promise<unknown> {
  try {
    return await room.request(type as never, message as never);
  } catch (error) {
    // The SDK puts the server's own words there.
    const { reason } = error as { reason?: { code: string; message: string } };
    throw reason ? new Refused(reason) : error;
  }
}

/** Calls `hear` for every message of that type. */
export const onMessage = <T extends keyof ServerMessages>(
  room: WorldRoom,
  type: T,
  hear: (message: ServerMessages[T]) => void,
): void => {
  room.onMessage(type as never, hear as never);
};

const ASK_MS = 4000;

/** Calls `onSilence` when the server gives no sign of life for some eight seconds: a network may be gone without a word. */
export function askForLife(room: WorldRoom, onSilence: () => void): () => void {
  let isAwaited = false;
  const timer = setInterval(() => {
    if (isAwaited) {
      clearInterval(timer);
      room.connection.close();
      return onSilence();
    }
    isAwaited = true;
    room.ping(() => {
      isAwaited = false;
    });
  }, ASK_MS);
  return () => clearInterval(timer);
}

/** Waits longer from try to try, up to four seconds, and no longer than until the network is back. */
export function pause(tries: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(4000, 300 * 2 ** tries));
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
