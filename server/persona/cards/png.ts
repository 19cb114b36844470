import { crc32, inflateSync } from 'node:zlib';
import { SoliloquyError } from '../../../schemas/errors.ts';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Honest pictures of 16 MiB have some thousands. */
const MAX_CHUNKS = 50_000;
/** Text chunks inflate to this many bytes at most: base64 of the largest JSON. */
const MAX_TEXT_BYTES = 3 * 1024 * 1024;
const TEXTS = ['tEXt', 'zTXt', 'iTXt'];

/** A part of a PNG: its four-letter type and what it holds. */
export type Chunk = { type: string; data: Buffer };

/** Whether a file begins as a PNG does. */
export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.equals(bytes.subarray(0, SIGNATURE.length));

/** The parts of a PNG, its pixels unread. Throws `bad-content` when it is cut off, damaged or no PNG. */
export function readChunks(bytes: Uint8Array): Chunk[] {
  if (!isPng(bytes)) throw damaged('it does not begin as a PNG');
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; chunks.at(-1)?.type !== 'IEND'; ) {
    if (chunks.length === MAX_CHUNKS) throw damaged('it has too many parts');
    if (file.length - at < 12) throw damaged('it is cut off');
    const length = file.readUInt32BE(at);
    if (length > file.length - at - 12) throw damaged('it is cut off');
    const end = at + 8 + length;
    const type = file.toString('latin1', at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) throw damaged('one of its parts has no proper name');
    if (crc32(file.subarray(at + 4, end)) !== file.readUInt32BE(end))
      throw damaged(`the checksum of a part (${type}) is wrong`);
    if ((chunks.length === 0) !== (type === 'IHDR')) throw damaged('its header is not where it belongs');
    chunks.push({ type, data: file.subarray(at + 8, end) });
    at = end + 4;
  }
  return chunks;
}

/** A PNG of these parts. */
export const writeChunks = (chunks: readonly Chunk[]): Buffer =>
  Buffer.concat([SIGNATURE, ...chunks.map(chunkBytes)]);

/** The picture alone: without texts, and without what a camera or a program noted. */
export const pictureOnly = (chunks: readonly Chunk[]): Chunk[] =>
  chunks.filter(({ type }) => !TEXTS.includes(type) && type !== 'eXIf');

/** A `tEXt` part. The text must be ASCII. */
export const textChunk = (keyword: string, text: string): Chunk => ({
  type: 'tEXt',
  data: Buffer.from(`${keyword}\0${text}`, 'latin1'),
});

/** The first text under a keyword, however it is kept; undefined when there is none. Throws `bad-content` when it is damaged. */
export function textOf(chunks: readonly Chunk[], keyword: string): Buffer | undefined {
  const start = Buffer.from(`${keyword}\0`, 'latin1');
  const found = chunks.find(
    ({ type, data }) => TEXTS.includes(type) && start.equals(data.subarray(0, start.length)),
  );
  if (!found) return undefined;
  const rest = found.data.subarray(start.length);
  if (found.type === 'tEXt') return rest;
  if (found.type === 'zTXt') return inflate(rest.subarray(1));
  // Flag, method, a language and a translated keyword that each end in 0, the text.
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) throw damaged('its text has no beginning');
  const text = rest.subarray(translated + 1);
  return rest[0] === 1 ? inflate(text) : text;
}

function inflate(bytes: Buffer): Buffer {
  try {
    return inflateSync(bytes, { maxOutputLength: MAX_TEXT_BYTES });
  } catch (cause) {
    const isBomb = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw damaged(isBomb ? 'its text unpacks to more than 3 MiB' : 'its text cannot be unpacked', cause);
  }
}

function chunkBytes({ type, data }: Chunk): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

const damaged = (what: string, cause?: unknown) =>
  new SoliloquyError(
    'bad-content',
    `The picture cannot be read: ${what}. Save it anew from where it came, as PNG.`,
    { cause },
  );
