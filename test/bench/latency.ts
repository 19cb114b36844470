import { setTimeout as delay } from 'node:timers/promises';
import { alternate, clock, type Figures, percentile, rowOf, type Section } from './measure.ts';
import { startReader } from './reader.ts';
import { startRelay } from './relay.ts';
import type { Sizes } from './sizes.ts';
import { director, npcId, startStage } from './stage.ts';
import { type Play, tokenScript } from './token-script.ts';

/** What the server adds to a delta and to the first character after `say`, beside a bare relay of the same tokens. */
export async function latencySection(sizes: Sizes): Promise<Section> {
  const { latency, tokens, tokensPerSecond } = sizes;
  const script = tokenScript(tokens);
  const shown = script.at(-1)!.seen;
  const intervalMs = 1000 / tokensPerSecond;
  const stage = director();
  await using game = await startStage({
    npcs: Math.max(...latency.map(({ streams }) => streams)),
    model: stage.model,
  });
  const relay = await startRelay(stage.play);
  const reader = await startReader();
  let turns = 0;

  const run = async (group: string, streams: number): Promise<Figures> => {
    const emitted = new Map<string, Emitted[]>();
    stage.now = onSchedule(script, intervalMs, emitted);
    turns += 1;
    const says = Array.from({ length: streams }, (_, index) => ({
      npc: npcId(index),
      ref: `${npcId(index)}.${turns}`,
    }));
    const saidAt = await reader.say(group, says, true);
    const reports = await reader.read(group, shown * streams);
    const [delays, settled, waits]: [number[], number[], number[]] = [[], [], []];
    for (const [index, { npc, ref }] of says.entries()) {
      for (const [client, { arrivals }] of reports.entries()) {
        const own = arrivals.filter((arrival) => arrival.ref === ref);
        const each = delaysOf(emitted.get(npc) ?? [], own);
        delays.push(...each);
        settled.push(...each.slice(tokens / 4));
        if (client === index % reports.length) waits.push(own[0]!.at - saidAt[index]!);
      }
    }
    return {
      p50: percentile(delays, 50),
      p99: percentile(delays, 99),
      settledP99: percentile(settled, 99),
      wait: percentile(waits, 50),
      worstWait: Math.max(...waits),
    };
  };

  const rows: Section['rows'] = [];
  try {
    for (const { streams, clients } of latency) {
      const [ours, bare] = [`world-${clients}`, `relay-${clients}`];
      await reader.join(ours, { url: game.url, room: 'world', count: clients });
      await reader.join(bare, { url: relay.url, count: clients });
      const rounds = await alternate(sizes, {
        ours: () => run(ours, streams),
        'bare ws relay': () => run(bare, streams),
      });
      await reader.leave(ours, true);
      await reader.leave(bare, false);
      const load = `${count(streams, 'stream')}, ${count(clients, 'client')}`;
      const row = (figure: string, what: string) =>
        rowOf(rounds, figure, {
          what: `${load}: ${what}`,
          unit: 'ms',
          better: 'less',
          against: 'bare ws relay',
        });
      rows.push(
        row('p50', 'delta, median'),
        row('p99', 'delta, 99th percentile'),
        row('settledP99', 'same, once all speak'),
        row('wait', 'say to first character, median'),
        ...(streams > 1 ? [row('worstWait', 'say to first character, slowest')] : []),
      );
    }
  } finally {
    reader.close();
    await relay.close();
  }
  return {
    name: 'latency',
    title: 'Added latency',
    how: `Replies of ${tokens} visible tokens at ${tokensPerSecond} a second per stream, the hidden plan before them at once. Delta: from the model's token to its last visible character at a client; say: from the client's send to the first visible character; once all speak: from the second quarter of the reply on. The clients are a process of their own on the same monotonic clock.`,
    rows,
  };
}

type Emitted = { at: number; seen: number };

/** Plays hidden tokens at once and visible ones on a fixed schedule, and notes when each went out. */
const onSchedule = (
  script: ReturnType<typeof tokenScript>,
  intervalMs: number,
  emitted: Map<string, Emitted[]>,
): Play =>
  async function* (npc) {
    const notes: Emitted[] = [];
    emitted.set(npc, notes);
    const start = clock();
    let shown = 0;
    for (const token of script) {
      if (token.layer) {
        const early = start + shown * intervalMs - clock();
        if (early > 0) await delay(early);
        shown += 1;
        notes.push({ at: clock(), seen: token.seen });
      }
      yield token;
    }
  };

/** For each token, the milliseconds until a client had all of it. */
function delaysOf(
  emitted: readonly Emitted[],
  arrivals: readonly { at: number; length: number }[],
): number[] {
  let [seen, next] = [0, 0];
  return emitted.map((token) => {
    while (seen < token.seen) {
      seen += arrivals[next]!.length;
      next += 1;
    }
    return arrivals[next - 1]!.at - token.at;
  });
}

const count = (many: number, noun: string): string => `${many} ${noun}${many === 1 ? '' : 's'}`;
