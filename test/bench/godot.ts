import { readFile } from 'node:fs/promises';
import { closeBrowser } from '../browser/chromium.ts';
import { startEngine } from '../godot/engine.ts';
import { jobs } from './engine-frames.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import type { Sizes } from './sizes.ts';

const AGAINST = 'JSON.parse_string';
const SCENE = `[gd_scene load_steps=2 format=3]

[ext_resource type="Script" path="res://bench.gd" id="1"]

[node name="Bench" type="Node"]
script = ExtResource("1")
`;

/** As a game's own: the tests' project has the engine keep call stacks, which costs. */
const PROJECT = `config_version=5

[application]

run/main_scene="res://bench.tscn"
config/features=PackedStringArray("4.6")

[rendering]

renderer/rendering_method="gl_compatibility"
`;

type Task = { work: string; ms: number; frames: string[]; jsons: string[] };

/** What the Godot plugin needs for what comes, in the real engine, beside the engine's own reader of the same as JSON. */
export async function godotSection(sizes: Sizes): Promise<Section> {
  const rows: Section['rows'] = [];
  const work = handOver();
  const script = await readFile(new URL('godot/bench.gd', import.meta.url), 'utf8');
  const engine = await startEngine({
    files: { 'project.godot': PROJECT, 'bench.tscn': SCENE, 'bench.gd': script },
    control: { next: work.next },
    deadlineMs: 300_000,
  });
  engine.exit.catch(work.fail);
  for (const { what, frames, jsons, kind } of jobs()) {
    const run = (side: string) => () => work.ask({ work: side, ms: sizes.engineMs, frames, jsons });
    const rounds = await alternate(sizes, { ours: run(kind), [AGAINST]: run('json') });
    rows.push(rowOf(rounds, 'cost', { what, unit: 'µs', better: 'less', against: AGAINST }));
  }
  work.end();
  await engine.exit;
  if (engine.errors.length > 0) throw new Error(`The engine reported: ${engine.errors.join('\n')}`);
  await engine[Symbol.asyncDispose]();
  if (!process.env.VITEST) await closeBrowser();
  return {
    name: 'godot',
    title: 'Godot plugin',
    how: 'In the web runtime of Godot 4.6 (a release build, in Chromium, one thread), frame by frame through SoliloquyRoom.receive to the signals of the nodes; 100 SoliloquyNpc nodes in the scene. The baseline only parses the same content, written as JSON.',
    rows,
  };
}

/** Lets the engine ask for one task after the other; each question brings the figures of the task before. */
function handOver() {
  let give: ((task: Task | null) => void) | undefined;
  let take: ((figures: Figures) => void) | undefined;
  let refuse: ((error: Error) => void) | undefined;
  let waiting = new Promise<Task | null>((resolve) => {
    give = resolve;
  });
  return {
    next: async (figures: Figures | null) => {
      if (figures) take?.(figures);
      const task = await waiting;
      waiting = new Promise((resolve) => {
        give = resolve;
      });
      return task;
    },
    ask: (task: Task) =>
      new Promise<Figures>((resolve, reject) => {
        take = resolve;
        refuse = reject;
        give?.(task);
      }),
    end: () => give?.(null),
    fail: (error: Error) => refuse?.(error),
  };
}
