import type { Line } from '../../schemas/record.ts';
import { calledIn } from '../dialogue/director.ts';
import { canTalk } from './events.ts';
import type { Instance } from './instance.ts';
import { mayAnswer, type Npc } from './npc.ts';

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
    if (!asked) return;
    if (asked.left === 0 || (line.status !== 'complete' && line.status !== 'fallback'))
      return this.drop(turn);
    const { parts } = this.#instance;
    this.#instance
      .change(async () => {
        // A game that was loaded meanwhile has forgotten it.
        if (this.#asked.delete(turn)) await this.#goOn(asked, npc, line);
      })
      .catch((err: unknown) => parts.log.error({ err, npc: npc.id }, 'nobody else could answer a player'));
  }

  /** One whom the player named answers next, else one whom the answer calls. */
  async #goOn(asked: Asked, npc: Npc, line: Line): Promise<void> {
    const { talks } = this.#instance;
    const others = asked.others.filter((id) => id !== npc.id);
    const able = this.#ableToAnswer(asked.line);
    const next = others.map((id) => able.find((other) => other.id === id)).find((other) => other);
    if (next) {
      await talks.giveWay(line.location);
      const following = next.queue.push({ lines: [asked.line] });
      const rest = others.slice(others.indexOf(next.id) + 1);
      this.#asked.set(following, { ...asked, others: rest, left: asked.left - 1 });
      return;
    }
    const present = this.#ableToAnswer(line).filter(({ id }) => id !== npc.id);
    const called = calledIn(
      speechOf(line),
      present.map(({ id, persona }) => ({ id, name: persona.name })),
    );
    const answering = present.find(({ id }) => id === called?.id);
    if (answering && !answering.queue.turn) talks.answer(answering, line, npc, asked.left);
  }

  /** Who perceived a line, and is where it can talk with whoever said it. */
  #ableToAnswer({ npcs, location }: Line): Npc[] {
    const { world } = this.#instance;
    return [...this.#instance.npcs.values()].filter(
      (npc) => npcs.includes(npc.id) && canTalk(world, npc.location, location) && mayAnswer(npc),
    );
  }
}
