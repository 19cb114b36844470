import { setImmediate as pass } from 'node:timers/promises';
import { matchMaker } from 'colyseus';
import type { WebSocket } from 'ws';
import { alternate, clock, type Figures, rowOf, type Section } from './measure.ts';
import { startReader } from './reader.ts';
import { startRelay } from './relay.ts';
import type { Sizes } from './sizes.ts';
import { director, npcId, startStage } from './stage.ts';
import { tokenScript } from './token-script.ts';

/** How fast one reply reaches many clients, and what each delivery costs the server, beside a bare broadcast. */
export async function fanOutSection(sizes: Sizes): Promise<Section> {
  const stage = director();
  await using game = await startStage({ npcs: 1, model: stage.model });
  const relay = await startRelay(stage.play);
  const reader = await startReader();
  let turns = 0;

  const run = async (group: string, deltas: number, sockets: () => Iterable<WebSocket>): Promise<Figures> => {
    const script = tokenScript(deltas);
    const start = { at: 0, cpu: process.cpuUsage() };
    stage.now = async function* () {
      let shown = 0;
      for (const token of script) {
        if (token.layer && shown === 0) Object.assign(start, { at: clock(), cpu: process.cpuUsage() });
        if (token.layer) shown += 1;
        if (shown % CHECK_EVERY === 0) while (isBehind(sockets())) await pass();
        yield token;
        // One token to a pass of the event loop, as they come from a network.
        await pass();
      }
      ended(process.cpuUsage(start.cpu));
    };
    let ended = (_cpu: NodeJS.CpuUsage) => {};
    const cpu = new Promise<NodeJS.CpuUsage>((resolve) => {
      ended = resolve;
    });
    turns += 1;
    await reader.say(group, [{ npc: npcId(0), ref: `turn.${turns}` }], false);
    const { user, system } = await cpu;
    const reports = await reader.read(group, script.at(-1)!.seen);
    const deliveries = deltas * reports.length;
    const frames = reports.reduce((sum, report) => sum + report.frames, 0);
    const ms = Math.max(...reports.map(({ lastAt }) => lastAt)) - start.at;
    return { rate: (deliveries / ms) * 1000, cpu: (user + system) / deliveries, frames: frames / deliveries };
  };

  const rows: Section['rows'] = [];
  try {
    for (const { clients, deltas } of sizes.fanOut) {
      const [ours, bare] = [`world-${clients}`, `relay-${clients}`];
      await reader.join(ours, { url: game.url, room: 'world', count: clients });
      await reader.join(bare, { url: relay.url, count: clients });
      const [room] = await matchMaker.query({ name: 'world' });
      const members = matchMaker.getLocalRoomById(room!.roomId)!.clients;
      const against = 'bare ws broadcast';
      const rounds = await alternate(sizes, {
        ours: () => run(ours, deltas, () => members.map(({ ref }) => ref as unknown as WebSocket)),
        [against]: () => run(bare, deltas, () => relay.sockets),
      });
      await reader.leave(ours, true);
      await reader.leave(bare, false);
      const what = clients === 1 ? '1 client' : `${clients} clients`;
      rows.push(
        rowOf(rounds, 'rate', { what: `${what}: deltas delivered`, unit: '1/s', better: 'more', against }),
        rowOf(rounds, 'cpu', {
          what: `${what}: server CPU per delivery`,
          unit: 'µs',
          better: 'less',
          against,
        }),
        rowOf(rounds, 'frames', {
          what: `${what}: frames per delivery`,
          unit: 'frames',
          better: 'less',
          against,
        }),
      );
    }
  } finally {
    reader.close();
    await relay.close();
  }
  return {
    name: 'fan-out',
    title: 'Fan-out',
    how: `One reply of ${sizes.fanOut.map(({ deltas }) => deltas).join(', ')} visible tokens as fast as the sockets take them, one to a pass of the event loop, to clients in a process of their own; the baseline sends the same frames. CPU is user and system time of the server's process.`,
    rows,
  };
}

/** Tokens between two looks at the sockets. */
const CHECK_EVERY = 16;
/** Bytes; a quarter of what makes the server skip deltas. */
const BEHIND = 64 * 1024;

function isBehind(sockets: Iterable<WebSocket>): boolean {
  for (const { bufferedAmount } of sockets) if (bufferedAmount > BEHIND) return true;
  return false;
}
