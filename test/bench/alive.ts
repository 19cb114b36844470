import { matchMaker } from 'colyseus';
import type { Instance } from '../../server/world/instance.ts';
import { setMood } from '../../server/world/mood.ts';
import { BareRoom, GUARD } from './bare-room.ts';
import { heap } from './heap.ts';
import { alternate, type Figures, percentile, rowOf, type Section } from './measure.ts';
import { startReader } from './reader.ts';
import type { Sizes } from './sizes.ts';
import { director, npcId, startStage } from './stage.ts';

/** Lines that each NPC has perceived. */
const LINES = 20;
const MOODS = ['calm', 'wary', 'amused', 'angry'];

/** What a world full of NPCs costs whenever something of it changes, and what each of them weighs. */
export async function aliveSection(sizes: Sizes): Promise<Section> {
  const { npcs, changed, ticks } = sizes.alive;
  await using game = await startStage({ npcs: 1, model: director().model });
  const reader = await startReader();
  matchMaker.defineRoomType('bare', BareRoom);
  const { cast, instances } = game.server.soliloquy;

  const before = await heap();
  await matchMaker.createRoom('world', { world: cast.name, instance: 'crowd' });
  const crowd = [...instances].find(({ name }) => name === 'crowd')!;
  await populate(crowd, npcs);
  const weight = ((await heap()) - before) / npcs;
  const beforeBare = await heap();
  const { roomId } = await matchMaker.createRoom('bare', {});
  const bare = matchMaker.getLocalRoomById(roomId) as BareRoom;
  bare.fill(npcs);
  const bareWeight = ((await heap()) - beforeBare) / npcs;

  // What changes where nobody looks is not encoded.
  await reader.join('ours', {
    url: game.url,
    room: 'world',
    count: 1,
    options: { instance: 'crowd', location: 'loft' },
  });
  await reader.join('bare', { url: game.url, room: 'bare', count: 1, options: {} });
  const measure = (change: (npc: string, mood: string) => void, patch: () => void) => (): Figures => {
    const costs: number[] = [];
    for (let tick = 0; tick < ticks; tick += 1) {
      const start = performance.now();
      for (let index = 0; index < changed; index += 1)
        change(npcId((tick * changed + index) % npcs), MOODS[(tick + index) % MOODS.length]!);
      patch();
      costs.push(performance.now() - start);
    }
    return { median: percentile(costs, 50), p99: percentile(costs, 99) };
  };
  try {
    const rounds = await alternate(sizes, {
      ours: measure(
        (npc, mood) => {
          setMood(crowd, crowd.npcs.get(npc)!, { word: mood, intensity: 0.7 });
        },
        () => crowd.emit({ kind: 'changed', isUrgent: true }),
      ),
      'the same patches of a bare Colyseus room': measure(
        (npc, mood) => {
          bare.state.npcs.get(npc)!.mood = mood;
        },
        () => bare.broadcastPatch(),
      ),
    });
    const against = 'the same patches of a bare Colyseus room';
    const cost = { unit: 'ms', better: 'less' as const, against } as const;
    const weighed = [{ ours: { npc: weight }, 'its state alone': { npc: bareWeight } }];
    return {
      name: 'alive',
      title: `${npcs} NPCs alive in one world`,
      how: `${npcs} NPCs in one instance, each of whom has perceived ${LINES} lines; ${changed} of them change between two patches, ${ticks} patches a run, one client. Weighed once.`,
      rows: [
        rowOf(rounds, 'median', { ...cost, what: 'a patch, median' }),
        rowOf(rounds, 'p99', { ...cost, what: 'a patch, 99th percentile' }),
        rowOf(weighed, 'npc', { unit: 'KiB', better: 'less', what: 'NPC', against: 'its state alone' }),
      ],
    };
  } finally {
    reader.close();
  }
}

/** Fills an instance with NPCs who have heard something. */
async function populate(instance: Instance, count: number): Promise<void> {
  instance.npcs.clear();
  for (let index = 0; index < count; index += 1) instance.spawn(npcId(index), { ...GUARD });
  for (let line = 0; line < LINES; line += 1)
    await instance.record.commit(
      instance.record.line({
        kind: 'event',
        from: 'environment',
        name: 'Environment',
        location: GUARD.location,
        spans: [{ span: 0, layer: 'role_action', text: `The bell tolls for the ${line + 1}th time.` }],
      }),
    );
  instance.emit({ kind: 'changed', isUrgent: true });
}
