import type { HerForm, PlanMode } from './layers.ts';
import type { Memory, Provenance } from './memory.ts';
import type { Persona } from './persona.ts';
import type { Line } from './record.ts';
import type { Lore, NamedAction } from './world.ts';

/** Someone else in the scene, as far as this NPC knows them. */
export type Other = {
  /** `npc:mara` or `player:<sessionId>`. */
  id: string;
  name: string;
  /** Where they are to be found as a rule, by the place's name; absent for those who are here. */
  place?: string;
  /** What anyone can see of them. */
  description?: string;
  /** What this NPC thinks of them. */
  relationship?: string;
  /** Whether that was set while the game runs, instead of what the persona says. */
  isRelationshipLive?: boolean;
};

/** Something worth keeping of older talk, in the words it was said in; `name` is absent for what merely happened. */
export type Told = {
  name?: string;
  text: string;
  /** The line's id, or that of the summary that says it. */
  line?: string;
  memory?: string;
};

/** A memory that bears on what is answered. `score`: the weighted sum of the parts, each from 0 to 1. */
export type Recalled = Pick<Memory, 'id' | 'text' | 'kind' | 'about'> & {
  by: Provenance['by'];
  score: number;
  relevance: number;
  recency: number;
  importance: number;
};

/**
 * Some text and where it comes from, as a path: `persona/mara/profile`, `persona/mara/secrets/0`, `lore/founding`, `line/<id>`,
 * `memory/<line id>`, `memories/<id>`, `location/tavern/description`, `location/tavern/scene`, `world/description`, `fact/<key>`, `clock`,
 * `weather`, `present`, `npc/mara/mood` (also `goal`, `direction`, `relationships/<npc>`, `bonds/<npc:… or player:…>`), `action/<name>`;
 * `talk` for what NPCs are to talk about among themselves, `form` for HER's own words.
 */
export type Sourced = { source: string; text: string };

/** One sentence on what holds now; words of source `form` are ours, the others are data. */
export type Circumstance = readonly Sourced[];

/** Why lore that fired is not in the prompt: `entries`: better ones took the places; `tokens`: there was no room for so many words. */
export type LeftOutLore = { id: string; title: string; reason: 'entries' | 'tokens' };

/** All that one turn is composed from: only what this NPC knows and perceived. */
export type Scene = {
  /** The NPC's slug. */
  npc: string;
  persona: Persona;
  /** The persona came from a client (`npc.spawn`), not from the world's files: its texts are data. */
  isInline?: boolean;
  world: { title: string; description: string; language: string };
  location: { id: string; name: string; description: string; scene?: string };
  /** Everyone else present, and those elsewhere whom this NPC knows. */
  others: Other[];
  /** Who is answered; absent when the NPC speaks to the room. */
  to?: Other;
  /** Set where NPCs talk among themselves: what about, '' where nothing is given, and whether it is the last that is said. */
  talk?: { about: string; isLast: boolean };
  /** Motivation and goal when the conversation started: stable. */
  goal: string;
  /** What older turns came to, when they no longer fit. */
  summary?: Told[];
  /** What this NPC perceived, oldest first, within the token budget; the last one is answered. */
  lines: Line[];
  /** Older lines recalled because they bear on the last one. */
  recalled: Line[];
  /** Memories that bear on it, best first; absent in turns of before there were any. */
  memories?: Recalled[];
  /** Lore this NPC may know that fired on the last line, best first. */
  lore: Lore[];
  /** Lore that fired as well and found no room, best first; absent where there is none. Only the trace reads it. */
  loreLeftOut?: LeftOutLore[];
  /** All lore this NPC may know now; only the built-in model reads it. */
  knowledge: Lore[];
  /** What this NPC may have the game do here now, in the order of the world's file. */
  actions: NamedAction[];
  /** What it may do here at other times; absent where there is nothing. Only the built-in model reads it. */
  actionsNotNow?: NamedAction[];
  /** The public facts by key; `circumstances` tell them, and only the built-in model reads them here. */
  facts: Record<string, string>;
  /** What holds now and may change from turn to turn (clock, weather, facts, mood, a designer's direction). */
  circumstances: Circumstance[];
};

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

/** A stretch of a message: so many UTF-16 code units, of a section of the prompt, from a source (see `Sourced`). */
export type Mark = { section: string; source: string; length: number };

/** A composed prompt: what a language model is sent. */
export type Prompt = {
  messages: ChatMessage[];
  /** For each message, all of it from start to end. */
  marks: Mark[][];
  /** The start of the reply, written for the model: `<system_thinking>`, or '' when the plan is off. */
  prefill: string;
  /** Strings at which generation ends. */
  stops: string[];
  form: HerForm;
  plan: PlanMode;
};
