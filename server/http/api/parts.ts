import type { Config } from '../../../schemas/config.ts';
import type { LabRuns } from '../../lab/runs/lab-runs.ts';
import type { LanguageModel } from '../../llm/language-model.ts';
import type { Cast, PersonaDraft, Saved } from '../../persona/cast.ts';
import type { Store } from '../../store/store.ts';
import type { Instance } from '../../world/instance.ts';
import type { InstanceParts } from '../../world/instance-parts.ts';

/** What the handlers of the console's API are built of. */
export type ApiParts = {
  cast: Cast;
  store: Store;
  /** Those open now. */
  instances: ReadonlySet<Instance>;
  /** The language model that speaks where a persona names no other. */
  model: LanguageModel;
  /** The built-in one, where that is another. */
  standIn?: LanguageModel;
  countTokens(text: string): number;
  settings: InstanceParts['settings'];
  /** All settings of the server. */
  config: Config;
  labRuns: LabRuns;
  /** Unix milliseconds. */
  now(): number;
  /** They save, and have the running instances take over what was saved. */
  savePersona(id: string, draft: PersonaDraft): Promise<Saved>;
  restorePersona(id: string, version: number, author: string): Promise<number>;
  /** The world's folder. */
  worldDir: string;
  /** Reads the world's folder and has the running instances take it over at once. Throws `bad-content`. */
  reloadContent(): Promise<void>;
};
