import { randomBytes } from 'node:crypto';
import PQueue from 'p-queue';
import type { BondChange } from '../../schemas/bond.ts';
import type { Memory } from '../../schemas/memory.ts';
import type { Line } from '../../schemas/record.ts';
import { KEPT_LINES } from '../memory/history.ts';
import { effectiveLines, type Takes, takesOf } from '../store/effective.ts';
import type { Commit, Store } from '../store/store.ts';
import { idIn } from './events.ts';
import { hearersOf } from './hearing.ts';
import type { Instance } from './instance.ts';
import { type Npc, snapshotOf } from './npc.ts';

/** An id of a line, turn or call: 12 characters, never given twice. */
export const newId = (): string => randomBytes(9).toString('base64url');

type LineFields = Pick<Line, 'kind' | 'from' | 'name' | 'spans'> &
  Partial<Line> & { location: string | null };

type TraceRow = NonNullable<Commit['trace']>;
/** What came of an earlier turn's calls, and which takes a turn was chosen over. */
type KeptWithLine = Pick<Commit, 'calls' | 'ratings'>;

/** `isGone`: from now on there is no memory of that id. */
export type NewMemory = Memory & { isGone?: boolean };

/** The append-only record of one instance, from the live world's side: makes lines, commits them, reads them back. */
export class InstanceRecord {
  /** `${world}/${instance}`: the record's key. */
  readonly id: string;
  branch: string;
  #seq: number;
  readonly #instance: Instance;
  readonly #store: Store;
  #committedState = '';
  readonly #lastSpeaker = new Map<string, string>();
  readonly #spokenAt = new Map<string, number>();
  readonly #commits = new PQueue({ concurrency: 1 });

  constructor(instance: Instance, store: Store, at: { id: string; branch: string; seq: number }) {
    this.#instance = instance;
    this.#store = store;
    this.id = at.id;
    this.branch = at.branch;
    this.#seq = at.seq;
  }

  /** The last number that was given. */
  get seq(): number {
    return this.#seq;
  }

  /** The NPC who spoke last at a location, by id. */
  lastSpeakerAt(location: string): string | undefined {
    return this.#lastSpeaker.get(location);
  }

  /** When somebody last spoke at a location, in Unix milliseconds; 0 where nobody has since the world was opened. */
  spokenAt(location: string): number {
    return this.#spokenAt.get(location) ?? 0;
  }

  /** Goes on from an earlier place, or from where it stands; the next commit then carries the instance's whole state. */
  async rewind(at?: { branch: string; seq: number }) {
    if (at) [this.branch, this.#seq] = [at.branch, at.seq];
    this.#committedState = '';
    return this.#store.snapshot(this.id, this.branch);
  }

  /** A line of the record: who perceives it follows from where it is said, unless the fields name them. */
  line(fields: LineFields): Line {
    const { clock, parts, hasUnagreedWords } = this.#instance;
    const { location, from, to, whisper = false } = fields;
    this.#seq += 1;
    return {
      id: newId(),
      seq: this.#seq,
      whisper,
      ...hearersOf(this.#instance, { location, whisper, ends: to === undefined ? [from] : [from, to] }),
      at: parts.now(),
      time: clock.text,
      ...(hasUnagreedWords && { consent: false }),
      ...fields,
    };
  }

  /** A line in the place of an earlier one: those who perceived that one perceive this one, wherever they are by now. */
  lineFor(replaced: Line, fields: LineFields): Line {
    const { id: replaces, npcs, players, whisper, to } = replaced;
    return { ...this.line(fields), npcs, players, whisper, replaces, ...(to !== undefined && { to }) };
  }

  /** Commits a line and has those who perceived it remember it, one line after another. `more`: what is kept with it. */
  commit(line: Line, changed: Npc[] = [], trace?: TraceRow, more: KeptWithLine = {}): Promise<void> {
    return this.betweenLines(() => this.#commit(line, changed, trace, more));
  }

  /**
   * Does what reads lines and memories, and keeps something made of them, while no line is committed. The work must not commit or
   * save itself, nor wait for what may, such as `Instance.change`: that would wait for ever.
   */
  betweenLines<T>(work: () => Promise<T>): Promise<T> {
    return this.#commits.add(work);
  }

  async #commit(line: Line, changed: Npc[], trace: TraceRow | undefined, more: KeptWithLine): Promise<void> {
    const { memories } = this.#instance;
    const remembered = line.replaces === undefined ? memories.factsIn(line) : await memories.replacedBy(line);
    await this.#write([line], changed, trace, {
      memories: remembered.map((memory) => this.#numbered(memory)),
      ...more,
    });
    if (line.replaces !== undefined) await this.rememberAgain(line.npcs);
    else for (const id of line.npcs) this.#instance.npcs.get(id)?.history.add(line);
    if ((line.kind === 'say' || line.kind === 'turn') && line.location)
      this.#spokenAt.set(line.location, this.#instance.parts.now());
    if (line.kind === 'turn' && line.location) this.#lastSpeaker.set(line.location, idIn(line.from));
    memories.perceived(line);
  }

  /** Keeps memories, or that they are gone, and the state of the NPCs whose they are: each takes the next number. */
  async keepMemories(memories: readonly NewMemory[], changed: Npc[] = []): Promise<void> {
    await this.#write([], changed, undefined, { memories: memories.map((memory) => this.#numbered(memory)) });
  }

  /** Keeps what changed bonds, and the state of the NPCs whose they are. */
  async keepBonds(changes: readonly BondChange[], changed: Npc[]): Promise<void> {
    await this.#write([], changed, undefined, { bonds: changes.map((change) => this.#numbered(change)) });
  }

  #numbered<T extends object>(entry: T): T & { seq: number } {
    this.#seq += 1;
    return { ...entry, seq: this.#seq };
  }

  /** Keeps the state of NPCs and world without a line. */
  save(changed: Npc[] = []): Promise<void> {
    return this.betweenLines(() => this.#write([], changed));
  }

  /** Reads again what these NPCs perceived: after an edit, and at load. */
  async rememberAgain(ids: Iterable<string>): Promise<void> {
    for (const id of ids) {
      const npc = this.#instance.npcs.get(id);
      if (npc) npc.history.reset(await this.linesOf({ npc: id }, KEPT_LINES));
    }
  }

  /** The newest lines someone perceived, of nobody: all lines; edits applied, oldest first. At most `limit` are read. */
  async linesOf(who: { npc?: string } | { player?: string }, limit: number): Promise<Line[]> {
    const { id: instance, branch } = this;
    const lines = await this.#store.lines({ instance, branch, ...who, limit, newestFirst: true });
    return effectiveLines(lines.reverse());
  }

  /** All that was said in the place of an NPC's turn, as far as it has it at hand. */
  async takesOf(npc: string, turn: string): Promise<Takes> {
    const { id: instance, branch } = this;
    const query = { instance, branch, npc, limit: KEPT_LINES, newestFirst: true };
    return takesOf((await this.#store.lines(query)).reverse(), turn);
  }

  /** The instance's own state goes along where it differs from what was committed last. */
  async #write(
    lines: Line[],
    npcs: Npc[],
    trace?: TraceRow,
    { memories = [], bonds = [], ...more }: Pick<Commit, 'memories' | 'bonds'> & KeptWithLine = {},
  ): Promise<void> {
    const state = this.#instance.snapshot();
    const text = JSON.stringify(state);
    const count = lines.length + npcs.length + memories.length + bonds.length;
    if (count === 0 && text === this.#committedState) return;
    await this.#store.commit({
      instance: this.id,
      branch: this.branch,
      lines,
      memories,
      bonds,
      npcs: npcs.map((npc) => ({ npc: npc.id, state: snapshotOf(npc) })),
      ...(text !== this.#committedState && { instanceState: state }),
      ...(trace && { trace }),
      ...more,
    });
    this.#committedState = text;
    this.#instance.memories.written(memories);
  }
}
