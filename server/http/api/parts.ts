import type { Cast } from '../../persona/cast.ts';
import type { Store } from '../../store/store.ts';
import type { Instance } from '../../world/instance.ts';

/** What the handlers of the console's API are built of. */
export type ApiParts = {
  cast: Cast;
  store: Store;
  /** Those open now. */
  instances: ReadonlySet<Instance>;
  /** The language model that speaks where a persona names no other. */
  modelName: string;
};
