import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { clock } from './measure.ts';

/** What the clients' process is asked; `group` names clients that act together. */
export type Ask = { group: string } & (
  | { kind: 'clock' }
  /** Without `room`, bare sockets. */
  | { kind: 'join'; url: string; room?: string; count: number; options?: object }
  /** The clients in turn speak to these NPCs, and count anew what they hear in answer. */
  | { kind: 'say'; says: { npc: string; ref: string }[]; keepsArrivals: boolean }
  /** Waits until each client has seen so many characters. */
  | { kind: 'read'; seen: number }
  | { kind: 'leave'; isRoom: boolean }
);

/** What one client heard. `length` counts characters without white space, `at` is on the machine's clock. */
export type Report = {
  frames: number;
  lastAt: number;
  arrivals: { ref: string; at: number; length: number }[];
};

/** The clients, in a process of their own. */
export type Reader = {
  join(
    group: string,
    options: { url: string; room?: string; count: number; options?: object },
  ): Promise<void>;
  /** When each was sent. */
  say(group: string, says: { npc: string; ref: string }[], keepsArrivals: boolean): Promise<number[]>;
  read(group: string, seen: number): Promise<Report[]>;
  leave(group: string, isRoom: boolean): Promise<void>;
  close(): void;
};

/** Whatever a client is asked, it must be done by then. */
const TIMEOUT_MS = 30_000;

/** Starts the clients' process, and makes sure that its clock is this one's. */
export async function startReader(): Promise<Reader> {
  const child = fork(fileURLToPath(new URL('client.ts', import.meta.url)), { execArgv: ['--import', 'tsx'] });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  let asked = 0;
  child.on('message', ({ id, value, error }: { id: number; value?: unknown; error?: string }) => {
    if (error === undefined) waiting.get(id)?.resolve(value);
    else waiting.get(id)?.reject(new Error(error));
    waiting.delete(id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values())
      reject(new Error(`the clients' process ended with code ${code}`));
  });
  const ask = async <T>(question: Ask): Promise<T> => {
    asked += 1;
    const id = asked;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      timer = setTimeout(
        () => reject(new Error(`the clients did not finish "${question.kind}"`)),
        TIMEOUT_MS,
      );
      child.send({ id, ask: question });
    });
    return (await answer.finally(() => clearTimeout(timer))) as T;
  };
  const before = clock();
  const theirs = await ask<number>({ kind: 'clock', group: '' });
  if (theirs < before || theirs > clock())
    throw new Error('two processes of this machine do not share a clock; latencies cannot be measured');
  return {
    join: (group, options) => ask({ kind: 'join', group, ...options }),
    say: (group, says, keepsArrivals) => ask({ kind: 'say', group, says, keepsArrivals }),
    read: (group, seen) => ask({ kind: 'read', group, seen }),
    leave: (group, isRoom) => ask({ kind: 'leave', group, isRoom }),
    close: () => void child.kill(),
  };
}
