import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jobs } from './engine-frames.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import type { Sizes } from './sizes.ts';

const AGAINST = 'System.Text.Json';
const PROJECT = fileURLToPath(new URL('../unity/bench', import.meta.url));

type Task = { work: string; ms: number; frames: string[]; jsons: string[] };

/** What the Unity plugin needs for what comes, in .NET, beside .NET's own reader of the same as JSON. */
export async function unitySection(sizes: Sizes): Promise<Section> {
  const rows: Section['rows'] = [];
  const engine = startEngine();
  for (const { what, frames, jsons, kind } of jobs().filter(({ what }) => what.startsWith('turn.delta'))) {
    const run = (work: string) => () => engine.ask({ work, ms: sizes.engineMs, frames, jsons });
    const rounds = await alternate(sizes, { ours: run(kind), [AGAINST]: run('json') });
    for (const [figure, unit] of [
      ['nanoseconds', 'ns'],
      ['bytes', 'bytes'],
    ] as const)
      rows.push(rowOf(rounds, figure, { what, unit, better: 'less', against: AGAINST }));
  }
  await engine.end();
  return {
    name: 'unity',
    title: 'Unity plugin',
    how: 'In .NET 10 (a release build), frame by frame through SoliloquyClient.Poll to the events of an NPC; time, and bytes allocated, for one delta. The baseline only reads the same content, written as JSON, into an object. Unity itself runs C# on Mono or IL2CPP.',
    rows,
  };
}

/** Builds and starts the .NET side, which does one task after the other. */
function startEngine() {
  const child = spawn('dotnet', ['run', '--project', PROJECT, '-c', 'Release', '--nologo'], {
    env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    ask: async (task: Task): Promise<Figures> => {
      child.stdin.write(`${JSON.stringify(task)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('The .NET side ended early.');
      return JSON.parse(value) as Figures;
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
