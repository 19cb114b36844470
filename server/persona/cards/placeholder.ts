import { deflateSync } from 'node:zlib';
import { type Chunk, writeChunks } from './png.ts';

const [WIDTH, HEIGHT] = [400, 600];
/** Dark and light of one colour each. */
const TONES = [
  ['2f3e46', '84a98c'],
  ['3d2c2e', 'c08497'],
  ['22333b', 'c6ac8f'],
  ['2b2d42', '8d99ae'],
  ['3a3042', 'b08ea2'],
  ['283618', 'a3b18a'],
] as const;

/** A picture for whom there is none, as PNG of 400 × 600 pixels: head and shoulders in two tones, which the name chooses. */
export function placeholder(name: string): Buffer {
  const sum = [...name].reduce((total, char) => (total * 31 + char.codePointAt(0)!) >>> 0, 7);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(WIDTH, 0);
  header.writeUInt32BE(HEIGHT, 4);
  // One bit a pixel, each an index into the palette.
  header.set([1, 3, 0, 0, 0], 8);
  const chunks: Chunk[] = [
    { type: 'IHDR', data: header },
    { type: 'PLTE', data: Buffer.from(TONES[sum % TONES.length]!.join(''), 'hex') },
    { type: 'IDAT', data: deflateSync(pixels(), { level: 9 }) },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  return writeChunks(chunks);
}

function pixels(): Buffer {
  const rowBytes = 1 + WIDTH / 8;
  const rows = Buffer.alloc(rowBytes * HEIGHT);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++)
      if (isFigure(x - WIDTH / 2, y)) rows[y * rowBytes + 1 + (x >> 3)]! |= 0x80 >> (x & 7);
  return rows;
}

const isFigure = (x: number, y: number): boolean =>
  (x / 78) ** 2 + ((y - 250) / 96) ** 2 < 1 || (x / 165) ** 2 + ((y - 600) / 215) ** 2 < 1;
