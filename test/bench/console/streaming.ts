import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { COMMANDS } from '../../../server/world/commands.ts';
import type { Member } from '../../../server/world/events.ts';
import type { Game } from '../../game.ts';
import { DESIGNER } from '../../game.ts';
import { alternate, clock, type Figures, percentile, type Row, rowOf } from '../measure.ts';
import type { Sizes } from '../sizes.ts';
import { director, npcId, startStage } from '../stage.ts';
import type { Token } from '../token-script.ts';
import type { PlainPages } from './plain-pages.ts';
import { ask, asVisitor, leave, signIn, visit } from './visit.ts';

const PLACES = 20;
const BARE = 'bare page';
const STAGE = 'Stage page';
/** What an open tab has to do anyway: nobody notices what comes within these milliseconds. */
const SETTLE_MS = 300;

/** What the Talk page costs its tab while every NPC streams at once, beside the Stage page and a page that only receives. */
export async function streamingRows(sizes: Sizes, plain: PlainPages): Promise<Row[]> {
  const { npcs, tokens, tokensPerSecond, runs, warmUps } = sizes.console;
  const stage = director();
  const place = (index: number) => `place-${index % PLACES}`;
  const ids = ['tavern', ...Array.from({ length: PLACES }, (_, index) => place(index))];
  const locations = Object.fromEntries(ids.map((id) => [id, { name: id, description: id }]));
  await using game = await startStage({ npcs, model: stage.model, locations, locationOf: place });
  const session = await signIn(game.url);
  let run = 0;

  const streaming = (address: string) => () =>
    asVisitor(session, async (context): Promise<Figures> => {
      const { page } = await visit(context, address);
      await ask(page, 'probe.joined');
      await delay(SETTLE_MS);
      const shift = await clockShiftOf(page);
      const devtools = await context.newCDPSession(page);
      await devtools.send('Performance.enable');
      const heapBefore = await heapOf(devtools);
      const before = await metricsOf(devtools);

      run += 1;
      const script = layered(tokens, run);
      const emittedAt: number[] = [];
      stage.now = paced(script, { intervalMs: 1000 / tokensPerSecond, watched: npcId(npcs - 1), emittedAt });
      await ask(page, `probe.start(${run})`);
      const [seen] = await Promise.all([
        ask<Seen>(page, `probe.figuresAfter(${npcs})`),
        sayToAll(game, npcs),
      ]);

      const after = await metricsOf(devtools);
      const heapAfter = await heapOf(devtools);
      await leave(page);
      const deltas = npcs * tokens;
      const cost = (...names: string[]) =>
        names.reduce((sum, name) => sum + after[name]! - before[name]!, 0) * (1e6 / deltas);
      const waits = seen.shownAt.map((at, index) => at + shift - emittedAt[index]!);
      return {
        frameMedian: percentile(seen.frames, 50),
        frame95: percentile(seen.frames, 95),
        frameLongest: Math.max(...seen.frames),
        free: 100 * (1 - seen.longTasks.reduce((sum, ms) => sum + ms, 0) / seen.ms),
        script: cost('ScriptDuration'),
        layout: cost('LayoutDuration', 'RecalcStyleDuration'),
        task: cost('TaskDuration'),
        waitMedian: percentile(waits, 50),
        wait95: percentile(waits, 95),
        heapBefore,
        heapAfter,
      };
    });

  const rounds = await alternate<typeof BARE | typeof STAGE>(
    { runs, warmUps },
    {
      ours: streaming(`${game.url}/console/#talk`),
      [STAGE]: streaming(`${game.url}/console/#stage`),
      [BARE]: streaming(`${plain.url}/bare#${new URLSearchParams({ game: game.url, token: DESIGNER })}`),
    },
  );
  return ([BARE, STAGE] as const).flatMap((against) =>
    // The Stage draws only those NPCs that are in view.
    ROWS.filter(({ figure }) => against === BARE || !figure.startsWith('wait')).map(({ figure, ...row }) =>
      rowOf(rounds, figure, {
        better: 'less',
        ...row,
        what: `Talk, ${npcs} streams: ${row.what}`,
        against,
      }),
    ),
  );
}

const ROWS: { figure: string; what: string; unit: string; better?: 'more' }[] = [
  { figure: 'frameMedian', what: 'frame, median', unit: 'ms' },
  { figure: 'frame95', what: 'frame, 95th percentile', unit: 'ms' },
  { figure: 'frameLongest', what: 'frame, longest', unit: 'ms' },
  { figure: 'free', what: 'time outside long tasks', unit: '%', better: 'more' },
  { figure: 'script', what: 'script per delta', unit: 'µs' },
  { figure: 'layout', what: 'style and layout per delta', unit: 'µs' },
  { figure: 'task', what: 'main thread per delta', unit: 'µs' },
  { figure: 'waitMedian', what: 'token to screen, median', unit: 'ms' },
  { figure: 'wait95', what: 'token to screen, 95th percentile', unit: 'ms' },
  { figure: 'heapBefore', what: 'heap before', unit: 'MB' },
  { figure: 'heapAfter', what: 'heap after', unit: 'MB' },
];

/** What the probe notes: milliseconds each, `shownAt` on the page's clock by the number of the token. */
type Seen = { frames: number[]; ms: number; longTasks: number[]; shownAt: number[] };

/** A reply whose tokens are a plan, a thought, an action and speech in equal parts, each marked as its run's and numbered. */
function layered(tokens: number, run: number): Token[] {
  const layers = ['system_thinking', 'role_thinking', 'role_action', 'speech'] as const;
  const each = Math.ceil(tokens / layers.length);
  return Array.from({ length: tokens }, (_, index) => {
    const layer = layers[Math.floor(index / each)]!;
    const opens = index % each === 0 && layer !== 'speech' ? `<${layer}>` : '';
    const closes = (index + 1) % each === 0 && layer !== 'speech' ? `</${layer}>` : '';
    return { text: `${opens}@${run}x${index} ${closes}`, layer: 'speech', seen: index };
  });
}

/** Plays at a fixed pace; only the watched NPC's tokens carry their marks, and are noted when they go out. */
const paced = (
  script: readonly Token[],
  { intervalMs, watched, emittedAt }: { intervalMs: number; watched: string; emittedAt: number[] },
) =>
  async function* (npc: string) {
    const start = clock();
    for (const [index, token] of script.entries()) {
      const early = start + index * intervalMs - clock();
      if (early > 0) await delay(early);
      if (npc === watched) emittedAt.push(clock());
      yield npc === watched ? token : { ...token, text: token.text.replace(/@\w+/, 'rain') };
    }
  };

/** Speaks to each NPC once, from nowhere. */
async function sayToAll(game: Game, npcs: number): Promise<void> {
  const [instance] = game.server.soliloquy.instances;
  for (let index = 0; index < npcs; index += 1)
    await COMMANDS.say(instance!, SPEAKER, { text: 'What of the ferry?', npc: npcId(index) });
}

const SPEAKER: Member = {
  id: 'bench',
  role: 'game',
  player: 'bench',
  name: 'Ash',
  location: null,
  isPlaced: false,
  isAway: false,
  hasConsented: false,
};

/** What the page's clock is behind the machine's, to a millisecond or so: by the fastest of some questions. */
async function clockShiftOf(page: Page): Promise<number> {
  let [best, shift] = [Number.POSITIVE_INFINITY, 0];
  for (let question = 0; question < 20; question += 1) {
    const asked = clock();
    const theirs = (await page.evaluate('performance.now()')) as number;
    const answered = clock();
    if (answered - asked < best) [best, shift] = [answered - asked, (asked + answered) / 2 - theirs];
  }
  return shift;
}

async function metricsOf(session: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** MB of script objects that are still in use. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await metricsOf(session)).JSHeapUsedSize! / 1e6;
}
