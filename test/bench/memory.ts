import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { matchMaker, Room } from 'colyseus';
import { Persona } from '../../schemas/persona.ts';
import { NpcState, WorldState } from '../../schemas/state.ts';
import { persona } from '../worlds.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import { startReader } from './reader.ts';
import { startRelay } from './relay.ts';
import type { Sizes } from './sizes.ts';
import { director, npcId, startStage } from './stage.ts';

/** What an open world, an NPC and a client weigh on the heap, beside bare rooms and sockets. */
export async function memorySection(sizes: Sizes): Promise<Section> {
  const { rooms, npcs, clients, memoryRuns, warmUps } = sizes;
  const rounds = { runs: memoryRuns, warmUps };
  await using game = await startStage({ npcs: 1, model: director().model });
  const relay = await startRelay(async function* () {});
  const reader = await startReader();
  matchMaker.defineRoomType('bare', BareRoom);
  const { cast, instances } = game.server.soliloquy;
  let opened = 0;

  /** Opens a world and takes its NPCs out; returns how to fill it. */
  const openWorld = async () => {
    opened += 1;
    const name = `copy-${opened}`;
    const { roomId } = await matchMaker.createRoom('world', { world: cast.name, instance: name });
    const instance = [...instances].find((candidate) => candidate.name === name)!;
    const show = () => instance.emit({ kind: 'changed', isUrgent: true });
    instance.npcs.clear();
    show();
    const fill = () => {
      for (let npc = 0; npc < npcs; npc += 1) instance.spawn(npcId(npc), { ...GUARD });
      show();
    };
    return { roomId, fill };
  };
  const openBare = async () => {
    const { roomId } = await matchMaker.createRoom('bare', {});
    return { roomId, fill: () => (matchMaker.getLocalRoomById(roomId) as BareRoom).fill(npcs) };
  };
  const opening = (open: typeof openWorld) => async (): Promise<Figures> => {
    const before = await heap();
    const made = await times(rooms, open);
    const kib = (await heap()) - before;
    await dispose(made);
    return { room: kib / rooms };
  };
  const filling = (open: typeof openWorld) => async (): Promise<Figures> => {
    const made = await times(rooms, open);
    const before = await heap();
    for (const { fill } of made) fill();
    const kib = (await heap()) - before;
    await dispose(made);
    return { npc: kib / rooms / npcs };
  };
  const connecting = (join: { url: string; room?: string }) => async (): Promise<Figures> => {
    const before = await heap();
    await reader.join('weighed', { ...join, count: clients, options: { location: 'loft' } });
    const kib = ((await heap()) - before) / clients;
    await reader.leave('weighed', join.room !== undefined);
    return { client: kib };
  };

  try {
    // Open from the start, so that its own weight does not count with its clients.
    await matchMaker.createRoom('bare', {});
    const byRoom = await alternate(rounds, {
      ours: opening(openWorld),
      'bare Colyseus room': opening(openBare),
    });
    const byNpc = await alternate(rounds, { ours: filling(openWorld), 'its state alone': filling(openBare) });
    const byClient = await alternate(rounds, {
      ours: connecting({ url: game.url, room: 'world' }),
      'client of a bare Colyseus room': connecting({ url: game.url, room: 'bare' }),
      'bare ws socket': connecting({ url: relay.url }),
    });
    const weight = { unit: 'KiB', better: 'less' as const };
    return {
      name: 'memory',
      title: 'Memory',
      how: `heapUsed and external after garbage collection. ${rooms} open worlds without NPCs and without clients, then with ${npcs} NPCs in each, beside Colyseus rooms that hold the same state with nothing behind it. Clients: ${clients} of them, who stand where no NPC is.`,
      rows: [
        rowOf(byRoom, 'room', {
          ...weight,
          what: 'open world without NPCs',
          against: 'bare Colyseus room',
        }),
        rowOf(byNpc, 'npc', { ...weight, what: 'NPC', against: 'its state alone' }),
        rowOf(byClient, 'client', { ...weight, what: 'client', against: 'client of a bare Colyseus room' }),
        rowOf(byClient, 'client', { ...weight, what: 'client', against: 'bare ws socket' }),
      ],
    };
  } finally {
    reader.close();
    await relay.close();
  }
}

async function times<T>(count: number, make: () => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index += 1) made.push(await make());
  return made;
}

async function dispose(rooms: readonly { roomId: string }[]): Promise<void> {
  for (const { roomId } of rooms) await matchMaker.getLocalRoomById(roomId)?.disconnect();
}

/** A room with the state that clients of a world see, and nothing behind it. */
class BareRoom extends Room {
  override autoDispose = false;
  override state = new WorldState();

  override onCreate() {
    this.broadcastPatch();
  }

  fill(count: number) {
    for (let index = 0; index < count; index += 1) {
      const npc = new NpcState();
      const { name, description, location, mood, motivation } = GUARD;
      Object.assign(npc, {
        id: npcId(index),
        name,
        description,
        portrait: '',
        location,
        mood,
        goal: motivation[0],
      });
      Object.assign(npc, {
        activity: 'idle',
        addressing: '',
        thoughts: '',
        personaVersion: 0,
        model: 'scripted',
        queue: 0,
      });
      this.state.npcs.set(npcId(index), npc);
    }
    this.broadcastPatch();
  }
}

const GUARD = Persona.parse(persona('Guard'));

/** KiB in use once all garbage is collected; what is freed in the background is gone by the second round. */
async function heap(): Promise<number> {
  for (let round = 0; round < 2; round += 1) {
    collect();
    await delay(10);
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1024;
}

function collect(): void {
  if (!globalThis.gc) {
    setFlagsFromString('--expose-gc');
    globalThis.gc = runInNewContext('gc') as NonNullable<typeof globalThis.gc>;
  }
  void globalThis.gc();
}
