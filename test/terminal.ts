import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Terminal } from '@xterm/headless';

const COLUMNS = 70;
const ROWS = 30;

/** A program on a terminal, and the screen that a person would see. */
export class OnTerminal {
  readonly ended: Promise<number>;
  readonly #child: ChildProcess;
  readonly #terminal = new Terminal({ cols: COLUMNS, rows: ROWS, allowProposedApi: true });
  #wake: (() => void)[] = [];

  /** Runs a program under a pseudo-terminal: `script` of util-linux makes one. */
  constructor(program: string[], cwd: string) {
    const quoted = program.map((word) => `'${word}'`).join(' ');
    const command = `stty cols ${COLUMNS} rows ${ROWS}; exec ${quoted}`;
    this.#child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd,
      env: { PATH: process.env.PATH, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    });
    this.#child.stdout!.on('data', (bytes: Buffer) => this.#terminal.write(bytes, () => this.#changed()));
    this.ended = once(this.#child, 'exit').then(([code]) => code as number);
  }

  /** What can be read, without colours and without empty rows at the end. */
  get screen(): string {
    const { active } = this.#terminal.buffer;
    const rows = Array.from({ length: active.length }, (_, row) =>
      active.getLine(row)!.translateToString(true).trimEnd(),
    );
    return rows.join('\n').trimEnd();
  }

  type(text: string): void {
    this.#child.stdin!.write(text);
  }

  /** Waits until the screen fits; after 15 seconds it says what is there instead. */
  async until(pattern: RegExp): Promise<void> {
    const isLate = AbortSignal.timeout(15_000);
    isLate.addEventListener('abort', () => this.#changed());
    while (!pattern.test(this.screen)) {
      if (isLate.aborted) throw new Error(`Not on the screen: ${pattern}\n${this.screen}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.ended;
  }

  #changed(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
