import type { WorldState } from '../../../../schemas/state.ts';

export type NpcView = {
  id: string;
  name: string;
  description: string;
  location: string;
  activity: string;
  mood: string;
  addressing: string;
  goal: string;
  thoughts: string;
  model: string;
  queue: number;
};

/** The room's state as plain, frozen-in-time data: what a page draws. */
export type WorldView = {
  title: string;
  time: string;
  weather: string;
  locations: { id: string; name: string; description: string }[];
  facts: { key: string; text: string }[];
  npcs: NpcView[];
  players: { id: string; name: string; location: string }[];
};

/** Copies what the state says now; undefined before its first patch. */
export function viewOf(state: WorldState): WorldView | undefined {
  if (!state?.npcs || !state.title) return undefined;
  return {
    title: state.title,
    time: state.time,
    weather: state.weather,
    locations: [...state.locations.entries()].map(([id, { name, description }]) => ({
      id,
      name,
      description,
    })),
    facts: [...state.facts.entries()].map(([key, text]) => ({ key, text })),
    npcs: [...state.npcs.values()].map((npc) => ({
      id: npc.id,
      name: npc.name,
      description: npc.description,
      location: npc.location,
      activity: npc.activity,
      mood: npc.mood,
      addressing: npc.addressing,
      goal: npc.goal ?? '',
      thoughts: npc.thoughts ?? '',
      model: npc.model ?? '',
      queue: npc.queue ?? 0,
    })),
    players: [...state.players.entries()].map(([id, { name, location }]) => ({ id, name, location })),
  };
}
