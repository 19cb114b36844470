import type { Subject } from '../../schemas/memory.ts';
import type { Line } from '../../schemas/record.ts';
import { type Draft, extract, momentOf, type Perceived, rollSummary } from '../memory/consolidate.ts';
import { placeId } from '../memory/facts.ts';
import { count, REFLECT_AT } from '../memory/reflect.ts';
import type { KeptMemory } from '../store/store.ts';
import { askedAgain } from './asked-again.ts';
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
    const old = await this.#oldSummaries(npc, peopleIn(stretch));
    const asked = await this.#ask(npc, stretch, old, signal);
    await this.#instance.record.betweenLines(() => this.#keep(npc, upTo, { lines, old, asked }));
  }

  /** Keeps what a stretch came to: as the model told it, if all stands that it read, else by extraction. */
  async #keep(npc: Npc, upTo: number, { lines, old, asked }: Read): Promise<void> {
    const standing = this.#linesOf(npc, upTo);
    if (standing.length === 0) return;
    // A line may have been edited meanwhile: what the model read is not what was said.
    const byModel = signatureOf(standing) === signatureOf(lines) ? asked : undefined;
    const stretch = this.#perceived(npc, standing);
    const drafts = byModel?.drafts ?? extract(npc.id, stretch);
    const by = byModel && { by: 'model' as const, name: byModel.model };
    const current = await this.#oldSummaries(npc, peopleIn(stretch));
    const summaries = current.map(({ about, text }) => {
      const wasRead = old.some((read) => read.about === about && read.text === text);
      const told = wasRead ? byModel?.summaries.get(about) : undefined;
      const draft = summaryOf(npc.id, about, told ?? rollSummary(text, newsOf(drafts, about)), stretch);
      return memoryOf(npc, draft, told === undefined ? undefined : by);
    });
    const memories = [
      ...drafts.map((draft) => memoryOf(npc, draft, by)),
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
    // What NPCs say among themselves has a budget of its own, which a call for it would pass.
    const isPlayers = stretch.some(({ by }) => by?.startsWith('player:'));
    if (!model || signal.aborted || !isPlayers) return undefined;
    const whose = { instance: record.id, branch: record.branch, npc: npc.id, kind: 'fact' as const };
    const known = await Promise.all(
      peopleIn(stretch).map((about) => parts.store.memories({ ...whose, about, limit: MAX_KNOWN })),
    );
    try {
      const read = { stretch, old, known: known.flat() };
      return await askedAgain(() => consolidatedBy(model, npc, read, signal), signal);
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
    // Not as far as the record: what was kept while the model thought is still to be weighed.
    npc.reflectedTo = memories.at(-1)!.seq;
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
    const lines = npc.history.lines.filter(({ at }) => at >= since);
    if (model && lines.some(({ player }) => player !== undefined)) {
      try {
        const { drafts, model: name } = await askedAgain(
          () => reflectionsBy(model, npc, memories, signal),
          signal,
        );
        return drafts.map((draft) =>
          memoryOf(npc, { ...draft, lines: draft.lines.slice(-MAX_SOURCES) }, { by: 'model', name }),
        );
      } catch (err) {
        if (!signal.aborted)
          this.#instance.parts.log.warn({ err, npc: npc.id }, 'a model could not reflect; it is counted');
      }
    }
    return count(this.#perceived(npc, lines)).map((draft) => memoryOf(npc, draft));
  }
}

/** What a model was told of a stretch, and what it made of it; `asked` is undefined where none was, or it failed. */
type Read = { lines: readonly Line[]; old: readonly Summary[]; asked: Consolidated | undefined };

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
