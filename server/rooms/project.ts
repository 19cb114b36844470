import type { MapSchema } from '@colyseus/schema';
import { LocationState, NpcState, PlayerState, type WorldState } from '../../schemas/state.ts';
import type { Instance } from '../world/instance.ts';
import { moodOf } from '../world/mood.ts';
import { type Npc, relationshipsOf } from '../world/npc.ts';

/**
 * Writes the live world into the room's state; nothing else does. Fields keep their value where nothing changed, so a
 * patch holds only what did. Calls `onSpawn` for each NPC that is new to the state.
 */
export function project(instance: Instance, state: WorldState, onSpawn: (npc: NpcState) => void): void {
  const { world } = instance;
  state.protocol = 1;
  state.world = instance.parts.cast.name;
  state.title = world.title;
  state.time = instance.clock.text;
  state.weather = instance.weather;
  state.paused = instance.isPaused;
  sync(state.facts, instance.facts);
  for (const [id, { name, description }] of Object.entries(world.locations)) {
    const location = entry(state.locations, id, () => new LocationState());
    location.name = name;
    location.description = description;
  }
  prune(state.locations, new Set(Object.keys(world.locations)));
  const players = [...instance.members.values()].filter((member) => member.role === 'player');
  for (const { id, name, location } of players) {
    const player = entry(state.players, id, () => new PlayerState());
    player.name = name;
    player.location = location ?? '';
  }
  prune(state.players, new Set(players.map((player) => player.id)));
  for (const npc of instance.npcs.values()) {
    const isNew = !state.npcs.has(npc.id);
    const target = entry(state.npcs, npc.id, () => new NpcState());
    projectNpc(instance, npc, target);
    if (isNew) onSpawn(target);
  }
  prune(state.npcs, new Set(instance.npcs.keys()));
}

function projectNpc(instance: Instance, npc: Npc, target: NpcState): void {
  target.id = npc.id;
  target.name = npc.persona.name;
  target.description = npc.persona.description;
  target.portrait = npc.persona.portrait ?? '';
  target.location = npc.location;
  target.activity = npc.activity;
  const mood = moodOf(instance, npc);
  target.mood = mood.word;
  target.moodIntensity = Math.round(mood.intensity * 10) * 10;
  target.addressing = npc.addressing;
  target.goal = npc.goal;
  target.thoughts = npc.thoughts;
  target.personaVersion = npc.personaVersion;
  target.model = npc.model;
  target.queue = npc.queue.length;
  target.direction = npc.direction?.text ?? '';
  target.directionOnce = npc.direction?.isOnce ?? false;
  sync(target.relationships, new Map(Object.entries(relationshipsOf(npc))));
}

function entry<T>(map: MapSchema<T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function prune<T>(map: MapSchema<T>, keep: ReadonlySet<string>): void {
  for (const key of [...map.keys()]) if (!keep.has(key)) map.delete(key);
}

function sync(map: MapSchema<string>, source: ReadonlyMap<string, string>): void {
  for (const [key, value] of source) if (map.get(key) !== value) map.set(key, value);
  prune(map, new Set(source.keys()));
}
