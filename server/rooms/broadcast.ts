import type { Client, ClientArray } from '@colyseus/core';
import type { ServerMessages } from '../../schemas/messages.ts';
import {
  addressOf,
  type Earshot,
  type InstanceEvent,
  type Member,
  perceives,
  type ToldEvent,
} from '../world/events.ts';
import type { Instance } from '../world/instance.ts';
import { historyLine, seesLayer, type Viewer, viewerOf, visibleSpans } from './audience.ts';
import { DeltaMerger, type Fate, frameOf, type Receipts, sendFrame } from './outbox.ts';

/** A client in the room, and what it has been told of. */
export type Seat = {
  readonly member: Member;
  /** Where it was before it moved last, until that is told. */
  place: string | null;
  readonly wantsSentences: boolean;
  /** Turns whose start it was sent. */
  readonly knows: Set<string>;
  readonly receipts: Receipts;
  /** Set while its connection is gone. */
  absence?: Absence | undefined;
};

/** `knew`: turns under way when the connection dropped; `missed`: what became of turns since, or was perhaps lost with it. */
type Absence = { knew: Set<string>; missed: Fate[] };

const HISTORY_LINES = 20;
/** Some of them may be edits of others, or hold nothing that is to be seen. */
const READ_LINES = 40;

/** Tells clients what happens in the world: each layer to those who may see it, each frame encoded once. */
export class Broadcast<S extends Seat = Seat> {
  /** By session id. */
  readonly seats = new Map<string, S>();
  readonly #instance: Instance;
  readonly #clients: ClientArray;
  readonly #deltas = new DeltaMerger((delta) => this.#sendDelta(delta));
  /** Who may perceive the turns under way. */
  readonly #earshots = new Map<string, Earshot>();
  /** Where the turns under way were, before anybody moved. */
  readonly #places = new Map<string, string | null>();

  constructor(instance: Instance, clients: ClientArray) {
    this.#instance = instance;
    this.#clients = clients;
  }

  /** Sends what an event of the world has to say; state changes are the room's to show. */
  tell(event: Exclude<InstanceEvent, { kind: 'changed' }>): void {
    switch (event.kind) {
      case 'heard':
        return this.#sendHeard(event);
      case 'turn':
        return this.#sendTurn(event.event, event.earshot);
      case 'call':
        this.#deltas.flush(event.message.turn);
        return this.#sendTo(({ member }) => event.to.includes(member.id), 'action.call', event.message);
      case 'retracted':
        this.#deltas.end(event.turn);
        this.#earshots.delete(event.turn);
        this.#places.delete(event.turn);
        for (const { knows, absence } of this.seats.values()) {
          knows.delete(event.turn);
          absence?.missed.push(fateOf('turn.retracted', { turn: event.turn }));
        }
        return this.#sendFate(() => true, 'turn.retracted', { turn: event.turn });
      case 'reloaded':
        for (const client of this.#clients) void this.sendHistory(client);
        return;
      case 'moved': {
        const { member } = event;
        const moved = [...this.#clients].filter(({ sessionId }) => !member || sessionId === member.id);
        for (const client of moved) {
          const seat = this.seats.get(client.sessionId);
          if (seat) for (const end of this.#leaveEarshot(seat, seat.knows)) seat.receipts.send(client, end);
        }
        // One who is away hears no more of it, either.
        for (const seat of this.seats.values())
          if (seat.absence && (!member || seat.member === member))
            seat.absence.missed.push(...this.#leaveEarshot(seat, seat.absence.knew));
        for (const seat of this.seats.values()) seat.place = seat.member.location;
        for (const { turn, earshot } of this.#instance.turns.running())
          this.#places.set(turn.options.id, earshot.location);
        for (const client of moved) this.catchUp(client);
        return;
      }
    }
  }

  #sendTo<T extends keyof ServerMessages>(
    may: (seat: Seat) => boolean,
    type: T,
    message: ServerMessages[T],
    kind: 'delta' | 'other' = 'other',
  ): void {
    let frame: Uint8Array | undefined;
    for (const client of this.#clients) {
      const seat = this.seats.get(client.sessionId);
      if (!seat || !may(seat)) continue;
      frame ??= frameOf(type, message);
      sendFrame(client, frame, kind);
    }
  }

  /** Sends what became of a turn, so that a connection which is dying unnoticed loses nothing of it. */
  #sendFate<T extends 'turn.end' | 'turn.retracted'>(
    may: (seat: Seat) => boolean,
    type: T,
    message: ServerMessages[T],
  ): void {
    let fate: Fate | undefined;
    for (const client of this.#clients) {
      const seat = this.seats.get(client.sessionId);
      if (!seat || !may(seat)) continue;
      fate ??= fateOf(type, message);
      seat.receipts.send(client, fate);
    }
  }

  #sendHeard({ line, ref, earshot }: Extract<InstanceEvent, { kind: 'heard' }>): void {
    const textOf = (layer: string) => line.spans.find((span) => span.layer === layer)?.text;
    const action = textOf('role_action');
    const message = {
      line: line.id,
      from: line.from,
      name: line.name,
      text: textOf('speech') ?? '',
      ...(action !== undefined && { action }),
      ...(line.to !== undefined && { to: line.to }),
      ...(line.whisper && { whisper: true }),
    };
    const isSpeaker = ({ member }: Seat) => line.from === `player:${member.id}`;
    this.#sendTo((seat) => isSpeaker(seat), 'heard', { ...message, ...(ref !== undefined && { ref }) });
    this.#sendTo((seat) => !isSpeaker(seat) && this.#perceives(seat, earshot), 'heard', message);
  }

  #sendTurn(event: ToldEvent, earshot: Earshot): void {
    const { turn } = event;
    switch (event.kind) {
      case 'start': {
        this.#earshots.set(turn, earshot);
        this.#places.set(turn, earshot.location);
        // Not those whose connection dropped: they are told when they are back.
        for (const { sessionId } of this.#clients) {
          const seat = this.seats.get(sessionId);
          if (seat && this.#perceives(seat, earshot)) seat.knows.add(turn);
        }
        const { refs } = event;
        const hasRef = ({ member }: Seat) => refs?.has(addressOf(member)) ?? false;
        this.#sendTo((seat) => seat.knows.has(turn) && !hasRef(seat), 'turn.start', startOf(event));
        for (const [address, ref] of refs ?? []) {
          const isSpeaker = ({ member }: Seat) => addressOf(member) === address;
          const start = { ...startOf(event), ref };
          this.#sendTo((seat) => seat.knows.has(turn) && isSpeaker(seat), 'turn.start', start);
        }
        return;
      }
      case 'delta': {
        const { kind: _, ...delta } = event;
        return this.#deltas.push(delta);
      }
      case 'sentence':
        this.#deltas.flush(turn);
        return this.#sendTo(
          (seat) => seat.wantsSentences && seat.knows.has(turn) && this.#perceives(seat, earshot),
          'turn.sentence',
          { turn, span: event.span, text: event.text },
        );
      case 'end': {
        this.#deltas.end(turn);
        this.#earshots.delete(turn);
        this.#places.delete(turn);
        for (const viewer of ['player', 'player-inner', 'game', 'designer'] as const) {
          const spans = visibleSpans(event.spans, viewer);
          const end = { turn, npc: event.npc, status: event.status, spans };
          const isSuch = (seat: Seat) => this.#viewer(seat, earshot) === viewer;
          this.#sendFate((seat) => seat.knows.has(turn) && isSuch(seat), 'turn.end', end);
          for (const seat of this.seats.values())
            if (isSuch(seat) && seat.absence?.knew.delete(turn))
              seat.absence.missed.push(fateOf('turn.end', end));
        }
        for (const seat of this.seats.values()) seat.knows.delete(turn);
      }
    }
  }

  #sendDelta(delta: ServerMessages['turn.delta']): void {
    const earshot = this.#earshots.get(delta.turn);
    if (!earshot) return;
    this.#sendTo(
      (seat) =>
        seat.knows.has(delta.turn) &&
        this.#perceives(seat, earshot) &&
        seesLayer(delta.layer, this.#viewer(seat, earshot)),
      'turn.delta',
      delta,
      'delta',
    );
  }

  #perceives({ member }: Seat, earshot: Earshot): boolean {
    return perceives(member, earshot, this.#instance.world);
  }

  #viewer({ member }: Seat, { location }: Pick<Earshot, 'location'>): Viewer {
    return viewerOf(member, location, this.#instance.world.innerVoice);
  }

  /** For one who walks out of earshot, a turn is over with what it heard of it: how that is told. */
  #leaveEarshot(seat: Seat, known: Set<string>): Fate[] {
    const ends: Fate[] = [];
    for (const { turn, earshot } of this.#instance.turns.running()) {
      const { id, npc } = turn.options;
      if (!known.has(id) || this.#perceives(seat, earshot)) continue;
      known.delete(id);
      // As it stood until now: one who listened from another place has heard no thoughts.
      const was = { ...seat.member, location: seat.place };
      const viewer = viewerOf(was, this.#places.get(id) ?? null, this.#instance.world.innerVoice);
      const spans = visibleSpans(turn.spans, viewer);
      ends.push(fateOf('turn.end', { turn: id, npc, status: 'interrupted', spans }));
    }
    return ends;
  }

  /** Tells a client of the turns under way that it may perceive and does not know of: as if it had been there. */
  catchUp(client: Client): void {
    const seat = this.seats.get(client.sessionId);
    if (!seat) return;
    for (const { turn, earshot } of this.#instance.turns.running()) {
      const { id, refs } = turn.options;
      if (seat.knows.has(id) || !this.#earshots.has(id) || !this.#perceives(seat, earshot)) continue;
      this.#deltas.flush(id);
      seat.knows.add(id);
      const ref = refs?.get(addressOf(seat.member));
      const start = { ...startOf({ turn: id, ...turn.options }), ...(ref !== undefined && { ref }) };
      sendFrame(client, frameOf('turn.start', start), 'other');
      for (const span of visibleSpans(turn.spans, this.#viewer(seat, earshot)))
        sendFrame(client, frameOf('turn.delta', { turn: id, ...span }), 'other');
    }
  }

  /** A client's connection is gone; it may come back. What was sent last may never have come through. */
  drop(seat: Seat): void {
    const { knew = [], missed = [] } = seat.absence ?? {};
    seat.absence = {
      knew: new Set([...knew, ...seat.knows]),
      missed: [...missed, ...seat.receipts.take()],
    };
    seat.knows.clear();
  }

  /** Tells a client that is back what it missed, and what became of each turn that it knew of. */
  async welcomeBack(client: Client): Promise<void> {
    await this.sendHistory(client);
    const seat = this.seats.get(client.sessionId);
    // It may have gone again meanwhile.
    if (!seat?.absence || this.#clients.getById(client.sessionId) !== client) return;
    const { missed } = seat.absence;
    seat.absence = undefined;
    for (const fate of missed) seat.receipts.send(client, fate);
    // What it still hears, it is told from the start; what it left was ended when it, or the NPC, went.
    this.catchUp(client);
  }

  /** Sends the last lines a member perceived; the game and designers perceive all. A store that fails is logged. */
  async sendHistory(client: Client): Promise<void> {
    const seat = this.seats.get(client.sessionId);
    if (!seat) return;
    const { record, parts } = this.#instance;
    const { role, player } = seat.member;
    try {
      const read = await record.linesOf(role === 'player' ? { player } : {}, READ_LINES);
      const lines = read
        .map((line) => historyLine(line, this.#viewer(seat, line)))
        .filter(({ spans }) => spans.length > 0);
      sendFrame(client, frameOf('history', { lines: lines.slice(-HISTORY_LINES) }), 'other');
    } catch (error) {
      parts.log.error({ err: error, instance: record.id }, 'a history could not be read');
    }
  }
}

const fateOf = <T extends 'turn.end' | 'turn.retracted'>(type: T, message: ServerMessages[T]): Fate => ({
  turn: message.turn,
  frame: frameOf(type, message),
});

/** How a turn's start is told, but for what its hearer named its words by. */
const startOf = ({
  turn,
  npc,
  to,
  whisper,
  replaces,
}: Pick<Extract<ToldEvent, { kind: 'start' }>, 'turn' | 'npc' | 'to' | 'whisper' | 'replaces'>) => ({
  turn,
  npc,
  ...(to !== undefined && { to }),
  ...(whisper && { whisper }),
  ...(replaces !== undefined && { replaces }),
});
