import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { oneAtATime } from './one-at-a-time.ts';

export const UNITY = fileURLToPath(new URL('.', import.meta.url));
/** How long one call of the .NET command line tool may take. */
export const DEADLINE_MS = 240_000;

const SOURCES = [UNITY, path.join(UNITY, '../../plugin-unity')];
const BUILT = path.join(UNITY, '../../data/unity/bin');
const ENVIRONMENT = {
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  // Nodes and servers of the build that stay would keep the pipes open.
  MSBUILDDISABLENODEREUSE: '1',
  UseSharedCompilation: 'false',
  // Counting what runs often, to compile it better later, takes a quarter of the time of processes as short as these.
  DOTNET_TieredPGO: '0',
};

type DotnetRun = { code: number | null; output: string };

/** Runs the .NET command line tool to its end. */
export async function dotnet(
  options: string[],
  environment: Record<string, string> = {},
): Promise<DotnetRun> {
  const child = spawn('dotnet', options, {
    env: { ...process.env, ...ENVIRONMENT, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  clearTimeout(deadline);
  return { code, output: output + errors };
}

/** Builds one project at a time: they share what they are made of. */
export const buildProject = (folder: string, options: string[] = []): Promise<DotnetRun> =>
  inTurn(() => build(folder, options));

/**
 * Builds a project of tests, once in a run of vitest and again when a source has changed since; `assembly` is what came of it.
 * How it went is noted beside that, for the other files of the run, which have processes of their own.
 */
export async function buildTests(folder: string): Promise<DotnetRun & { assembly: string }> {
  const project = (await readdir(folder)).find((file) => file.endsWith('.csproj'))!;
  const name = path.basename(project, '.csproj');
  const note = path.join(BUILT, name, 'built.json');
  const built = await inTurn(async () => {
    const state = await stateOfRun();
    // A note that is not there, or was cut short, tells of no build.
    const noted = await readFile(note, 'utf8')
      .then(JSON.parse)
      .catch(() => undefined);
    if (noted?.state === state) return noted.built as DotnetRun;
    const done = await build(folder, []);
    await mkdir(path.dirname(note), { recursive: true });
    await writeFile(note, JSON.stringify({ state, built: done }));
    return done;
  });
  return { ...built, assembly: path.join(BUILT, name, 'Debug/net10.0', `${name}.dll`) };
}

const inTurn = (run: () => Promise<DotnetRun>) => oneAtATime(`dotnet build ${UNITY}`, run);

/** On one node: nodes of their own cost more than two cores win by them. */
const build = (folder: string, options: string[]) =>
  dotnet(['build', folder, '--nologo', '-v', 'q', '-m:1', ...options]);

/** Changes with each run of vitest, whose process starts those of the files, and with each edit of a source. */
async function stateOfRun(): Promise<string> {
  const hash = createHash('sha256').update(`${process.ppid}`);
  for (const folder of SOURCES)
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      hash.update(`\n${file}\n`).update(await readFile(file));
    }
  return hash.digest('hex');
}
