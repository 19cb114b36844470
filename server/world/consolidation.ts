import type { Subject } from '../../schemas/memory.ts';
import type { Line } from '../../schemas/record.ts';
import { type Draft, extract, momentOf, type Perceived, rollSummary } from '../memory/consolidate.ts';
import { placeId } from '../memory/facts.ts';
import { count, REFLECT_AT } from '../memory/reflect.ts';
import type { KeptMemory } from '../store/store.ts';
import type { Instance } from './instance.ts';
import { type Consolidated, consolidatedBy, reflectionsBy } from './memory-questions.ts';
import { memoryOf } from './new-memory.ts';
import type { Npc } from './npc.ts';
import { perceivedBy } from './perceived.ts';

/** Lines that are put into memories at once. */
const STRETCH = 40;
/** Memories that a reflection rests on, and lines that it names. */
const REFLECTED = 60;
const MAX_SOURCES = 50;
/** People whose summaries one stretch moves on. */
const MAX_PEOPLE = 4;
/** Facts that a model is told it need not tell again. */
const MAX_KNOWN = 20;

/**
 * Puts stretches of talk into memories, behind the turns: by the model that may be asked, else by extraction. A stretch's
 * memories and how far the NPC has come are committed together, so that nothing is lost or doubled by a crash.
 */
export class Consolidation {
  readonly #instance: Instance;
  /** NPCs whose job waits. */
  readonly #waiting = new Set<string>();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** Has what an NPC perceived put into memories: what has left its window, or all. */
  begin(npc: Npc, what: 'window' | 'all'): void {
    const key = `${npc.id}\n${what}`;
    if (this.#waiting.has(key)) return;
    this.#waiting.add(key);
    this.#instance.background.add('a talk could not be put into memories', async (signal) => {
      this.#waiting.delete(key);
      const upTo = what === 'all' ? (npc.history.lines.at(-1)?.seq ?? 0) : npc.history.leftBehind;
      // One that was stopped does a stretch without the model; the rest is done when the instance is opened again.
      do await this.#stretch(npc, upTo, signal);
      while (!signal.aborted && this.#linesOf(npc, upTo).length > 0);
      await this.#reflect(npc, signal);
    });
  }

  /** Forgets what waits: a game was loaded. */
  forget(): void {
    this.#waiting.clear();
  }

  async #stretch(npc: Npc, upTo: number, signal: AbortSignal): Promise<void> {
    const lines = this.#linesOf(npc, upTo);
    if (lines.length === 0) return;
    const stretch = this.#perceived(npc, lines);
    const people = peopleIn(stretch);
    const old = await this.#oldSummaries(npc, people);
    const asked = await this.#ask(npc, stretch, old, signal);
    // A line may have been edited meanwhile: what the model read is not what was said.
    const standing = this.#linesOf(npc, upTo);
    const isSame = signatureOf(standing) === signatureOf(lines);
    if (standing.length === 0) return;
    const now = isSame ? stretch : this.#perceived(npc, standing);
    const made = asked && isSame ? asked : { drafts: extract(npc.id, now), summaries: new Map() };
    const by = asked && isSame ? { by: 'model' as const, name: asked.model } : undefined;
    const summaries = old.map(({ about, text }) => {
      const told = made.summaries.get(about);
      const draft = summaryOf(npc.id, about, told ?? rollSummary(text, newsOf(made.drafts, about)), now);
      return memoryOf(npc, draft, told === undefined ? undefined : by);
    });
    const memories = [
      ...made.drafts.map((draft) => memoryOf(npc, draft, by)),
      ...summaries.filter(({ text }) => text !== ''),
    ];
    const before = npc.consolidatedTo;
    npc.consolidatedTo = standing.at(-1)!.seq;
    try {
      await this.#instance.record.keepMemories(memories, [npc]);
    } catch (error) {
      npc.consolidatedTo = before;
      throw error;
    }
  }

  #linesOf(npc: Npc, upTo: number): Line[] {
    // One that has gone, or stands in another game by now, remembers nothing more.
    if (this.#instance.npcs.get(npc.id) !== npc) return [];
    return npc.history.lines.filter(({ seq }) => seq > npc.consolidatedTo && seq <= upTo).slice(0, STRETCH);
  }

  #perceived(npc: Npc, lines: readonly Line[]): Perceived[] {
    return lines.map((line) => perceivedBy(this.#instance, npc, line));
  }

  async #ask(
    npc: Npc,
    stretch: readonly Perceived[],
    old: readonly Summary[],
    signal: AbortSignal,
  ): Promise<Consolidated | undefined> {
    const { background, parts, record } = this.#instance;
    const model = background.thinking;
    const isTalk = stretch.some(({ by, isOwn }) => by !== undefined && !isOwn);
    if (!model || signal.aborted || !isTalk) return undefined;
    const whose = { instance: record.id, branch: record.branch, npc: npc.id, kind: 'fact' as const };
    const known = await Promise.all(
      peopleIn(stretch).map((about) => parts.store.memories({ ...whose, about, limit: MAX_KNOWN })),
    );
    try {
      return await consolidatedBy(model, npc, { stretch, old, known: known.flat() }, signal);
    } catch (err) {
      if (!signal.aborted)
        parts.log.warn({ err, npc: npc.id }, 'a model could not put a talk into memories; extraction does');
      return undefined;
    }
  }

  /** The NPC's own summary, and those of people, '' where there is none yet. */
  async #oldSummaries(npc: Npc, people: readonly Subject[]): Promise<Summary[]> {
    const { parts, record } = this.#instance;
    const subjects = [undefined, ...people.slice(0, MAX_PEOPLE)];
    return Promise.all(
      subjects.map(async (about) => {
        const id = summaryId(npc.id, about);
        const found = await parts.store.memory({ instance: record.id, branch: record.branch, id });
        return { about, text: found?.text ?? '' };
      }),
    );
  }

  async #reflect(npc: Npc, signal: AbortSignal): Promise<void> {
    const { record, parts, background } = this.#instance;
    if (signal.aborted || this.#instance.npcs.get(npc.id) !== npc) return;
    const { id: instance, branch } = record;
    const query = { instance, branch, npc: npc.id, after: npc.reflectedTo, limit: REFLECTED };
    const all = await parts.store.memories({ ...query, except: 'summary' });
    const memories = all.filter(({ kind }) => kind !== 'reflection').reverse();
    const weight = memories.reduce((sum, { importance }) => sum + importance, 0);
    if (weight < REFLECT_AT) return;
    const reflected = await this.#reflections(npc, memories, background.thinking, signal);
    if (this.#instance.npcs.get(npc.id) !== npc) return;
    const before = npc.reflectedTo;
    npc.reflectedTo = record.seq;
    try {
      await record.keepMemories(reflected, [npc]);
    } catch (error) {
      npc.reflectedTo = before;
      throw error;
    }
  }

  async #reflections(
    npc: Npc,
    memories: readonly KeptMemory[],
    model: Instance['background']['thinking'],
    signal: AbortSignal,
  ) {
    const since = memories[0]!.at;
    if (model) {
      try {
        const { drafts, model: name } = await reflectionsBy(model, npc, memories, signal);
        return drafts.map((draft) =>
          memoryOf(npc, { ...draft, lines: draft.lines.slice(-MAX_SOURCES) }, { by: 'model', name }),
        );
      } catch (err) {
        if (!signal.aborted)
          this.#instance.parts.log.warn({ err, npc: npc.id }, 'a model could not reflect; it is counted');
      }
    }
    const lines = npc.history.lines.filter(({ at }) => at >= since);
    return count(this.#perceived(npc, lines)).map((draft) => memoryOf(npc, draft));
  }
}

/** A summary as it stands; `about` is undefined for the NPC's own. */
export type Summary = { about: Subject | undefined; text: string };

export const summaryId = (npc: string, about: Subject | undefined): string =>
  placeId('summary', npc, about ?? '');

const summaryOf = (
  npc: string,
  about: Subject | undefined,
  text: string,
  stretch: readonly Perceived[],
): Draft => {
  const lines = about === undefined ? stretch : stretch.filter(({ by, to }) => by === about || to === about);
  return {
    ...momentOf(stretch),
    id: summaryId(npc, about),
    kind: 'summary',
    ...(about !== undefined && { about }),
    text,
    importance: 1,
    lines: lines.map(({ line }) => line),
  };
};

/** What a summary moves on by: of somebody what is about them, of the NPC's own all. */
const newsOf = (drafts: readonly Draft[], about: Subject | undefined): string[] =>
  drafts.filter((draft) => about === undefined || draft.about === about).map(({ text }) => text);

/** Who spoke in a stretch, besides the NPC; who spoke last comes first. */
const peopleIn = (stretch: readonly Perceived[]): Subject[] => [
  ...new Set(stretch.flatMap(({ by, isOwn }) => (by !== undefined && !isOwn ? [by] : [])).reverse()),
];

const signatureOf = (lines: readonly Line[]): string =>
  JSON.stringify(lines.map(({ id, spans }) => [id, spans]));
