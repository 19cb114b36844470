import { deflateSync } from 'node:zlib';
import { placeholder } from '../../../server/persona/cards/placeholder.ts';
import { type Chunk, readChunks, textChunk, writeChunks } from '../../../server/persona/cards/png.ts';

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
export const base64 = (value: unknown): string => json(value).toString('base64');

/** A picture with these parts in front of its end. */
export function pngWith(...extra: Chunk[]): Buffer {
  const chunks = readChunks(placeholder('x'));
  return writeChunks([...chunks.slice(0, -1), ...extra, chunks.at(-1)!]);
}

export const text = textChunk;
export const zipped = (keyword: string, words: string | Buffer): Chunk => ({
  type: 'zTXt',
  data: Buffer.concat([Buffer.from(`${keyword}\0\0`), deflateSync(words)]),
});
export const international = (keyword: string, words: string, isZipped = false): Chunk => ({
  type: 'iTXt',
  data: Buffer.concat([
    Buffer.from(`${keyword}\0`),
    Buffer.from([isZipped ? 1 : 0, 0]),
    Buffer.from('en\0Card\0'),
    isZipped ? deflateSync(words) : Buffer.from(words),
  ]),
});
