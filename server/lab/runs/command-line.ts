import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Config } from '../../../schemas/config.ts';

const isCheckout = import.meta.filename.endsWith('.ts');
const MAIN = fileURLToPath(new URL(`../../main.${isCheckout ? 'ts' : 'js'}`, import.meta.url));

/** Players come first: what is measured beside a running game takes what they leave. */
const NICENESS = 10;

/** Runs a command of Soliloquy in a process of its own, with the server's settings; none of it holds the server's event loop up. */
export function spawnCommand(args: readonly string[], config: Config): ChildProcess {
  const loader = isCheckout
    ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : [];
  const child = spawn(process.execPath, [...loader, MAIN, ...args], {
    env: { ...process.env, ...environmentOf(config), NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  if (child.pid !== undefined)
    try {
      os.setPriority(child.pid, NICENESS);
    } catch {
      // It has ended already, or this machine does not let one.
    }
  return child;
}

/** What a command ended with. `said`: both outputs in their order. */
export type Ended = { isWell: boolean; stdout: string; said: string };

/** Runs a command to its end; an aborted signal ends it. */
export async function runCommand(
  args: readonly string[],
  config: Config,
  signal: AbortSignal,
): Promise<Ended> {
  const child = spawnCommand(args, config);
  const end = () => child.kill('SIGINT');
  signal.addEventListener('abort', end, { once: true });
  let [stdout, said] = ['', ''];
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    said += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    const isWell = await endOf(child);
    return { isWell, stdout, said: said.trim() };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** Resolves when a process has ended and all that it said was read: whether it ended well. Rejects when it could not begin. */
export const endOf = (child: ChildProcess): Promise<boolean> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code === 0));
  });

/** The settings as a process of one's own reads them. */
const environmentOf = (config: Config): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
