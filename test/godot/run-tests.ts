import { type EngineOptions, startEngine } from './engine.ts';
import { collectLines, ERROR_MARK } from './lines.ts';

export type TestResult = { name: string; ok: boolean; messages: string[] };

export type TestRun = {
  /** Of the tests that ended, by function name. */
  results: Map<string, TestResult>;
  /** The test that was running when the engine ended. */
  unfinished: string | undefined;
  /** Errors that the engine printed outside any test, as when a script does not parse. */
  errors: string[];
  /** Why the engine did not come to its end: a crash, a hang. */
  failure: string | undefined;
};

/** Runs the tests of `tests/<file>` in the engine and gathers what it says of them. Does not throw for what tests do. */
export async function runTests(file: string, options: EngineOptions = {}): Promise<TestRun> {
  const args = [`--only=${file}`, ...(options.args ?? [])];
  await using engine = await startEngine({ ...options, args, begins: /^@@start / });
  const failure = await engine.exit.then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { ...readLines(engine.lines), failure };
}

// The engine itself prints this at the end of some starts, depending on the length of its arguments.
const START_NOISE = 'slot >= slot_max';

function readLines(lines: string[]): Omit<TestRun, 'failure'> {
  const results = new Map<string, TestResult>();
  const outside = collectLines();
  let unfinished: string | undefined;
  for (const line of lines) {
    const [, kind, body] = line.match(/^@@(start|test) (.*)$/) ?? [];
    if (kind === 'start') unfinished = (JSON.parse(body!) as { name: string }).name;
    if (kind === 'test') {
      const result = JSON.parse(body!) as TestResult;
      results.set(result.name, result);
      unfinished = undefined;
    }
    // Within a test the runner judges errors: some are expected.
    if (unfinished === undefined && line.startsWith(ERROR_MARK))
      outside.add('error', line.slice(ERROR_MARK.length));
  }
  const errors = outside.errors.filter(
    (error) => !error.startsWith('WARNING') && !error.includes(START_NOISE),
  );
  return { results, unfinished, errors };
}
