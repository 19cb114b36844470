import type { Line } from '../../schemas/record.ts';
import { calledIn } from '../dialogue/director.ts';
import type { Instance } from './instance.ts';
import type { Npc } from './npc.ts';

/** What was spoken in a line. */
export const speechOf = ({ spans }: Pick<Line, 'spans'>): string =>
  spans
    .filter(({ layer }) => layer === 'speech')
    .map(({ text }) => text)
    .join(' ');

/** What a player said, who is to answer it besides the one who does now, and how many others may. */
type Asked = { line: Line; others: string[]; left: number };

/** The answers of further NPCs to one thing that a player said: those it named, and those whom an answer calls. */
export class FollowUps {
  readonly #instance: Instance;
  /** By the turn that answers. */
  readonly #asked = new Map<string, Asked>();

  constructor(instance: Instance) {
    this.#instance = instance;
  }

  /** A player's words are answered by a turn; `others`: the NPCs who are to answer them after it, by id. */
  note(turn: string, line: Line, others: string[]): void {
    const left = this.#instance.world.talkLimits.followUps;
    if (left === 0 || line.whisper) return;
    const before = this.#asked.get(turn)?.others ?? [];
    this.#asked.set(turn, { line, others: [...new Set([...before, ...others])], left });
  }

  /** A turn will not be given. */
  drop(turn: string): void {
    this.#asked.delete(turn);
  }

  clear(): void {
    this.#asked.clear();
  }

  /** A turn was said: has the next one answer, if one should. */
  ended(turn: string, npc: Npc, line: Line): void {
    const asked = this.#asked.get(turn);
    this.#asked.delete(turn);
    if (!asked || asked.left === 0 || (line.status !== 'complete' && line.status !== 'fallback')) return;
    const { location } = line;
    const present = () =>
      this.#instance.npcsAt(location).filter((other) => other.id !== npc.id && !other.paused);
    void this.#instance.change(() => {
      const others = asked.others.filter((id) => id !== npc.id);
      const next = others
        .map((id) => present().find((other) => other.id === id))
        .find((other) => other?.queue.hasRoom);
      if (next) {
        const rest = others.slice(others.indexOf(next.id) + 1);
        this.#instance.talks.giveWay(location);
        const following = next.queue.push({ lines: [asked.line] });
        this.#asked.set(following, { ...asked, others: rest, left: asked.left - 1 });
        return;
      }
      const called = calledIn(
        speechOf(line),
        present().map(({ id, persona }) => ({ id, name: persona.name })),
      );
      const answering = called && this.#instance.npcs.get(called.id);
      if (answering && !answering.queue.turn) this.#instance.talks.answer(answering, line, npc, asked.left);
    });
  }
}
