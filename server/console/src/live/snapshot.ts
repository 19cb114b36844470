import type { NpcState, WorldState } from '../../../../schemas/state.ts';

export type NpcView = {
  id: string;
  name: string;
  description: string;
  location: string;
  activity: string;
  mood: string;
  /** In percent, by steps of 10; 0: it feels as it does as a rule. */
  moodIntensity: number;
  addressing: string;
  goal: string;
  thoughts: string;
  /** What it thinks of other NPCs now, by their id. */
  relationships: Record<string, string>;
  /** How a designer has it played; empty where nobody does. */
  direction: string;
  /** Whether that is for its next turn alone. */
  directionOnce: boolean;
  /** 0 where its persona came from a client. */
  personaVersion: number;
  model: string;
  queue: number;
};

/** The room's state as plain, frozen-in-time data: what a page draws. */
export type WorldView = {
  title: string;
  time: string;
  weather: string;
  /** Whether the whole instance is: no NPC begins a turn. */
  paused: boolean;
  locations: { id: string; name: string; description: string }[];
  facts: { key: string; text: string }[];
  npcs: NpcView[];
  players: { id: string; name: string; location: string }[];
};

/** Copies what the state says now, with the NPCs of `before` that did not change; undefined before its first patch. */
export function viewOf(state: WorldState, before?: WorldView): WorldView | undefined {
  if (!state?.npcs || !state.title) return undefined;
  const known = new Map(before?.npcs.map((npc) => [npc.id, npc]));
  return {
    title: state.title,
    time: state.time,
    weather: state.weather,
    paused: state.paused ?? false,
    locations: [...state.locations.entries()].map(([id, { name, description }]) => ({
      id,
      name,
      description,
    })),
    facts: [...state.facts.entries()].map(([key, text]) => ({ key, text })),
    npcs: [...state.npcs.values()].map((npc) => unlessSame(npcOf(npc), known.get(npc.id))),
    players: [...state.players.entries()].map(([id, { name, location }]) => ({ id, name, location })),
  };
}

const npcOf = (npc: NpcState): NpcView => ({
  id: npc.id,
  name: npc.name,
  description: npc.description,
  location: npc.location,
  activity: npc.activity,
  mood: npc.mood,
  moodIntensity: npc.moodIntensity ?? 0,
  addressing: npc.addressing,
  goal: npc.goal ?? '',
  thoughts: npc.thoughts ?? '',
  relationships: Object.fromEntries(npc.relationships?.entries() ?? []),
  direction: npc.direction ?? '',
  directionOnce: npc.directionOnce ?? false,
  personaVersion: npc.personaVersion ?? 0,
  model: npc.model ?? '',
  queue: npc.queue ?? 0,
});

const unlessSame = (made: NpcView, before: NpcView | undefined): NpcView => {
  const { relationships, ...fields } = made;
  if (!before || !isSame(relationships, before.relationships)) return made;
  return isSame(fields, { ...before, relationships: undefined })
    ? before
    : { ...made, relationships: before.relationships };
};

const isSame = (one: Record<string, unknown>, other: Record<string, unknown>): boolean =>
  Object.keys(one).every((key) => one[key] === other[key]) &&
  Object.keys(other).every((key) => key in one || other[key] === undefined);
