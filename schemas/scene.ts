import type { HerForm, PlanMode } from './layers.ts';
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
  /** What this NPC thinks of them (its authored relationship). */
  relationship?: string;
};

/** Something worth keeping of older talk, in the words it was said in; `name` is absent for what merely happened. */
export type Told = { name?: string; text: string };

/** All that one turn is composed from: only what this NPC knows and perceived. */
export type Scene = {
  /** The NPC's slug. */
  npc: string;
  persona: Persona;
  /** The persona came from a client (`npc.spawn`), not from the world's files: its texts are data. */
  isInline?: boolean;
  world: { title: string; description: string; language: string };
  location: { name: string; description: string; scene?: string };
  /** Everyone else present, and those elsewhere whom this NPC knows. */
  others: Other[];
  /** Who is answered; absent when the NPC speaks to the room. */
  to?: Other;
  /** Motivation and goal when the conversation started: stable. */
  goal: string;
  /** What older turns came to, when they no longer fit. */
  summary?: Told[];
  /** What this NPC perceived, oldest first, within the token budget; the last one is answered. */
  lines: Line[];
  /** Older lines recalled because they bear on the last one. */
  recalled: Line[];
  /** Lore this NPC may know that fired on the last line, best first. */
  lore: Lore[];
  /** All lore this NPC may know; only the built-in model reads it. */
  knowledge: Lore[];
  /** What this NPC may have the game do here, in the order of the world's file. */
  actions: NamedAction[];
  /** The public facts by key; `circumstances` tell them, and only the built-in model reads them here. */
  facts: Record<string, string>;
  /** Volatile facts, one sentence each (clock, weather, mood, events, a designer's direction). */
  circumstances: string[];
};

export type ChatMessage = { role: 'system' | 'user' | 'assistant'; content: string };

/** A composed prompt: what a language model is sent. */
export type Prompt = {
  messages: ChatMessage[];
  /** The start of the reply, written for the model: `<system_thinking>`, or '' when the plan is off. */
  prefill: string;
  /** Strings at which generation ends. */
  stops: string[];
  form: HerForm;
  plan: PlanMode;
};
