import type { TakeView } from '../../../../schemas/console/turns.ts';
import type { Span } from '../../../../schemas/layers.ts';
import { askForLife, join, onMessage, pause, request, type WorldRoom } from './connection.ts';
import {
  type Entry,
  withDelta,
  withEdit,
  withEnd,
  withHeard,
  withHistory,
  without,
  withStart,
  withTake,
} from './record.ts';
import { viewOf, type WorldView } from './snapshot.ts';

export type Live = {
  status: 'joining' | 'live' | 'offline' | 'signed-out' | 'refused';
  /** Why, where it was refused. */
  problem?: string;
  world: WorldView | undefined;
  entries: readonly Entry[];
};

const NOTHING: Live = { status: 'joining', world: undefined, entries: [] };

/**
 * Watches one instance, seen by nobody in it, and joins again whenever the connection is gone; what was seen stays.
 * A store for `useSyncExternalStore`: tells its listeners at most once a frame, and when a request is done.
 */
export class Observer {
  readonly instance: string;
  #live: Live = NOTHING;
  #room: WorldRoom | undefined;
  #frame = 0;
  readonly #listeners = new Set<() => void>();
  readonly #end = new AbortController();
  /** Takes that are being put in the place of a turn. */
  readonly #kept = new Map<string, TakeView>();

  constructor(instance: string) {
    this.instance = instance;
    void this.#watch();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly current = (): Live => this.#live;

  /** Asks the room for something, and has told of what that changed when it resolves; rejects while there is no connection. */
  async request(
    ...[type, message]: Parameters<typeof request> extends [unknown, ...infer R] ? R : never
  ): Promise<unknown> {
    if (!this.#room) throw new Error('There is no connection to the server now.');
    const answer = await request(this.#room, type, message);
    // The state comes before the answer.
    this.#tell();
    return answer;
  }

  /** Gives a past turn other spans, here too: the server tells only of the last lines anew. */
  async edit(turn: string, spans: Omit<Span, 'span'>[]): Promise<void> {
    await this.request('turn.edit', { turn, spans });
    this.#set({ entries: withEdit(this.#live.entries, turn, spans) });
  }

  /** Puts another take in the place of a turn, and where that stands on the screen. */
  async keep(turn: string, take: TakeView): Promise<void> {
    this.#kept.set(turn, take);
    try {
      await this.request('turn.keep', { turn, take: take.turn });
    } finally {
      this.#kept.delete(turn);
    }
  }

  close(): void {
    this.#end.abort();
    cancelAnimationFrame(this.#frame);
    void this.#room?.leave().catch(() => {});
  }

  async #watch(): Promise<void> {
    const { signal } = this.#end;
    for (let tries = 0; !signal.aborted; tries += 1) {
      try {
        const room = await join({ instance: this.instance, name: 'Designer' });
        if (signal.aborted) return void room.leave().catch(() => {});
        tries = -1;
        await this.#stay(room);
        this.#set({ status: 'offline' });
      } catch (error) {
        const { code, message } = error as { code?: number; message?: string };
        if (code === 401) this.#set({ status: 'signed-out' });
        else if (code !== undefined && code >= 400 && code < 500)
          this.#set({ status: 'refused', problem: message ?? 'The server refused the connection.' });
        else this.#set({ status: 'offline' });
        if (code === 401) return;
      }
      await pause(tries, signal);
    }
  }

  /** Resolves when the connection is gone. */
  #stay(room: WorldRoom): Promise<void> {
    this.#room = room;
    const update = (entries: readonly Entry[]) => this.#set({ entries });
    const nameOf = (npc: string) => room.state?.npcs?.get(npc)?.name ?? npc;
    onMessage(room, 'history', ({ lines }) => update(withHistory(this.#live.entries, lines)));
    onMessage(room, 'heard', (heard) => update(withHeard(this.#live.entries, heard)));
    onMessage(room, 'turn.start', (start) => update(withStart(this.#live.entries, start, nameOf(start.npc))));
    onMessage(room, 'turn.delta', (delta) => update(withDelta(this.#live.entries, delta)));
    onMessage(room, 'turn.end', (end) => update(withEnd(this.#live.entries, end)));
    onMessage(room, 'turn.retracted', ({ turn }) => {
      const take = this.#kept.get(turn);
      update(take ? withTake(this.#live.entries, turn, take) : without(this.#live.entries, turn));
    });
    room.onMessage('*', () => {});
    room.onStateChange((state) => {
      const world = viewOf(state, this.#live.world);
      if (world) this.#set({ status: 'live', world });
    });
    return new Promise((resolve) => {
      const isOver = () => {
        stopAsking();
        this.#room = undefined;
        // A turn that nobody ends any more is not under way; the history will tell what became of it.
        update(this.#live.entries.filter(({ status }) => status !== 'running'));
        resolve();
      };
      const stopAsking = askForLife(room, isOver);
      room.onError(() => {});
      room.onLeave(isOver);
    });
  }

  #set(change: Partial<Live>): void {
    if (this.#end.signal.aborted) return;
    const { problem: _, ...rest } = this.#live;
    this.#live = { ...rest, ...change };
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#tell());
  }

  #tell(): void {
    cancelAnimationFrame(this.#frame);
    for (const listener of this.#listeners) listener();
  }
}
