import type { Instance } from '../world/instance.ts';
import { refuseJoin } from './auth.ts';

/**
 * Sees to it that an instance is open once: two live worlds would write one record. `joinOrCreate` finds the open one by
 * itself; a client that asks to `create` another is refused.
 */
export class OpenInstances {
  /** By key; resolves once the instance is closed. */
  readonly #closings = new Map<string, Promise<void>>();
  readonly #open = new Map<string, Instance | undefined>();

  /** Opens an instance, once a closing one of that key is closed. Throws the refusal of a join where one, or `most`, are open. */
  async open(key: string, make: () => Promise<Instance>, most: number): Promise<Instance> {
    await this.#closings.get(key);
    if (this.#open.has(key))
      throw refuseJoin(
        409,
        'already-open',
        `${key} is open already; come in with joinOrCreate, not with create.`,
      );
    if (this.#open.size >= most)
      throw refuseJoin(
        503,
        'too-many-instances',
        `this server has ${this.#open.size} instances open, as many as players may open; join one of them, or try later.`,
      );
    this.#open.set(key, undefined);
    try {
      const instance = await make();
      this.#open.set(key, instance);
      return instance;
    } catch (error) {
      this.#open.delete(key);
      throw error;
    }
  }

  /** Closes an instance and makes room for the next of its key. */
  async close(instance: Instance): Promise<void> {
    const key = [...this.#open].find(([, each]) => each === instance)?.[0];
    if (key === undefined) return;
    const closing = instance.close().finally(() => {
      this.#open.delete(key);
      this.#closings.delete(key);
    });
    this.#closings.set(key, closing);
    await closing;
  }
}
