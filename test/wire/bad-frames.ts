import { getMessageBytes, Protocol } from '@colyseus/core';
import fc from 'fast-check';
import { play } from './play.ts';
import { script } from './script.ts';
import { chance, SEED } from './seeds.ts';

/** What a client must do with a frame: read it, end the connection with a code of its own, or either. */
export type Outcome = 'read' | 'bad-frame' | 'unsupported-state' | 'either';

export type BadFrame = {
  /** base64 */
  frame: string;
  /** What a client of its own gets first, all of it good; otherwise any client in the realm gets the frame. */
  lead?: string[];
  outcome: Outcome;
  /** For the message of a failure. */
  what: string;
};

const { ROOM_DATA, ROOM_DATA_BYTES, ROOM_RESPONSE, ERROR } = Protocol;

/** A session from which the frames are made; its first two bring a client into the world. */
export function goodFrames(): Uint8Array[] {
  const [session] = fc.sample(script, { seed: SEED, numRuns: 1 });
  const seen = play(session!).flatMap(({ steps }) => steps.slice(0, 12));
  return seen.map(({ frame }) => Buffer.from(frame, 'base64')).filter(({ length }) => length < 2000);
}

/** Messages as our server sends them. */
export const MESSAGES: Uint8Array[] = [
  message('turn.start', { turn: 't1', npc: 'mara', to: 'player:a', whisper: true }),
  message('turn.delta', { turn: 't1', span: 0, layer: 'speech', text: 'Good evening, 旅人。' }),
  message('turn.sentence', { turn: 't1', span: 0, text: 'Good evening.' }),
  message('turn.end', {
    turn: 't1',
    status: 'complete',
    spans: [{ span: 0, layer: 'speech', text: 'Good evening.' }],
  }),
  message('history', {
    lines: [{ line: 1, from: 'npc:mara', turn: 't1', text: 'Hm.', at: 1.5, seen: null }],
  }),
  message('numbers', [
    0,
    -1,
    200,
    -200,
    70_000,
    -70_000,
    0.5,
    2 ** 40,
    10n,
    new Uint8Array(5),
    undefined,
    new Date(0),
  ]),
];

const OTHERS: Uint8Array[] = [
  getMessageBytes.raw(ROOM_DATA_BYTES, 'voice', undefined, new Uint8Array([1, 2, 255])),
  getMessageBytes[ROOM_RESPONSE](1, 0, { turn: 't1', npc: 'mara' }),
  getMessageBytes[ROOM_RESPONSE](1, 1, { code: 'out-of-earshot', message: 'Too far.' }),
  getMessageBytes[ERROR](525, 'onAuth failed'),
];

function message(type: string, payload: unknown): Uint8Array {
  return getMessageBytes.raw(ROOM_DATA, type, payload);
}

/** Each of our messages, cut short at every length. All must be refused but those that end where a payload would begin. */
export const cutMessages = (): BadFrame[] =>
  MESSAGES.flatMap((whole) => {
    const header = 2 + (whole[1]! & 0x1f);
    return upTo(whole.length - 1).map((length) =>
      bad(
        whole.subarray(0, length),
        length === header ? 'read' : 'bad-frame',
        `a message cut to ${length} bytes`,
      ),
    );
  });

/** All other frames, cut short at every length. */
export const cutFrames = (frames: Uint8Array[]): BadFrame[] =>
  [...frames.slice(0, 12), ...OTHERS].flatMap((whole) =>
    upTo(whole.length - 1).map((length) =>
      bad(whole.subarray(0, length), 'either', `cut to ${length} bytes`),
    ),
  );

/** Frames changed at random, without end. */
export function* changedFrames(frames: Uint8Array[], seed = SEED): Generator<BadFrame> {
  const among = chance(seed);
  const all = [...frames, ...MESSAGES, ...MESSAGES, ...OTHERS];
  for (;;) {
    let frame = all[among(all.length)]!;
    const changes: string[] = [];
    for (let count = 1 + among(3); count > 0; count -= 1) {
      const change = CHANGES[among(CHANGES.length)]!;
      changes.push(change.name);
      frame = change(frame, among, all);
    }
    yield bad(frame, 'either', changes.join(', '));
  }
}

type Change = (frame: Uint8Array, among: (limit: number) => number, all: Uint8Array[]) => Uint8Array;

/** Prefixes and lengths that promise much, and bytes that mean something to the protocol. */
const LOADED = [
  'dbffffffff',
  'ddffffffff',
  'dfffffffff',
  'c6ffffffff',
  'c9ffffffff',
  'deffff',
  'dcffff',
  'daffff',
  'd9ff',
  'ceffffffff',
  'cfffffffffffffffff',
  'd3ffffffffffffffff',
  'cb7ff8000000000000',
  'cbffffffffffffffff',
  'ff00',
  'ff01',
  'ff7f',
  'ff',
  'd5',
  'd57f',
  '0a',
  '0f',
  '21',
  '81',
  'c0',
  '60',
  'a0',
  'ca00000080',
  'c1',
  '8080',
].map((hex) => Buffer.from(hex, 'hex'));

const CHANGES: Change[] = [
  function cut(frame, among) {
    return frame.subarray(0, among(frame.length + 1));
  },
  function setByte(frame, among) {
    return spliced(frame, among(frame.length + 1), 1, Uint8Array.of(among(256)));
  },
  function flipBit(frame, among) {
    const at = among(frame.length + 1);
    return spliced(frame, at, 1, Uint8Array.of((frame[at] ?? 0) ^ (1 << among(8))));
  },
  function insert(frame, among) {
    return spliced(
      frame,
      among(frame.length + 1),
      0,
      Uint8Array.from(upTo(1 + among(6)), () => among(256)),
    );
  },
  function insertLoaded(frame, among) {
    return spliced(frame, among(frame.length + 1), among(2), LOADED[among(LOADED.length)]!);
  },
  function remove(frame, among) {
    return spliced(frame, among(frame.length + 1), 1 + among(8), new Uint8Array());
  },
  function repeat(frame, among) {
    const from = among(frame.length + 1);
    return spliced(frame, among(frame.length + 1), 0, frame.subarray(from, from + among(40)));
  },
  function takeOver(frame, among, all) {
    const other = all[among(all.length)]!;
    return Buffer.concat([
      frame.subarray(0, among(frame.length + 1)),
      other.subarray(among(other.length + 1)),
    ]);
  },
  function nest(frame, among) {
    const deep = Buffer.alloc(1 + among(400), [0x91, 0x81, 0xdc, 0xdf][among(4)]);
    return spliced(frame, among(frame.length + 1), 0, deep);
  },
];

function spliced(frame: Uint8Array, at: number, without: number, inserted: Uint8Array): Uint8Array {
  return Buffer.concat([frame.subarray(0, at), inserted, frame.subarray(at + without)]);
}

export const upTo = (count: number): number[] =>
  Array.from({ length: Math.max(count, 0) }, (_, index) => index);
export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
export const bad = (frame: Uint8Array, outcome: Outcome, what: string): BadFrame => ({
  frame: base64(frame),
  outcome,
  what,
});
