import type { ClientMessage } from '../../../../schemas/messages.ts';
import { join, Refused, request, type WorldRoom } from './connection.ts';

export type Part = { instance: string; name: string; location: string };

/** Who the designer plays: comes into the instance with the first words, and goes when the part changes. */
export class Actor {
  #room: WorldRoom | undefined;
  #part: Part | undefined;

  /** Says something in that part; resolves when the server has it, rejects with its reason. */
  async say(part: Part, words: Partial<ClientMessage<'say'>>): Promise<void> {
    const room = await this.#as(part);
    try {
      await request(room, 'say', words);
    } catch (error) {
      // No refusal, but no answer: the next words take a new seat.
      if (!(error instanceof Refused)) this.leave();
      throw error;
    }
  }

  leave(): void {
    void this.#room?.leave().catch(() => {});
    this.#room = undefined;
  }

  async #as(part: Part): Promise<WorldRoom> {
    const known = this.#part;
    if (this.#room && known?.instance === part.instance && known.name === part.name) {
      if (known.location !== part.location) await request(this.#room, 'move', { location: part.location });
      this.#part = part;
      return this.#room;
    }
    this.leave();
    // NPCs remember a part by its name, whoever plays it.
    const room = await join({ ...part, player: `console:${part.name}` });
    room.onMessage('*', () => {});
    room.onError(() => {});
    room.onLeave(() => {
      if (this.#room === room) this.#room = undefined;
    });
    this.#room = room;
    this.#part = part;
    return room;
  }
}
