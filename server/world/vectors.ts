import { setTimeout as delay, setImmediate as nextRound } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { SoliloquyError } from '../../schemas/errors.ts';
import type { Embedder } from '../llm/embeddings.ts';
import { LEAST_COSINE } from '../memory/recall.ts';
import { nearest, unit } from '../memory/vectors.ts';
import type { MemoryToEmbed } from '../store/store.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import type { CacheStats } from './recall.ts';

/** Memories that are embedded at once, and how long that may take: jobs behind it wait so long. */
const BATCH = 32;
const BATCH_TIMEOUT_MS = 20_000;
/** How long a turn waits for what its question means, and for what memories mean that are not at hand. */
const PATIENCE_MS = 300;
/** As long as a memory may be: some models take little more. */
const MAX_QUESTION_CHARS = 1_000;
/** After a failure nobody is asked for so long: a server that hangs costs no more than one turn in so long its wait. */
const QUESTION_REST_MS = 10_000;
const BATCH_REST_MS = 60_000;
const LOG_EVERY_MS = 60_000;
/** An NPC's memories that are looked through, and those that may be recalled for what they mean. */
const MAX_VECTORS = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;
const NEAREST = 30;
/** Vectors that are read at once: the database is read on the server's own thread, which is free for turns in between. */
const READ_AT_ONCE = 500;
/** When so many memories have changed, all are read anew. */
const MAX_STALE = 500;
/** So much may gather above the most that are looked through before they are chosen anew. */
const SLACK = 1.1;
const MAX_BYTES_AT_HAND = 256 * 1024 * 1024;
const KEPT_QUESTIONS = 500;
/** What no model has reason to refuse. */
const PROBE = 'Hello.';
/** Above all numbers of memories. */
const THE_END = Number.MAX_SAFE_INTEGER;
/** By memory, vectors of length 1. */
type Meanings = ReadonlyMap<string, Float32Array>;

/** What memories mean, where an embedder is configured: embeds them behind the turns, and finds those that mean what a question does. */
export class Vectors {
  readonly #instance: Instance;
  /** Ids of memories that were written since they were last embedded. */
  readonly #due = new Set<string>();
  /** Of those that were there at the start, the ones numbered below it may lack a vector; undefined once all were looked at. */
  #before: number | undefined;
  #isWaiting = false;
  #batchRestsUntil = 0;
  #questionRestsUntil = 0;
  #loggedAt = Number.NEGATIVE_INFINITY;
  /** By NPC, what its memories mean, by id. */
  readonly #known: LRUCache<string, Meanings>;
  /** By NPC of those: memories that were written, or embedded, since. */
  readonly #stale = new Map<string, Set<string>>();
  readonly #questions = new LRUCache<string, Promise<Float32Array>>({ max: KEPT_QUESTIONS });
  /** Of questions, and of what an NPC's memories mean. */
  readonly cacheStats: CacheStats = { hits: 0, misses: 0 };

  constructor(instance: Instance) {
    this.#instance = instance;
    this.#known = new LRUCache({
      maxSize: MAX_BYTES_AT_HAND,
      sizeCalculation: (meanings) => 1 + bytesOf(meanings),
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
    this.#due.clear();
    this.#isWaiting = false;
    this.#before = THE_END;
  }

  /** Memories were written: they are embedded soon. */
  changed(memories: readonly { npc: string; id: string }[]): void {
    for (const { npc, id } of memories) {
      this.#stale.get(npc)?.add(id);
      this.#due.add(id);
    }
    this.tick();
  }

  /** To be called every second or so: has memories embedded that lack a vector, once that may be done. */
  tick(): void {
    const { background, parts } = this.#instance;
    const isResting = parts.now() < this.#batchRestsUntil;
    const isDue = this.#due.size > 0 || this.#before !== undefined;
    if (!isDue || this.#isWaiting || isResting || !background.embedding) return;
    this.#isWaiting = true;
    background.add('memories could not be embedded', async (signal) => {
      this.#isWaiting = false;
      await this.#embedSome(signal);
      // What is left comes after the jobs that wait by now.
      if (!signal.aborted) this.tick();
    });
  }

  /** The memories of an NPC that mean what a question does, by id, with their cosine. Empty where nothing can tell in time. */
  async alike(npc: Npc, question: string): Promise<ReadonlyMap<string, number>> {
    const { embedder } = this.#instance.parts;
    if (!embedder || question.trim() === '') return new Map();
    const [meant, known] = await Promise.all([
      this.#meaningOf(question.slice(-MAX_QUESTION_CHARS), embedder),
      this.#meaningsOf(npc.id),
    ]);
    if (!meant || !known) return new Map();
    return nearest(known, meant, { least: LEAST_COSINE, limit: NEAREST });
  }

  /** What words mean; undefined where nobody says so in time. */
  async #meaningOf(question: string, embedder: Embedder): Promise<Float32Array | undefined> {
    const known = this.#questions.get(question);
    if (!known && this.#instance.parts.now() < this.#questionRestsUntil) return undefined;
    this.cacheStats[known ? 'hits' : 'misses'] += 1;
    const asked =
      known ?? embedder.embed([question], AbortSignal.timeout(PATIENCE_MS)).then(([vector]) => unit(vector!));
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

  /** What an NPC's memories mean; undefined where that takes too long to read, and is at hand later. */
  async #meaningsOf(npc: string): Promise<Meanings | undefined> {
    const isStale = (this.#stale.get(npc)?.size ?? 0) > 0;
    const known = isStale ? undefined : this.#known.get(npc);
    this.cacheStats[known ? 'hits' : 'misses'] += 1;
    if (known) return known;
    const read = this.#known.fetch(npc, { forceRefresh: isStale });
    return Promise.race([read, delay(PATIENCE_MS, undefined, { ref: false })]);
  }

  /** Embeds some of what lacks a vector: what was written last before what was there at the start. */
  async #embedSome(signal: AbortSignal): Promise<void> {
    const { background, parts, record } = this.#instance;
    const embedder = background.embedding;
    if (!embedder || signal.aborted) return;
    const ids = [...this.#due].slice(0, BATCH);
    for (const id of ids) this.#due.delete(id);
    const query = { instance: record.id, branch: record.branch, model: embedder.name, limit: BATCH };
    const which = ids.length > 0 ? { ids } : { before: this.#before! };
    try {
      const memories = await parts.store.memoriesToEmbed({ ...query, ...which });
      if (memories.length > 0) await this.#embed(memories, embedder, signal);
      if (ids.length === 0) this.#before = memories.at(-1)?.seq;
    } catch (error) {
      for (const id of ids) this.#due.add(id);
      if (signal.aborted) return;
      this.#batchRestsUntil = parts.now() + BATCH_REST_MS;
      this.#logFailure(error);
    }
  }

  async #embed(memories: readonly MemoryToEmbed[], embedder: Embedder, signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(BATCH_TIMEOUT_MS)]);
    const texts = memories.map(({ text }) => text);
    const vectors = await unlessRefused(embedder.embed(texts, limit));
    if (vectors) return this.#keep(memories, vectors, embedder);
    // Whether it refuses everything, which is then thrown, or one of these alone, which must not hold up the others.
    await embedder.embed([PROBE], limit);
    for (const memory of memories) {
      const own = memories.length > 1 ? await unlessRefused(embedder.embed([memory.text], limit)) : undefined;
      if (!own) this.#logRefused(memory);
      await this.#keep([memory], own ?? [new Float32Array()], embedder);
    }
  }

  async #keep(
    memories: readonly MemoryToEmbed[],
    vectors: readonly Float32Array[],
    embedder: Embedder,
  ): Promise<void> {
    const made = memories.map(({ row }, index) => ({ row, vector: unit(vectors[index]!) }));
    await this.#instance.parts.store.keepVectors(made, embedder.name);
    for (const { npc, id } of memories) this.#stale.get(npc)?.add(id);
  }

  /** All that an NPC's memories mean, or what is known of that with what has changed since. */
  async #read(npc: string, known: Meanings | undefined): Promise<Meanings> {
    const { parts, record } = this.#instance;
    const stale = this.#stale.get(npc) ?? new Set();
    this.#stale.set(npc, new Set());
    const isWhole = !known || stale.size > MAX_STALE || isOverfull(known);
    const model = parts.embedder!.name;
    const whose = { instance: record.id, branch: record.branch, npc, model };
    const which = { limit: MAX_VECTORS, maxBytes: MAX_BYTES, ...(!isWhole && { ids: [...stale] }) };
    try {
      const embedded = await parts.store.embedded({ ...whose, ...which });
      const meanings = new Map(isWhole ? [] : known);
      for (const id of stale) meanings.delete(id);
      for (let from = 0; from < embedded.length; from += READ_AT_ONCE) {
        const some = new Map(embedded.slice(from, from + READ_AT_ONCE).map(({ row, id }) => [row, id]));
        for (const { row, vector } of await parts.store.vectors([...some.keys()], model))
          meanings.set(some.get(row)!, vector);
        await nextRound();
      }
      return meanings;
    } catch (error) {
      for (const id of stale) this.#stale.get(npc)?.add(id);
      throw error;
    }
  }

  #logRefused({ npc, id }: MemoryToEmbed): void {
    const { log } = this.#instance.parts;
    log.warn(
      { instance: this.#instance.name, npc, memory: id },
      'the embedding model refuses a memory, which is recalled by its words alone',
    );
  }

  #logFailure(err: unknown): void {
    const { log, now } = this.#instance.parts;
    if (now() - this.#loggedAt < LOG_EVERY_MS) return;
    this.#loggedAt = now();
    log.warn({ err, instance: this.#instance.name }, 'embeddings fail; NPCs recall by words alone meanwhile');
  }
}

/** What was asked for; undefined where the model refused it. */
const unlessRefused = (asked: Promise<Float32Array[]>): Promise<Float32Array[] | undefined> =>
  asked.catch((error: unknown) => {
    if (error instanceof SoliloquyError && error.code === 'model-refused') return undefined;
    throw error;
  });

const bytesOf = (meanings: Meanings): number =>
  [...meanings.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

const isOverfull = (meanings: Meanings): boolean =>
  meanings.size > MAX_VECTORS * SLACK || bytesOf(meanings) > MAX_BYTES * SLACK;
