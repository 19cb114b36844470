import type { Prompt, Scene } from '../../schemas/scene.ts';
import type { BestOf, SentRequest } from '../../schemas/trace.ts';

/**
 * One generation. A remote model reads `prompt`, the built-in one `scene`: both say the same. There is no scene where no character
 * is played but a question asked (`ask`): the built-in model answers none.
 */
export type GenerateRequest = {
  prompt: Prompt;
  scene?: Scene;
  /** Overrides the configured model's name. */
  model?: string;
  temperature?: number;
  maxTokens?: number;
  /** How many replies to write, of which the best is given; a model that can give but one takes no notice. */
  bestOf?: number;
  /** Makes sampling repeatable where the model allows it. */
  seed?: number;
  /** Whose turn it is: what players wait for goes before what NPCs do among themselves. Default `player`. */
  priority?: 'player' | 'npc';
  /** Told of every HTTP request as it goes out, tries that fail included. */
  onSent?(sent: SentRequest): void;
};

/** What a language model yields, in order. `reasoning` is native reasoning: it becomes the plan layer or nothing, never speech. */
export type Chunk =
  | { kind: 'text'; text: string }
  | { kind: 'reasoning'; text: string }
  /** Once, when the model took the prefill: its text is then a continuation of `prompt.prefill`. */
  | { kind: 'prefilled' }
  | { kind: 'usage'; promptTokens: number; completionTokens: number; cachedTokens?: number }
  /** Once, before the text: of which takes it was chosen. */
  | { kind: 'best-of'; bestOf: BestOf }
  /** Which model answers, when it is not simply the one that was asked for. */
  | { kind: 'model'; model: string };

/**
 * Something that generates replies. Iterating starts the call; the signal, or leaving the loop, ends it and closes the
 * connection. Throws `SoliloquyError` with a `model-*` code, or `aborted`.
 */
export type LanguageModel = {
  /** For the banner, the trace and the console: `gpt-4o`, `built-in`. */
  readonly name: string;
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<Chunk>;
};
