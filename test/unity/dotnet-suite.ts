import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Control, startHost } from '../godot/host.ts';
import { buildTests, DEADLINE_MS, dotnet, UNITY } from './dotnet.ts';

type Setup = {
  control: Control;
  /** For the tests' process. */
  environment?: Record<string, string>;
  end(): Promise<void>;
};
type TestRun = { messages: Map<string, string[]>; output: string };

/**
 * Registers each test of `test/unity/<project>/<file>` as a test of its own. They run in one process of the real .NET runtime,
 * which asks `control` for servers and the like over loopback.
 */
export function dotnetSuite(file: string, setup: () => Promise<Setup>, project = 'tests'): void {
  const folder = path.join(UNITY, project);
  const source = readFileSync(path.join(folder, file), 'utf8');
  const names = [
    ...source.matchAll(
      /\[(?:Fact|Theory|UnityTest|TestCase\(.*\))\]\n\s+(?:\[.*\]\n\s+)*public (?:void|async Task|Task|IEnumerator) (\w+)\(/g,
    ),
  ].map(([, name]) => name!);
  const className = path.basename(file, '.cs');
  let ready: Setup | undefined;
  let started: Promise<TestRun> | undefined;
  const run = () => {
    started ??= setup().then((made) => {
      ready = made;
      return runTests(folder, className, made);
    });
    return started;
  };

  describe(file, { timeout: DEADLINE_MS + 10_000 }, () => {
    for (const name of names) {
      test(name.replaceAll('_', ' '), async () => {
        const { messages, output } = await run();
        expect
          .soft((messages.get(name) ?? [`${name} did not run.\n${output.slice(-4000)}`]).join('\n'))
          .toBe('');
      });
    }
    afterAll(() => ready?.end());
  });
}

/** Runs one class of tests; what went wrong, by the name of the method, nothing where all is well. */
async function runTests(
  folder: string,
  className: string,
  { control, environment }: Setup,
): Promise<TestRun> {
  const results = await mkdtemp(path.join(os.tmpdir(), 'soliloquy-dotnet-'));
  await using host = await startHost({ pack: new Uint8Array(), config: {}, control });
  const { code, output: errors, assembly } = await buildTests(folder);
  if (code !== 0) return { messages: new Map(), output: errors };
  const { output } = await dotnet(orders(assembly, className, results), {
    SOLILOQUY_TEST_HOST: host.url,
    ...environment,
  });
  const messages = new Map<string, string[]>();
  for (const name of await readdir(results))
    for (const [test, message] of readTrx(await readFile(path.join(results, name), 'utf8')))
      messages.set(test, [...(messages.get(test) ?? []), ...(message ? [message] : [])]);
  await rm(results, { recursive: true });
  return { messages, output };
}

/** To run one class and write a test results file. Tests of xunit are a program of their own, those of NUnit need a host. */
function orders(assembly: string, className: string, results: string): string[] {
  if (existsSync(path.join(path.dirname(assembly), 'nunit.framework.dll')))
    return [
      'vstest',
      assembly,
      `--TestCaseFilter:FullyQualifiedName~.${className}.`,
      '--logger:trx',
      `--ResultsDirectory:${results}`,
    ];
  return [
    assembly,
    '-noLogo',
    '-noColor',
    '-class',
    `*.${className}`,
    '-result-trx',
    path.join(results, 'results.trx'),
  ];
}

/** Method names and failures of a test results file, a theory's cases under its method's name. */
function* readTrx(trx: string): Generator<[string, string]> {
  for (const [, attributes, body = ''] of trx.matchAll(
    /<UnitTestResult ([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g,
  )) {
    const full = /testName="([^"]*)"/.exec(attributes!)?.[1] ?? '';
    const name = full.replace(/\(.*$/s, '').split('.').at(-1)!;
    const isFine = attributes!.includes('outcome="Passed"');
    const message = /<Message>([\s\S]*?)<\/Message>/.exec(body)?.[1] ?? 'failed';
    const trace = /<StackTrace>([\s\S]*?)<\/StackTrace>/.exec(body)?.[1] ?? '';
    yield [name, isFine ? '' : `${full}: ${message}\n${trace}`];
  }
}
