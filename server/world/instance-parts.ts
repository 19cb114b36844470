import type { HerForm, PlanMode } from '../../schemas/layers.ts';
import type { Embedder } from '../llm/embeddings.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import type { Cast } from '../persona/cast.ts';
import type { Store } from '../store/store.ts';

export type Log = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  debug(fields: object, message: string): void;
};

/** What an instance is built of; nothing in it reaches for a global. */
export type InstanceParts = {
  cast: Cast;
  store: Store;
  model: LanguageModel;
  /** Speaks when `model` fails; absent where `model` is the built-in one itself. */
  standIn?: LanguageModel;
  /** Puts memories into words and appraises what was said, off the critical path; absent: extraction and a lexicon do. */
  thinking?: LanguageModel;
  /** Has NPCs recall by meaning, too; absent: by words alone. */
  embedder?: Embedder;
  countTokens(text: string): number;
  log: Log;
  /** Unix milliseconds. */
  now(): number;
  /** 0 to 1: whether NPCs begin a talk that only has a chance to. */
  random(): number;
  settings: {
    form: HerForm;
    plan: PlanMode;
    /** Tokens of talk that stand in the prompt word for word. */
    historyTokens: number;
    planTokens: Record<PlanMode, number>;
    queueLimit: number;
    /** Tokens of a reply, planning included, where the persona sets none. */
    replyTokens: number;
  };
};
