import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type EngineOptions, START_MS } from './engine.ts';
import { TEST_PROJECT } from './pack.ts';
import { runTests, type TestRun } from './run-tests.ts';

export type SuiteOptions = EngineOptions & {
  /** Makes what the tests need, such as a server, before the engine starts; what it returns is added to the options. */
  setup?: () => Promise<
    EngineOptions & { /** Runs after the suite's last test. */ end?: () => Promise<void> }
  >;
};

/**
 * Registers each `func test_…` of `test/godot/project/tests/<file>` as a test of its own. They run in one engine, started when
 * the first of them is asked for.
 */
export function godotSuite(file: string, { setup, ...options }: SuiteOptions = {}): void {
  const text = readFileSync(path.join(TEST_PROJECT, 'tests', file), 'utf8');
  const names = [...text.matchAll(/^func (test_\w+)\(/gm)].map(([, name]) => name!);
  const deadlineMs = options.deadlineMs ?? 60_000;
  const ends: (() => Promise<void>)[] = [];
  let started: Promise<TestRun> | undefined;
  const start = async (): Promise<TestRun> => {
    const { end, ...made } = (await setup?.()) ?? {};
    if (end) ends.push(end);
    const args = [...(options.args ?? []), ...(made.args ?? [])];
    const control = { ...options.control, ...made.control };
    return runTests(file, { ...options, ...made, args, control, deadlineMs });
  };
  const run = () => {
    started ??= start();
    return started;
  };

  describe(file, { timeout: START_MS + deadlineMs + 30_000 }, () => {
    for (const name of names) {
      test(titleOf(name), async () => {
        expect.soft(failuresOf(await run(), name).join('\n')).toBe('');
      });
    }
    test('the engine reports no error outside the tests and comes to its end', async () => {
      const { errors, failure } = await run();
      expect([...errors, ...(failure ? [failure] : [])].join('\n')).toBe('');
    });
    afterAll(async () => {
      for (const end of ends) await end();
    });
  });
}

/** What went wrong in one test of a run; nothing where it passed. */
export function failuresOf(run: TestRun, name: string): string[] {
  const result = run.results.get(name);
  if (result) return result.ok ? [] : result.messages;
  const why = [...run.errors, ...(run.failure ? [run.failure] : [])];
  const what = run.unfinished === name ? 'did not end' : 'did not run';
  return [`${name} ${what}.`, ...why];
}

const titleOf = (name: string): string => name.replace(/^test_/, '').replaceAll('_', ' ');
