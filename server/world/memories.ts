import type { Line } from '../../schemas/record.ts';
import { viewFor } from '../her/views.ts';
import { extract, factsOf } from '../memory/consolidate.ts';
import { sentencesOf } from '../memory/words.ts';
import { Consolidation } from './consolidation.ts';
import type { Instance } from './instance.ts';
import { memoryOf } from './new-memory.ts';
import { type Npc, NpcSnapshot } from './npc.ts';
import { perceivedBy } from './perceived.ts';
import { Recall } from './recall.ts';
import type { NewMemory } from './record.ts';
import { Vectors } from './vectors.ts';

/** For so long nothing must have been said until a talk is put into memories, in milliseconds. */
const SILENCE_MS = 60_000;
const Cursors = NpcSnapshot.pick({ consolidatedTo: true, reflectedTo: true });
type Cursors = Pick<Npc, 'consolidatedTo' | 'reflectedTo'>;
/** Memories of one line; there are a few at most. */
const OF_A_LINE = 50;

/**
 * What the NPCs of an instance remember beyond their last lines. Facts are kept with the line that told them; stretches of
 * talk are put into memories behind the turns, once they have left the window, or the talk has ended.
 */
export class Memories {
  readonly vectors: Vectors;
  readonly recall: Recall;
  readonly #instance: Instance;
  readonly #consolidation: Consolidation;
  /** NPCs with a player near when it was looked last. */
  #accompanied = new Set<string>();
  readonly #cursors = new Map<string, Cursors>();

  constructor(instance: Instance) {
    this.#instance = instance;
    this.vectors = new Vectors(instance);
    this.recall = new Recall(instance);
    this.#consolidation = new Consolidation(instance);
  }

  /** The facts that a line tells those NPCs who perceive it: they are committed with it. */
  factsIn(line: Line): NewMemory[] {
    if (line.kind !== 'say' || line.player === undefined) return [];
    return this.#hearersOf(line).flatMap((npc) =>
      factsOf(npc.id, perceivedBy(this.#instance, npc, line)).map((draft) => memoryOf(npc, draft)),
    );
  }

  /**
   * What becomes of memories when a line is replaced: those made of it alone go, unless they are hand-made, and what the new
   * one comes to takes their place where the NPC had put the old one into memory. To be committed with the new line.
   */
  async replacedBy(line: Line): Promise<NewMemory[]> {
    const { id: instance, branch } = this.#instance.record;
    const changes: NewMemory[] = [];
    for (const npc of this.#hearersOf(line)) {
      const old = npc.history.lines.find(({ id }) => id === line.replaces);
      const made = await this.#instance.parts.store.memories({
        instance,
        branch,
        npc: npc.id,
        line: line.replaces!,
        limit: OF_A_LINE,
      });
      for (const { seq: _, ...memory } of made) {
        if (memory.kind === 'summary') changes.push(...(old ? without(memory, old) : []));
        else if (isMade(memory) && memory.source.lines.length === 1)
          changes.push({ ...memory, isGone: true });
      }
      if (line.kind === 'delete' || !old || old.seq > npc.consolidatedTo) continue;
      // An edited line keeps its id.
      const stands = line.kind === 'edit' ? { ...line, id: line.replaces! } : line;
      const drafts = extract(npc.id, [perceivedBy(this.#instance, npc, stands)]);
      changes.push(...drafts.map((draft) => memoryOf(npc, draft)));
    }
    return changes;
  }

  /** Memories were written. */
  written(memories: readonly NewMemory[]): void {
    this.recall.changed(new Set(memories.map(({ npc }) => npc)));
    this.vectors.changed(memories);
  }

  /** A line was perceived: what has left the window by it is put into memories. */
  perceived(line: Line): void {
    for (const npc of this.#hearersOf(line))
      if (npc.history.leftBehind > npc.consolidatedTo) this.#consolidation.begin(npc, 'window');
  }

  /** To be called every second or so: talks that have ended are put into memories. */
  tick(): void {
    this.vectors.tick();
    const { npcs, members, parts, background } = this.#instance;
    const peopled = new Set(
      [...members.values()].filter(({ role }) => role === 'player').map(({ location }) => location),
    );
    const accompanied = [...npcs.values()].filter(({ location }) => peopled.has(location));
    const before = this.#accompanied;
    this.#accompanied = new Set(accompanied.map(({ id }) => id));
    // A model that may not be asked now may be later; the lines stand in the window as yet.
    if (parts.thinking && !background.thinking) return;
    for (const npc of npcs.values()) {
      const last = npc.history.lines.at(-1);
      if (!last || last.seq <= npc.consolidatedTo || npc.queue.turn) continue;
      const isAlone = before.has(npc.id) && !this.#accompanied.has(npc.id);
      if (isAlone || parts.now() - last.at >= SILENCE_MS) this.#consolidation.begin(npc, 'all');
    }
  }

  /** Begins with an instance, or with another game of it; takes the states of all NPCs that there ever were, by id. */
  begin(stored: ReadonlyMap<string, unknown>): void {
    this.#consolidation.forget();
    this.vectors.begin();
    this.#accompanied.clear();
    this.#cursors.clear();
    for (const [id, state] of stored) this.#cursors.set(id, Cursors.parse(state));
  }

  /** How far an NPC that comes, and was here before, has put into memories what it perceived. */
  cursorsOf(npc: string): Cursors {
    return this.#cursors.get(npc) ?? { consolidatedTo: 0, reflectedTo: 0 };
  }

  /** An NPC goes; it may come again. */
  parted({ id, consolidatedTo, reflectedTo }: Npc): void {
    this.#cursors.set(id, { consolidatedTo, reflectedTo });
  }

  #hearersOf(line: Line): Npc[] {
    return line.npcs.flatMap((id) => this.#instance.npcs.get(id) ?? []);
  }
}

/** Whether extraction or a model made a memory, and nobody by hand. */
const isMade = ({ source: { by } }: NewMemory): boolean => by === 'extraction' || by === 'model';

/** A summary without the sentences of a line, which extraction had taken over word for word. */
function without(summary: NewMemory, line: Line): NewMemory[] {
  if (summary.source.by !== 'extraction') return [];
  const said = viewFor(line.spans, 'npc').flatMap(({ text }) => [text, ...sentencesOf(text)]);
  const items = summary.text.split('\n');
  const kept = items.filter((item) => !said.some((sentence) => item.includes(sentence)));
  if (kept.length === items.length) return [];
  return [kept.length > 0 ? { ...summary, text: kept.join('\n') } : { ...summary, isGone: true }];
}
