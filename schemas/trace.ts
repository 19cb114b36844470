import type { PlanMode, Span, TurnStatus } from './layers.ts';
import type { Persona } from './persona.ts';
import type { Prompt, Scene } from './scene.ts';

/** Milliseconds since the turn was due, but `queued`: how long it had waited by then. Absent when it never came to that. */
export type Timings = {
  queued?: number;
  prompt?: number;
  firstToken?: number;
  firstVisible?: number;
  end?: number;
};

/** Tokens by the language model's own account. */
export type Usage = { promptTokens: number; completionTokens: number; cachedTokens?: number };

/** An HTTP request to a language model as it went out, without its key; `body` lacks the prompt, which stood in `field`. */
export type SentRequest = {
  url: string;
  field: 'messages' | 'prompt';
  isPrefilled: boolean;
  body: Record<string, unknown>;
};

/** How one NPC is generated, where it differs from the server's settings. */
export type Sampling = { model?: string; temperature?: number; maxTokens?: number; bestOf?: number };

/**
 * Of which takes a reply was chosen, each as the model wrote it: the one at `chosen` was spoken. `problem`: why one was ruled out before anybody judged;
 * `lostFor`: why one is worse than what was spoken, of those that a verdict or a rule says it of. `judgedBy`: who compared them; `reason`: why that
 * one. `waitMs`: from the first take's end until the choice. Tokens are those of all takes; the judge's are not among them.
 */
export type BestOf = {
  takes: { raw: string; spans: Span[]; problem?: string; lostFor?: string }[];
  chosen: number;
  judgedBy: string;
  reason: string;
  waitMs: number;
  hasSharedPlan: boolean;
};

/** A scene as a trace keeps it: the persona by its version, unless it came from a client; what all lore says is left out. */
export type TracedScene = Omit<Scene, 'persona' | 'knowledge'> & { persona?: Persona };

/** What came of a call within a turn. `pending`: not known yet; `repeated`: an earlier take had it done. */
export type TracedCall = {
  span: number;
  /** '' and {} where they could not be read; `args` are null where the call was cut off. */
  name: string;
  args: unknown;
  call?: string;
  outcome: 'pending' | 'ok' | 'error' | 'refused' | 'timeout' | 'nobody' | 'repeated';
  detail?: string;
};

/** The full record of a turn. Turns of earlier versions have neither `scene` nor the prompt's `marks`. */
export type TraceBody = {
  status: TurnStatus;
  spans: Span[];
  raw: string;
  prompt: Prompt;
  scene?: TracedScene;
  model: string;
  reason?: string;
  usage?: Usage;
  /** Where several replies were written and the best one was spoken. */
  bestOf?: BestOf;
  request?: SentRequest;
  startedAt: number;
  timings: Timings;
  /** The id of the turn's line in the record. */
  line: string;
  persona: string;
  personaVersion: number;
  settings: Sampling;
  /** As it was asked for; the last call's own stands in its prompt. */
  plan: PlanMode;
  /** Its calls. What came of them later is noted here, too. */
  actions?: TracedCall[];
  /** What went out for the takes before it, as far as it had come by then. */
  earlierActions?: TracedCall[];
};

/** What a list of turns shows of each. Times in milliseconds since the turn was due, `queuedMs` before that. */
export type TurnSummary = {
  status: TurnStatus;
  model: string;
  personaVersion: number;
  /** Why the built-in model stood in, or the turn was cut. */
  reason?: string;
  to?: string;
  /** The turn whose place this one took. */
  replaces?: string;
  queuedMs?: number;
  promptMs?: number;
  firstTokenMs?: number;
  firstVisibleMs?: number;
  endMs?: number;
  promptTokens?: number;
  cachedTokens?: number;
  completionTokens?: number;
  /** Words that were said or shown. */
  words: number;
  /** How what was said or shown begins. */
  excerpt: string;
};
