import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Config, settings } from '../../../schemas/config.ts';

const isCheckout = import.meta.filename.endsWith('.ts');
const MAIN = fileURLToPath(new URL(`../../main.${isCheckout ? 'ts' : 'js'}`, import.meta.url));

/** Players come first: what is measured beside a running game takes what they leave. */
const NICENESS = 10;

/** A command of Soliloquy in a process of its own, with the server's settings; none of it holds the server's event loop up. */
export class CommandLine {
  readonly #child: ChildProcess;
  /** Resolves when it has ended and all that it said was read: whether it ended well. Rejects when it could not begin. */
  readonly end: Promise<boolean>;
  #isStopped = false;

  /** `onSaid`: both outputs in their order. */
  constructor(
    args: readonly string[],
    config: Config,
    onSaid: (text: string, stream: 'out' | 'err') => void,
  ) {
    const loader = isCheckout
      ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
      : [];
    this.#child = spawn(process.execPath, [...loader, MAIN, ...args], {
      env: { ...environment(), ...environmentOf(config), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // Ctrl+C in the server's terminal is for the server, which ends this once.
      detached: process.platform !== 'win32',
    });
    const { stdout, stderr, pid } = this.#child;
    stdout!.setEncoding('utf8').on('data', (text: string) => onSaid(text, 'out'));
    stderr!.setEncoding('utf8').on('data', (text: string) => onSaid(text, 'err'));
    this.end = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('close', (code) => resolve(code === 0));
    });
    if (pid === undefined) return;
    try {
      os.setPriority(pid, NICENESS);
    } catch {
      // It has ended already, or this machine does not let one.
    }
  }

  /** Has it end: what was paid for is kept. A second signal would end it at once, so there is one. */
  stop(): void {
    if (!this.#isStopped) this.#child.kill('SIGINT');
    this.#isStopped = true;
  }
}

/** What a command ended with. `said`: both outputs in their order. */
export type Ended = { isWell: boolean; stdout: string; said: string };

/** Runs a command to its end; an aborted signal ends it. */
export async function runCommand(
  args: readonly string[],
  config: Config,
  signal: AbortSignal,
): Promise<Ended> {
  let [stdout, said] = ['', ''];
  const command = new CommandLine(args, config, (text, stream) => {
    said += text;
    if (stream === 'out') stdout += text;
  });
  const stop = () => command.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return { isWell: await command.end, stdout, said: said.trim() };
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** This process' own, without settings: what the server was started without, a command is to be without. */
function environment(): NodeJS.ProcessEnv {
  const own = { ...process.env };
  for (const { name } of settings()) delete own[name];
  return own;
}

/** The settings as a process reads them. */
const environmentOf = (config: Config): Record<string, string> =>
  Object.fromEntries(
    Object.entries(config)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, String(value)]),
  );
