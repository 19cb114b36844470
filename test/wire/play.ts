import { ClientState, getMessageBytes, Protocol, SchemaSerializer } from '@colyseus/core';
import { type Decoder, Encoder, Reflection, StateView } from '@colyseus/schema';
import type { Realm } from './classes.ts';
import { plainState } from './plain.ts';
import { perform, startRealm } from './realm.ts';
import type { Script, Visit } from './script.ts';
import { isBrokenFor } from './watched.ts';

// A buffer that grows in the middle of a frame is told of on the console, and at times spoils the frame.
Encoder.BUFFER_SIZE = 1 << 20;

/** A frame of the server, and what the official decoder holds after it. */
export type Step = {
  /** base64 */
  frame: string;
  /** See `plainState`; absent after the handshake. */
  state?: unknown;
  /** How many structures the official decoder keeps. */
  refs?: number;
};

/** All that one client gets: the handshake, the whole state, patches, and the same again after each return. */
export type Sight = {
  client: string;
  steps: Step[];
  /** Otherwise it ends before a frame that even the official decoder could not place. */
  isWhole: boolean;
};

/** Runs a script on the server's own encoder and tells what each client gets of it. */
export function play({ joinsMidTick, ticks }: Script): Sight[] {
  const realm = startRealm();
  const serializer = new SchemaSerializer<Realm>();
  serializer.reset(realm);
  const audience = new Audience(serializer, realm);
  audience.come(false);
  audience.come(true);
  for (const { before, visits, after } of ticks) {
    const isQuiet = visits.length > 0 && !joinsMidTick;
    try {
      if (isQuiet) for (const visit of visits) audience.receive(visit);
      for (const operation of before) perform(realm, operation, audience.views, !joinsMidTick);
      if (!isQuiet) for (const visit of visits) audience.receive(visit);
      for (const operation of after) perform(realm, operation, audience.views, !joinsMidTick);
      serializer.applyPatches(audience.present as never);
    } catch (error) {
      // The encoder refuses some combinations; what it sent until then counts.
      if (!isOfEncoder(error)) throw error;
      break;
    }
  }
  return audience.seats.map(({ client, steps, isLost }) => ({ client, steps, isWhole: !isLost }));
}

const isOfEncoder = (error: unknown): boolean =>
  error instanceof Error && (error.stack ?? '').split('\n')[1]!.includes('@colyseus/schema');

class Audience {
  readonly seats: Seat[] = [];
  readonly #serializer: SchemaSerializer<Realm>;
  readonly #realm: Realm;

  constructor(serializer: SchemaSerializer<Realm>, realm: Realm) {
    this.#serializer = serializer;
    this.#realm = realm;
  }

  get present(): Seat[] {
    return this.seats.filter(({ isAway }) => !isAway);
  }

  get views(): StateView[] {
    return this.seats.flatMap(({ view }) => view ?? []);
  }

  receive({ how, pick, hasView }: Visit): void {
    const seat = this.seats[pick % this.seats.length]!;
    if (how === 'join' && this.seats.length < 6) this.come(hasView);
    else if (how === 'drop') seat.isAway = true;
    else if (how === 'return' && seat.isAway) this.#sit(seat);
  }

  come(hasView: boolean): void {
    const seat = new Seat(`client ${this.seats.length}${hasView ? ' with a view' : ''}`);
    this.seats.push(seat);
    if (hasView) {
      seat.view = new StateView();
      seat.view.add(this.#realm as never);
    }
    this.#sit(seat);
  }

  #sit(seat: Seat): void {
    seat.isAway = false;
    const handshake = this.#serializer.handshake();
    seat.begin(getMessageBytes[Protocol.JOIN_ROOM]('token', 'schema', handshake), handshake);
    seat.raw(this.#serializer.getFullState(seat as never) as Uint8Array);
  }
}

/** Stands in for a client of the server, as far as its serializer looks at one. */
class Seat {
  readonly state = ClientState.JOINED;
  view?: StateView;
  isAway = false;
  /** It got a broken frame; what comes after, until it joins anew, is not looked at. */
  isLost = false;
  readonly client: string;
  readonly steps: Step[] = [];
  #decoder!: Decoder;

  constructor(client: string) {
    this.client = client;
  }

  begin(frame: Uint8Array, reflection: Uint8Array): void {
    this.#decoder = Reflection.decode(reflection);
    this.isLost = false;
    this.steps.push({ frame: base64(frame) });
  }

  raw(frame: Uint8Array): void {
    if (this.isLost) return;
    // The serializer's buffer is written to again.
    const bytes = frame.slice();
    this.isLost = isBrokenFor(this.#decoder, bytes);
    if (this.isLost) return;
    this.steps.push({
      frame: base64(bytes),
      state: plainState(this.#decoder),
      refs: this.#decoder.root.refs.size,
    });
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
