import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { LanguageModel } from '../../server/llm/language-model.ts';
import { COMMANDS } from '../../server/world/commands.ts';
import type { Member } from '../../server/world/events.ts';
import { Instance } from '../../server/world/instance.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import { chunksOf, REPLIES } from './replies.ts';
import type { Sizes } from './sizes.ts';
import { npcId, startStage } from './stage.ts';

const NPCS = 20;
const LOCATIONS = 5;
const TURNS_PER_SECOND = 50;
/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 1;

/** How late the event loop runs while turns are committed, beside the idle process and commits that keep nothing. */
export async function eventLoopSection(sizes: Sizes): Promise<Section> {
  const { commitMs } = sizes;
  const place = (index: number) => `place-${index % LOCATIONS}`;
  const ids = ['tavern', ...Array.from({ length: LOCATIONS }, (_, index) => place(index))];
  const locations = Object.fromEntries(ids.map((id) => [id, { name: id, description: id }]));
  await using game = await startStage({ npcs: NPCS, model: replying(), locations, locationOf: place });
  const [main] = game.server.soliloquy.instances;
  const { parts } = main!;
  const kept = await Instance.open('kept', parts);
  const forgotten = await Instance.open('forgotten', { ...parts, store: forgetful(parts.store) });

  const rounds = await alternate(sizes, {
    ours: () => observe(() => talk(kept, commitMs)),
    'commits that keep nothing': () => observe(() => talk(forgotten, commitMs)),
    'idle process': () => observe(() => delay(commitMs, 0)),
  });
  await kept.close();
  await forgotten.close();

  const lateness = (figure: string, what: string) =>
    (['commits that keep nothing', 'idle process'] as const).map((against) =>
      rowOf(rounds, figure, { what, unit: 'ms', better: 'less', against }),
    );
  const against = 'commits that keep nothing';
  return {
    name: 'event-loop',
    title: `Event loop at ${TURNS_PER_SECOND} turns a second`,
    how: `${NPCS} NPCs in ${LOCATIONS} places answer ${TURNS_PER_SECOND} says a second, each say and each turn a transaction on a SQLite file; runs of ${commitMs} ms. Lateness of a timer of ${RESOLUTION} ms (monitorEventLoopDelay, less that period).`,
    rows: [
      ...lateness('median', 'lateness, median'),
      ...lateness('p99', 'lateness, 99th percentile'),
      ...lateness('max', 'lateness, longest'),
      rowOf(rounds, 'turns', { what: 'turns ended', unit: '1/s', better: 'more', against }),
      rowOf(rounds, 'cpu', { what: 'CPU per turn', unit: 'ms', better: 'less', against }),
    ],
  };
}

/** Has players speak to the NPCs in turn, at the fixed rate; returns how many turns ended, once all have. */
async function talk(instance: Instance, durationMs: number): Promise<number> {
  const member: Member = {
    id: 'bench',
    role: 'game',
    player: 'bench',
    name: 'Ash',
    location: null,
    isPlaced: false,
    isAway: false,
    hasConsented: false,
  };
  const due = Math.max(1, Math.round((durationMs / 1000) * TURNS_PER_SECOND));
  let ended = 0;
  const done = new Promise<void>((resolve) => {
    instance.listen((event) => {
      if (event.kind !== 'turn' || event.event.kind !== 'end') return;
      ended += 1;
      if (ended === due) resolve();
    });
  });
  const start = performance.now();
  for (let turn = 0; turn < due; turn += 1) {
    await delay(Math.max(0, start + turn * (1000 / TURNS_PER_SECOND) - performance.now()));
    await COMMANDS.say(instance, member, {
      text: 'What of the ferry, and who was at the mill?',
      npc: npcId(turn % NPCS),
    });
  }
  await done;
  await delay(Math.max(0, start + durationMs - performance.now()));
  return ended;
}

/** Watches the event loop while something goes on. */
async function observe(act: () => Promise<number>): Promise<Figures> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  histogram.enable();
  const turns = await act();
  histogram.disable();
  const { user, system } = process.cpuUsage(cpu);
  const late = (nanoseconds: number) => Math.max(0.001, nanoseconds / 1e6 - RESOLUTION);
  return {
    median: late(histogram.percentile(50)),
    p99: late(histogram.percentile(99)),
    max: late(histogram.max),
    turns: (turns / (performance.now() - start)) * 1000,
    cpu: (user + system) / 1000 / turns,
  };
}

/** A model that has its whole reply at once: what is measured is not its pace. */
const replying = (): LanguageModel => ({
  name: 'scripted',
  async *generate() {
    for (const text of chunksOf(REPLIES[0]!, 20)) yield { kind: 'text', text };
  },
});

/** The same store, but what is committed is gone. */
const forgetful = <Store extends object>(store: Store): Store =>
  new Proxy(store, {
    get: (target, key) => {
      if (key === 'commit') return async () => {};
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
