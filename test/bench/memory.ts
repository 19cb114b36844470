import { matchMaker } from 'colyseus';
import { BareRoom, GUARD } from './bare-room.ts';
import { heap } from './heap.ts';
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
