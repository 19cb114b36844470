import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

/** Runs something that no other process of this machine runs at the same time under the same name. */
export async function oneAtATime<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  const waiting = new Set<net.Socket>();
  const lock = net.createServer((socket) => waiting.add(socket.on('error', () => {})));
  const address = addressOf(name);
  while (!(await isTaken(lock, address))) await untilFree(address);
  try {
    return await run();
  } finally {
    lock.close();
    for (const socket of waiting) socket.destroy();
    await once(lock, 'close');
  }
}

/** A socket file, or a named pipe on Windows: it goes with its process. */
function addressOf(name: string): string {
  const short = `soliloquy-${createHash('sha256').update(name).digest('hex').slice(0, 16)}`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${short}` : path.join(os.tmpdir(), `${short}.sock`);
}

function isTaken(lock: net.Server, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const refuse = () => resolve(false);
    lock.once('error', refuse);
    lock.listen(address, () => {
      lock.off('error', refuse);
      resolve(true);
    });
  });
}

/** Until whoever has it lets go. What a killed process left behind is put away. */
async function untilFree(address: string): Promise<void> {
  const socket = net.connect(address);
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    socket.on('error', resolve);
    socket.on('close', () => resolve(undefined));
  });
  if (failure?.code === 'ECONNREFUSED') await rm(address, { force: true });
}
