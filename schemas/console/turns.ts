import type { Layer, PlanMode, Span, TurnStatus } from '../layers.ts';
import type { Persona } from '../persona.ts';
import type { LeftOutLore } from '../scene.ts';
import type { BestOf, Sampling, Timings, TracedCall, TurnSummary, Usage } from '../trace.ts';

/** What a designer thinks of a reply: `rejected` names the take that it was preferred to. `at`: Unix milliseconds. */
export type RatingView = { author: string; value: 1 | -1; reason: string; rejected?: string; at: number };

/** A turn as a list shows it. */
export type TurnRow = TurnSummary & {
  turn: string;
  npc: string;
  /** Unix milliseconds. */
  startedAt: number;
  /** Whether it was given more than once. */
  hasTakes: boolean;
  ratings: RatingView[];
};

/** Which turns of an instance; all that is given holds of each. `before` is the `cursor` of the list that it goes on from. */
export type TurnQuery = {
  instance: string;
  npc?: string;
  status?: TurnStatus;
  slowMs?: number;
  words?: number;
  text?: string;
  /** Ids, joined by commas. */
  turns?: string;
  before?: string;
  limit?: number;
};
export type TurnList = { rows: TurnRow[]; cursor?: string };

/** One of the replies given in a turn's place. */
export type TakeView = { turn: string; status: TurnStatus; spans: Span[]; isStanding: boolean };

/** Some text of a prompt: where it comes from (see `Sourced` in `schemas/scene.ts`) and how many tokens begin in it. */
export type PromptPiece = { section: string; source: string; text: string; tokens: number };
export type PromptMessage = { role: string; pieces: PromptPiece[] };

/** A line of the record that a prompt holds. `at`: Unix milliseconds. */
export type PromptLine = {
  name: string;
  from: string;
  turn?: string;
  at: number;
  time: string;
  whisper: boolean;
  /** NPCs that perceived it. */
  npcs: string[];
  text: string;
};

/** A line of the record by its id. `isRecorded`: of its turn there is a trace. */
export type RecordedLine = PromptLine & { line: string; isRecorded: boolean };

/** All that is known of a turn. */
export type TurnView = {
  turn: string;
  npc: string;
  instance: string;
  /** Unix milliseconds. */
  startedAt: number;
  status: TurnStatus;
  model: string;
  personaVersion: number;
  reason?: string;
  timings: Timings;
  usage?: Usage;
  /** Where several replies were written and the best one was spoken. */
  bestOf?: BestOf;
  settings: Sampling;
  plan: PlanMode;
  /** The prompt in pieces; of turns of earlier versions, whose sources were not kept, in one piece per message. */
  messages: PromptMessage[];
  prefill: string;
  /** Of messages and prefill, counted as o200k does. */
  tokens: number;
  /** By the id that pieces of source `line/…` and `memory/…` name. */
  lines: Record<string, PromptLine>;
  /** Lore that fired as well and found no room in the prompt. */
  loreLeftOut: LeftOutLore[];
  /** What its calls came to. */
  actions: TracedCall[];
  /** As the model wrote it. */
  raw: string;
  spans: Span[];
  /** What each sort of viewer gets of it. */
  views: { viewer: string; spans: { layer: Layer; text: string }[] }[];
  /** Absent where no HTTP request was made. */
  curl?: string;
  /** Whether it can be run again: turns of earlier versions lack what that takes. */
  canRerun: boolean;
  /** The persona that it was played by; absent where that version is not known any more. */
  persona?: Persona;
};

/** What is to be otherwise when a turn is run again; what is absent is as the persona, then the server, has it. */
export type Rerun = {
  turn: string;
  /** A draft; absent: the one that is live. */
  persona?: unknown;
  /** A model's name, or `built-in`. */
  model?: string;
  plan?: PlanMode;
  temperature?: number;
  maxTokens?: number;
};

export type RerunItem =
  | { kind: 'prompt'; messages: PromptMessage[]; tokens: number; changed: string[] }
  | { kind: 'delta'; span: number; layer: Layer; text: string }
  | {
      kind: 'end';
      status: TurnStatus;
      spans: Span[];
      raw: string;
      model: string;
      reason?: string;
      timings: Timings;
      usage?: Usage;
    }
  | { kind: 'error'; code: string; message: string };

/** Says what somebody thinks of a reply, or that they prefer it to another take. */
export type Rate = {
  instance: string;
  turn: string;
  author: string;
  value: 1 | -1;
  reason: string;
  rejected?: string;
};
export type Unrate = Pick<Rate, 'instance' | 'turn' | 'author' | 'rejected'>;
