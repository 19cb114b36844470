/** The few bytes of the wire that a reader of streams needs; read by hand so that a client costs next to nothing. */

const ROOM_DATA = 13;
const DELTA = Buffer.concat([Buffer.from([ROOM_DATA]), fixed('turn.delta')]);
const START = Buffer.concat([Buffer.from([ROOM_DATA]), fixed('turn.start')]);
const SAY = Buffer.concat([Buffer.from([ROOM_DATA]), fixed('say')]);

export const isDelta = (frame: Buffer): boolean => startsWith(frame, DELTA);
export const isStart = (frame: Buffer): boolean => startsWith(frame, START);
export const isSay = (frame: Buffer): boolean => startsWith(frame, SAY);

/** The frame of a `say`; each value at most 31 bytes. */
export function sayFrame(message: Record<string, string>): Buffer {
  const fields = Object.entries(message).flatMap(([key, value]) => [fixed(key), fixed(value)]);
  return Buffer.concat([SAY, Buffer.from([0x80 | Object.keys(message).length]), ...fields]);
}

const KEYS = { turn: fixed('turn'), ref: fixed('ref'), npc: fixed('npc'), text: fixed('text') };

/** The string in a field of a frame's message; undefined when there is none. */
export function field(frame: Buffer, name: keyof typeof KEYS): string | undefined {
  // The message begins behind its type, which is a short string.
  const key = frame.indexOf(KEYS[name], 2 + (frame[1]! & 0x1f));
  if (key < 0) return undefined;
  const at = key + KEYS[name].length;
  const head = frame[at]!;
  if (head >= 0xa0 && head <= 0xbf) return frame.toString('utf8', at + 1, at + 1 + (head & 0x1f));
  if (head === 0xd9) return frame.toString('utf8', at + 2, at + 2 + frame[at + 1]!);
  if (head === 0xda) return frame.toString('utf8', at + 3, at + 3 + frame.readUInt16BE(at + 1));
  return undefined;
}

function fixed(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([0xa0 | bytes.length]), bytes]);
}

const startsWith = (frame: Buffer, head: Buffer): boolean =>
  frame.length > head.length && frame.compare(head, 0, head.length, 0, head.length) === 0;
