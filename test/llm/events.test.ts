import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { eventsOf } from '../../server/llm/events.ts';

async function read(pieces: Iterable<string | Uint8Array>): Promise<string[]> {
  const events: string[] = [];
  const bytes = (async function* () {
    for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
  })();
  for await (const data of eventsOf(bytes)) events.push(data);
  return events;
}

test('comments, other fields and empty events are left out', async () => {
  const stream = '\ufeff: ping\n\nevent: x\ndata: a\ndata:b\nid: 1\n\n\n\ndata: c';

  expect(await read([stream])).toEqual(['a\nb', 'c']);
});

property.prop([
  fc.array(fc.constantFrom('{"a":1}', 'é😀', '', '[DONE]', 'x y'), { maxLength: 6 }),
  fc.constantFrom('\n', '\r\n', '\r'),
  fc.array(fc.nat(), { maxLength: 8 }),
])(
  'events come whole, whatever ends the lines and wherever the bytes were cut',
  async (all, end, offsets) => {
    const bytes = Buffer.from(all.map((data) => `data: ${data}${end}${end}`).join(''));
    const cuts = [
      0,
      ...offsets.map((offset) => offset % (bytes.length + 1)).sort((a, b) => a - b),
      bytes.length,
    ];

    expect(await read(cuts.slice(1).map((to, index) => bytes.subarray(cuts[index], to)))).toEqual(all);
  },
);

test.each([
  ['a line that never ends', 'x'.repeat(1000)],
  ['an event that never ends', 'data: 1\n'],
])('%s is refused at 1 MiB, in time in proportion to it', async (_what, piece) => {
  let sent = 0;
  const endless = (function* () {
    for (; sent < 28_000_000; sent += piece.length) yield piece;
  })();
  const start = performance.now();

  await expect(read(endless)).rejects.toThrow('1 MiB');

  expect(sent).toBeLessThan(2_000_000);
  expect(performance.now() - start).toBeLessThan(3000);
});
