import { LRUCache } from 'lru-cache';
import type { Subject } from '../../schemas/memory.ts';
import type { Told } from '../../schemas/scene.ts';
import type { Due } from '../dialogue/reply-queue.ts';
import { quotedIn } from '../memory/facts.ts';
import { type Candidate, rank, type Scored, soughtWords, told } from '../memory/recall.ts';
import type { KeptMemory } from '../store/store.ts';
import { summaryId } from './consolidation.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';
import { subjectOf, wordsTo } from './perceived.ts';

/** Memories that are looked at for one turn: found by words, newest and most important of the one who is answered. */
const BY_WORDS = 40;
const NEWEST = 10;
const WEIGHTIEST = 10;
/** Questions, and people, whose memories are kept at hand. */
const KEPT_ANSWERS = 1_000;

/** How often what was asked for was at hand. */
export type CacheStats = { hits: number; misses: number };

/** What an NPC has to go on besides its last lines: memories, best first, and what longer talk came to. */
export type Remembered = { about: Subject | undefined; scored: Scored[]; summary: Told[] };

/** What somebody has to go on who remembers nothing. */
export const NOTHING: Remembered = { about: undefined, scored: [], summary: [] };

/** Finds what NPCs remember. Reads the store, and keeps at hand what was asked for until a memory changes. */
export class Recall {
  readonly #instance: Instance;
  /** By NPC; grows with each of its memories that is written. */
  readonly #revisions = new Map<string, number>();
  readonly #answers = new LRUCache<string, Promise<unknown> & object>({ max: KEPT_ANSWERS });
  readonly cacheStats: CacheStats = { hits: 0, misses: 0 };

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Memories of these NPCs were written: what is at hand of them is old. */
  changed(npcs: Iterable<string>): void {
    for (const npc of npcs) this.#revisions.set(npc, (this.#revisions.get(npc) ?? 0) + 1);
  }

  /** All that bears on words said to an NPC, best first. */
  async scored(npc: Npc, question: string, about: Subject | undefined): Promise<Scored[]> {
    const { parts, clock, world } = this.#instance;
    const candidates = await this.#candidates(npc, question, about);
    return rank(candidates, question, { at: parts.now(), time: clock.text }, about, world.memory);
  }

  /** What stands in the prompt of them, beside lines that are shown anyway. */
  told(scored: readonly Scored[], about: Subject | undefined, shown: readonly { id: string }[]): Scored[] {
    const { parts, world } = this.#instance;
    const ids = new Set(shown.map(({ id }) => id));
    const { countTokens } = parts;
    return told(scored, { about, shown: ids, tokens: world.memory.tokens, countTokens });
  }

  /** What an NPC has to go on in a turn. A store that fails is logged, and the NPC does without. */
  async for(npc: Npc, { lines: asked, aside }: Due, to: string | undefined): Promise<Remembered> {
    const player = asked.at(-1)?.player;
    const about =
      player !== undefined
        ? `player:${player}`
        : to === undefined
          ? undefined
          : subjectOf(this.#instance, npc, to);
    const said = asked.map((line) => wordsTo(npc, line));
    const question = [...said, ...(aside ? [aside.about] : [])].join(' ');
    try {
      const scored = await this.scored(npc, question, about);
      const hasOlder = npc.history.leftBehind > 0;
      return { about, scored, summary: hasOlder ? await this.#summary(npc, about) : [] };
    } catch (err) {
      this.#instance.parts.log.error(
        { err, npc: npc.id },
        'memories could not be read; the turn does without',
      );
      return { about, scored: [], summary: [] };
    }
  }

  /** What talk with somebody came to, and what else there was. */
  async #summary(npc: Npc, about: Subject | undefined): Promise<Told[]> {
    if (about === undefined) return [];
    const [theirs, own] = await Promise.all([this.#summaryOf(npc, about), this.#summaryOf(npc, undefined)]);
    if (!theirs) return [];
    const items = [own, theirs].flatMap((memory) => (memory ? itemsOf(memory) : []));
    return items.filter(
      ({ text, name }, index) =>
        items.findLastIndex((item) => item.text === text && item.name === name) === index,
    );
  }

  #summaryOf(npc: Npc, about: Subject | undefined): Promise<KeptMemory | null> {
    const { record, parts } = this.#instance;
    const id = summaryId(npc.id, about);
    return this.#atHand(npc, ['summary', id], () =>
      parts.store.memory({ instance: record.id, branch: record.branch, id }),
    );
  }

  async #candidates(npc: Npc, question: string, about: Subject | undefined): Promise<Candidate[]> {
    const { record, parts } = this.#instance;
    const whose = { instance: record.id, branch: record.branch, npc: npc.id, except: 'summary' as const };
    const words = soughtWords(question);
    const found = this.#atHand(npc, ['words', about ?? '', ...words], () =>
      parts.store.searchMemories({
        ...whose,
        words,
        limit: BY_WORDS,
        ...(about !== undefined && { asker: about }),
      }),
    );
    const listed = (order: 'newest' | 'importance', limit: number) =>
      about === undefined
        ? []
        : this.#atHand(npc, [order, about], () => parts.store.memories({ ...whose, about, order, limit }));
    const [hits, newest, weightiest, alike] = await Promise.all([
      found,
      listed('newest', NEWEST),
      listed('importance', WEIGHTIEST),
      this.#instance.memories.vectors.alike(npc, question),
    ]);
    const all = new Map<string, Candidate>();
    for (const memory of [...newest, ...weightiest]) all.set(memory.id, { ...memory, lexical: 0 });
    for (const { relevance, ...memory } of hits) all.set(memory.id, { ...memory, lexical: relevance });
    const unseen = [...alike.keys()].filter((id) => !all.has(id));
    if (unseen.length > 0) {
      const ids = { ids: unseen, limit: unseen.length };
      const meant = await this.#atHand(npc, ['ids', ...unseen], () =>
        parts.store.memories({ ...whose, ...ids }),
      );
      for (const memory of meant) all.set(memory.id, { ...memory, lexical: 0 });
    }
    return [...all.values()].map((memory) => {
      const cosine = alike.get(memory.id);
      return cosine === undefined ? memory : { ...memory, cosine };
    });
  }

  #atHand<T>(npc: Npc, what: readonly string[], read: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([
      this.#instance.record.branch,
      npc.id,
      this.#revisions.get(npc.id) ?? 0,
      ...what,
    ]);
    const known = this.#answers.get(key) as Promise<T> | undefined;
    this.cacheStats[known ? 'hits' : 'misses'] += 1;
    if (known) return known;
    const answer = read();
    this.#answers.set(key, answer);
    // What failed is asked for again.
    answer.catch(() => this.#answers.delete(key));
    return answer;
  }
}

/** A summary as the prompt tells it: who said something by name, as of older lines. */
const itemsOf = ({ id, text }: KeptMemory): Told[] =>
  text.split('\n').map((item) => {
    const quote = quotedIn(item);
    return quote ? { name: quote.name, text: quote.words, memory: id } : { text: item, memory: id };
  });
