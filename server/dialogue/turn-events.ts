import type { Layer, PlanMode, Span, TurnStatus } from '../../schemas/layers.ts';
import type { Prompt, Scene } from '../../schemas/scene.ts';
import type { BestOf, SentRequest, Timings, Usage } from '../../schemas/trace.ts';
import type { GenerateRequest, LanguageModel } from '../llm/language-model.ts';

/** What composing a turn gives: asked for anew when words join the turn. */
export type Composed = { scene: Scene; prompt: Prompt };

/** What a turn is made of. */
export type TurnOptions = {
  /** At most 16 bytes. */
  id: string;
  npc: string;
  to?: string;
  whisper: boolean;
  /** What speakers named the words by that are answered, by their address: for each of them alone. */
  refs?: ReadonlyMap<string, string>;
  /** The line that this turn stands in for (regenerate). */
  replaces?: string;
  /** Whether it comes to nothing where nothing of it was seen or heard. */
  isOptional?: boolean;
  model: LanguageModel;
  /** Speaks when `model` fails, or says nothing that can be seen or heard: an NPC is never mute. */
  standIn?: LanguageModel;
  /** The NPC's own model settings. */
  settings: Pick<GenerateRequest, 'model' | 'temperature' | 'maxTokens' | 'bestOf'>;
  /** Tokens after which a plan is closed by force. */
  planBudget: number;
  priority: 'player' | 'npc';
  /** Called anew when words join meanwhile. What it throws `events` throws, and nothing is committed. */
  compose(plan?: PlanMode): Composed | Promise<Composed>;
  /** Makes the turn durable; `turn.end` follows only when it is. */
  commit(outcome: Outcome): Promise<void>;
  countTokens(text: string): number;
  /** Unix milliseconds. */
  now(): number;
  /** How long it waited behind other turns, in milliseconds. */
  queuedMs?: number;
};

/** What a turn has come to so far, apart from its spans. */
export type Progress = {
  raw: string;
  model: string;
  /** Why the built-in model stood in, or the turn was cut. */
  reason?: string;
  usage?: Usage;
  bestOf?: BestOf;
  /** The last HTTP request, where there was one. */
  request?: SentRequest;
  startedAt: number;
  timings: Timings;
};

/** What a turn came to: stored as a line and a trace. */
export type Outcome = Composed & Progress & { status: TurnStatus; spans: Span[] };

/** What a turn tells, in order: its start, its deltas and sentences, one end. */
export type TurnEvent =
  | {
      kind: 'start';
      turn: string;
      npc: string;
      to?: string;
      whisper: boolean;
      refs?: ReadonlyMap<string, string>;
      replaces?: string;
    }
  | { kind: 'delta'; turn: string; span: number; layer: Layer; text: string }
  | { kind: 'sentence'; turn: string; span: number; text: string }
  /**
   * A new take came to nothing that can be seen or heard, so that the old one stands; or what may be left unsaid did; or it was
   * taken back. The last event, in place of `end`.
   */
  | { kind: 'withdrawn'; turn: string }
  /** `outcome` is absent for a scripted line. */
  | { kind: 'end'; turn: string; npc: string; status: TurnStatus; spans: Span[]; outcome?: Outcome };
