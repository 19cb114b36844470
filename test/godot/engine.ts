import type { Page } from 'playwright-core';
import type { Control } from './host.ts';
import { collectLines } from './lines.ts';
import { buildPack, type PackOptions } from './pack.ts';
import { type Told, takeStage } from './stage.ts';

export type EngineOptions = PackOptions & {
  /** Reach `OS.get_cmdline_user_args()`. */
  args?: string[];
  /** Draws, in software, so that screenshots and input work; otherwise the engine runs its headless display. */
  isVisible?: boolean;
  /** Of the game's window, in pixels. */
  size?: { width: number; height: number };
  control?: Control;
  /** The engine must have exited by then, counted from its start, or from the line of `begins`. */
  deadlineMs?: number;
  /** The line that says that the project does what it is for: how long a machine takes to start it is no matter of `deadlineMs`. */
  begins?: RegExp;
};

/** For an engine to start in, where its deadline does not count that. A slow machine takes half a minute. */
export const START_MS = 120_000;

/** A running Godot engine with the plugin and the test project in it. */
export type Engine = {
  /** For clicks and keys: `page.mouse.click(x, y)`, `page.keyboard.press('Enter')`. */
  page: Page;
  /** All it printed so far; lines of errors begin with `! `. */
  lines: string[];
  /** All errors and warnings so far, each with the lines that say where it happened. */
  errors: string[];
  /** The first line that fits and that was not waited for before; rejects when the engine ends without it. */
  until(pattern: RegExp): Promise<string>;
  /** The code given to `quit()`; rejects when the engine crashed or passed its deadline, with what it printed last. */
  exit: Promise<number>;
  screenshot(file: string): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * The engine prints these before a project can print anything. With some arguments and packs, by their size alone, the
 * runtime crashes in its first frame (or prints "slot >= slot_max"); with a longer argument it starts.
 */
const ENGINE_LINE = /^(Godot Engine v|OpenGL API|Build configuration|$)/;

/** Starts the real engine, in Chromium. What it prints and how it ends can be waited for; it ends with the test. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const { args = [], isVisible = false, control = {}, deadlineMs = 60_000, begins } = options;
  const { size = { width: 1152, height: 648 } } = options;
  const lines = collectLines();
  let exited!: (code: number) => void;
  let failed!: (error: Error) => void;
  const exit = new Promise<number>((resolve, reject) => {
    exited = resolve;
    failed = reject;
  });
  const fail = (what: string) => {
    const error = new Error(`${what} It printed last:\n${lines.tail()}`);
    lines.end(error);
    failed(error);
  };

  // With one argument of some lengths, and none behind it, this runtime crashes in its first frame.
  const engineArgs = [...(isVisible ? [] : ['--headless']), '--', ...args, '--under-test'];
  const [pack, stage] = await Promise.all([
    buildPack(options),
    takeStage(isVisible ? 'webgl' : 'pages', size),
  ]);
  let restarts = 0;
  let hasEnded = false;
  const told: Told = (kind, text) => {
    if (kind === 'crash' && restarts < 3 && lines.all.every((line) => ENGINE_LINE.test(line))) {
      restarts += 1;
      engineArgs.push(`--start=${'again'.repeat(restarts)}`);
      stage.startAgain().catch((error) => fail(`The engine did not start again: ${error}.`));
    } else if (kind === 'crash' || kind === 'late crash' || kind === 'gone') {
      hasEnded = kind !== 'gone';
      fail(`The engine crashed: ${text}.`);
    }
    // A scene would stay empty until the deadline; of a suite, `begins`, the other files are still run.
    else if (!begins && /^SCRIPT ERROR: Parse Error/.test(text)) fail(`A script does not parse: ${text}`);
    else if (kind !== 'exit') lines.add(kind, text);
    else {
      hasEnded = true;
      lines.end(new Error(`The engine exited with code ${text}. It printed last:\n${lines.tail()}`));
      exited(Number(text));
    }
  };
  let deadline: NodeJS.Timeout;
  const run = () => {
    clearTimeout(deadline);
    deadline = setTimeout(() => fail(`The engine still ran after ${deadlineMs / 1000} s.`), deadlineMs);
  };
  if (begins) {
    const late = `The engine had not begun after ${START_MS / 1000} s: no line fitted ${begins}.`;
    deadline = setTimeout(() => fail(late), START_MS);
    // One that ends before it begins says so by `exit`.
    lines.until(begins).then(run, () => {});
  } else run();
  // Also keeps a failure that nobody waits for from ending the test process.
  exit.then(
    () => clearTimeout(deadline),
    () => clearTimeout(deadline),
  );
  await stage.start({ pack, config: { args: engineArgs }, control }, told);

  return {
    page: stage.page,
    lines: lines.all,
    errors: lines.errors,
    until: lines.until,
    exit,
    screenshot: async (file) => {
      await stage.page.screenshot({ path: file });
    },
    async [Symbol.asyncDispose]() {
      clearTimeout(deadline);
      fail('The test ended the engine.');
      await stage.leave(hasEnded);
    },
  };
}
