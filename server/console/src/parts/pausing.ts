import { Refused } from '../live/connection.ts';
import type { Observer } from '../live/observer.ts';
import type { NpcView, WorldView } from '../live/snapshot.ts';

const BREATH_MS = 1000;

/** Pauses or resumes NPCs one by one; a room that gets too many messages is asked again a second later. */
export async function patchAll(observer: Observer, npcs: readonly NpcView[], paused: boolean): Promise<void> {
  for (const { id } of npcs)
    for (;;) {
      try {
        await observer.request('npc.patch', { npc: id, paused });
        break;
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== 'too-many-messages') throw error;
        await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      }
    }
}

/** Pauses or resumes one NPC; where everything is paused, it goes on alone and the others stay paused one by one. */
export async function pauseOne(observer: Observer, world: WorldView, npc: NpcView): Promise<void> {
  const goesOn = npc.activity === 'paused';
  if (goesOn && world.paused) {
    const others = world.npcs.filter(({ id }) => id !== npc.id);
    await patchAll(observer, others, true);
    await observer.request('pause', { paused: false });
  }
  await observer.request('npc.patch', { npc: npc.id, paused: !goesOn });
}
