import PQueue from 'p-queue';
import type { Embedder } from '../llm/embeddings.ts';
import type { LanguageModel } from '../llm/language-model.ts';
import type { Instance } from './instance.ts';

/** How many jobs may wait before those that can do without the model are to. */
const MAX_WAITING = 20;

/**
 * What is done behind the turns, one thing after another: appraisals, memories put into words. A job that is stopped does
 * without the model what it can, and is kept; only a loaded game has what was under way forgotten.
 */
export class Background {
  readonly #instance: Instance;
  readonly #queue = new PQueue({ concurrency: 1 });
  #stopping = new AbortController();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Has a job done later. What it throws is logged, and nothing else comes of it. */
  add(what: string, job: (signal: AbortSignal) => Promise<void>): void {
    const { log } = this.#instance.parts;
    this.#queue
      .add(() => job(this.#stopping.signal))
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted) log.warn({ err: error, instance: this.#instance.name }, what);
      });
  }

  /** Whether so much waits that what can do without the model is to. */
  get isBehind(): boolean {
    return this.#queue.size > MAX_WAITING;
  }

  /** The model that may be asked now: no call goes out while nobody is there, or all is paused. */
  get thinking(): LanguageModel | undefined {
    return this.#isLive ? this.#instance.parts.thinking : undefined;
  }

  /** What may embed memories now, under the same conditions. */
  get embedding(): Embedder | undefined {
    return this.#isLive ? this.#instance.parts.embedder : undefined;
  }

  get #isLive(): boolean {
    const { isPaused, members } = this.#instance;
    return !isPaused && [...members.values()].some(({ isAway }) => !isAway);
  }

  /** Resolves once nothing is to be done. */
  onIdle(): Promise<void> {
    return this.#queue.onIdle();
  }

  /** Stops asking models; resolves once all that waits is done without one. */
  async finish(): Promise<void> {
    this.#stopping.abort();
    await this.#queue.onIdle();
  }

  /** Forgets what waits, and has what is under way come to an end; resolves then. */
  async forget(): Promise<void> {
    this.#queue.clear();
    this.#stopping.abort();
    await this.#queue.onIdle();
    this.#stopping = new AbortController();
  }
}
