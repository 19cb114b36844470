import { schema, t } from '@colyseus/schema';

/** A player present in the instance, under its session id. */
export const PlayerState = schema({ name: t.string(), location: t.string() }, 'PlayerState');

/** An NPC as clients see it; the `.view()` fields reach designers only. */
export const NpcState = schema(
  {
    id: t.string(),
    name: t.string(),
    description: t.string(),
    portrait: t.string(),
    location: t.string(),
    /** idle, listening, thinking, speaking or paused. */
    activity: t.string(),
    mood: t.string(),
    /** `npc:…` or `player:…`; empty while whispering or silent. */
    addressing: t.string(),
    goal: t.string().view(),
    thoughts: t.string().view(),
    relationships: t.map('string').view(),
    /** How a designer has the NPC played; empty where nobody does. */
    direction: t.string().view(),
    /** Whether that is for its next turn alone. */
    directionOnce: t.boolean().view(),
    personaVersion: t.uint32().view(),
    model: t.string().view(),
    /** Lines waiting for an answer. */
    queue: t.uint16().view(),
    /** How strong the mood is, in steps of 10 percent; 0: it is as it is as a rule. */
    moodIntensity: t.uint8(),
  },
  'NpcState',
);

export const LocationState = schema({ name: t.string(), description: t.string() }, 'LocationState');

/** The root state of a `world` room. */
export const WorldState = schema(
  {
    protocol: t.uint8(),
    world: t.string(),
    title: t.string(),
    time: t.string(),
    weather: t.string(),
    /** Whether the whole instance is paused: no NPC begins a turn. */
    paused: t.boolean(),
    locations: t.map(LocationState),
    facts: t.map('string'),
    npcs: t.map(NpcState),
    players: t.map(PlayerState),
  },
  'WorldState',
);
export type WorldState = InstanceType<typeof WorldState>;
export type NpcState = InstanceType<typeof NpcState>;
