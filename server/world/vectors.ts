import { LRUCache } from 'lru-cache';
import type { Embedder } from '../llm/embeddings.ts';
import { LEAST_COSINE } from '../memory/recall.ts';
import { nearest, unit } from '../memory/vectors.ts';
import type { MemoryToEmbed } from '../store/store.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** Memories that are embedded at once, and how long that may take: jobs behind it wait so long. */
const BATCH = 32;
const BATCH_TIMEOUT_MS = 20_000;
/** How long a turn waits for what its question means. */
const QUESTION_TIMEOUT_MS = 300;
/** As long as a memory may be: some models take little more. */
const MAX_QUESTION_CHARS = 1_000;
/** After a failure nobody is asked for so long: a server that hangs costs no more than one turn in so long its wait. */
const QUESTION_REST_MS = 10_000;
const BATCH_REST_MS = 60_000;
const LOG_EVERY_MS = 60_000;
/** An NPC's memories that are looked through, and those that may be recalled for what they mean. */
const MAX_VECTORS = 20_000;
const NEAREST = 30;
const MAX_BYTES_AT_HAND = 256 * 1024 * 1024;
const KEPT_QUESTIONS = 500;
/** By memory, vectors of length 1. */
type Meanings = ReadonlyMap<string, Float32Array>;
/** All NPCs of the instance. */
const EVERYBODY = undefined;

/** What memories mean, where an embedder is configured: embeds them behind the turns, and finds those that mean what a question does. */
export class Vectors {
  readonly #instance: Instance;
  /** NPCs with memories that may lack a vector. */
  readonly #due = new Set<string | typeof EVERYBODY>();
  #isWaiting = false;
  #batchRestsUntil = 0;
  #questionRestsUntil = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;
  /** By NPC, what its memories mean, by id. */
  readonly #known: LRUCache<string, Meanings>;
  /** By NPC of those: memories that were written, or embedded, since. */
  readonly #stale = new Map<string, Set<string>>();
  readonly #questions = new LRUCache<string, Promise<Float32Array>>({ max: KEPT_QUESTIONS });

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#known = new LRUCache({
      maxSize: MAX_BYTES_AT_HAND,
      sizeCalculation: (meanings) =>
        1 + [...meanings.values()].reduce((sum, { byteLength }) => sum + byteLength, 0),
      fetchMethod: (npc, known) => this.#read(npc, known),
      // What was asked for of a game that another one was loaded over still serves who asked.
      ignoreFetchAbort: true,
      dispose: (_, npc, reason) => {
        if (reason === 'evict') this.#stale.delete(npc);
      },
    });
  }

  /** Begins with an instance, or with another game of it. */
  begin(): void {
    this.#known.clear();
    this.#stale.clear();
    this.#isWaiting = false;
    this.#due.add(EVERYBODY);
  }

  /** Memories were written: they are embedded soon. */
  changed(memories: readonly { npc: string; id: string }[]): void {
    for (const { npc, id } of memories) {
      this.#stale.get(npc)?.add(id);
      this.#due.add(npc);
    }
    this.tick();
  }

  /** To be called every second or so: has memories embedded that lack a vector, once that may be done. */
  tick(): void {
    const { background, parts } = this.#instance;
    const isResting = parts.now() < this.#batchRestsUntil;
    if (this.#due.size === 0 || this.#isWaiting || isResting || !background.embedding) return;
    this.#isWaiting = true;
    background.add('memories could not be embedded', async (signal) => {
      this.#isWaiting = false;
      for (const npc of [...this.#due]) {
        this.#due.delete(npc);
        if (await this.#embedAll(npc, signal)) continue;
        this.#due.add(npc);
        return;
      }
    });
  }

  /** The memories of an NPC that mean what a question does, by id, with their cosine. Empty where nothing can tell in time. */
  async alike(npc: Npc, question: string): Promise<ReadonlyMap<string, number>> {
    const { embedder } = this.#instance.parts;
    if (!embedder || question.trim() === '') return new Map();
    const isStale = (this.#stale.get(npc.id)?.size ?? 0) > 0;
    const [meant, known] = await Promise.all([
      this.#meaningOf(question.slice(-MAX_QUESTION_CHARS), embedder),
      this.#known.fetch(npc.id, { forceRefresh: isStale }),
    ]);
    if (!meant || !known) return new Map();
    return nearest(known, meant, { least: LEAST_COSINE, limit: NEAREST });
  }

  /** What words mean; undefined where nobody says so in time. */
  async #meaningOf(question: string, embedder: Embedder): Promise<Float32Array | undefined> {
    const known = this.#questions.get(question);
    if (!known && this.#instance.parts.now() < this.#questionRestsUntil) return undefined;
    const asked =
      known ??
      embedder.embed([question], AbortSignal.timeout(QUESTION_TIMEOUT_MS)).then(([vector]) => unit(vector!));
    if (!known) this.#questions.set(question, asked);
    try {
      return await asked;
    } catch (error) {
      this.#questions.delete(question);
      this.#questionRestsUntil = this.#instance.parts.now() + QUESTION_REST_MS;
      this.#logFailure(error);
      return undefined;
    }
  }

  /** Embeds what lacks a vector; resolves with whether nothing does any more. */
  async #embedAll(npc: string | typeof EVERYBODY, signal: AbortSignal): Promise<boolean> {
    const { background, parts, record } = this.#instance;
    for (;;) {
      const embedder = background.embedding;
      if (!embedder || signal.aborted) return false;
      const query = { instance: record.id, branch: record.branch, model: embedder.name, limit: BATCH };
      const memories = await parts.store.memoriesToEmbed({ ...query, ...(npc !== EVERYBODY && { npc }) });
      if (memories.length === 0) return true;
      try {
        await this.#embed(memories, embedder, signal);
      } catch (error) {
        if (signal.aborted) return false;
        this.#batchRestsUntil = parts.now() + BATCH_REST_MS;
        this.#logFailure(error);
        return false;
      }
    }
  }

  async #embed(memories: readonly MemoryToEmbed[], embedder: Embedder, signal: AbortSignal): Promise<void> {
    const texts = memories.map(({ text }) => text);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(BATCH_TIMEOUT_MS)]);
    const vectors = await embedder.embed(texts, limit);
    const made = memories.map(({ row }, index) => ({ row, vector: unit(vectors[index]!) }));
    await this.#instance.parts.store.keepVectors(made, embedder.name);
    for (const { npc, id } of memories) this.#stale.get(npc)?.add(id);
  }

  /** All that an NPC's memories mean, or what is known of that with what has changed since. */
  async #read(npc: string, known: Meanings | undefined): Promise<Meanings> {
    const { parts, record } = this.#instance;
    const ids = [...(this.#stale.get(npc) ?? [])];
    this.#stale.set(npc, new Set());
    const whose = { instance: record.id, branch: record.branch, npc, model: parts.embedder!.name };
    const read = await parts.store.vectorsOf({ ...whose, limit: MAX_VECTORS, ...(known && { ids }) });
    const meanings = new Map(known);
    for (const id of ids) meanings.delete(id);
    for (const { id, vector } of read) meanings.set(id, vector);
    return meanings;
  }

  #logFailure(err: unknown): void {
    const { log, now } = this.#instance.parts;
    if (now() - this.#loggedAt < LOG_EVERY_MS) return;
    this.#loggedAt = now();
    log.warn({ err, instance: this.#instance.name }, 'embeddings fail; NPCs recall by words alone meanwhile');
  }
}
