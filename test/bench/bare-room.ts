import { Room } from 'colyseus';
import { Persona } from '../../schemas/persona.ts';
import { NpcState, WorldState } from '../../schemas/state.ts';
import { persona } from '../worlds.ts';
import { npcId } from './stage.ts';

/** The persona of which benches make crowds. */
export const GUARD = Persona.parse(persona('Guard'));

/** A room with the state that clients of a world see, and nothing behind it. */
export class BareRoom extends Room {
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
