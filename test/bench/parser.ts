import { ReplyParser } from '../../server/her/parser.ts';
import { alternate, type Figures, rowOf, type Section } from './measure.ts';
import { chunksOf, REPLIES, SPEAKER } from './replies.ts';
import type { Sizes } from './sizes.ts';

/** Takes the chunks of one reply and returns how many characters came out. */
type Consume = (chunks: readonly string[]) => number;

const parse: Consume = (chunks) => {
  const parser = new ReplyParser({
    name: SPEAKER,
    others: ['Tom', 'Una', 'Old Garrick', 'Ash'],
    plan: 'expected',
  });
  let length = 0;
  for (const chunk of chunks) for (const { text } of parser.push(chunk)) length += text.length;
  for (const { text } of parser.end()) length += text.length;
  return length;
};

const copy: Consume = (chunks) => {
  let text = '';
  for (const chunk of chunks) text += chunk;
  // Strings are joined lazily; only this copies the characters.
  return Buffer.from(text, 'utf16le').length / 2;
};

/** What parsing a reply costs, beside copying the same chunks into one string. */
export async function parserSection(sizes: Sizes): Promise<Section> {
  const rows: Section['rows'] = [];
  for (const size of [1, 4, 20]) {
    const replies = REPLIES.map((reply) => chunksOf(reply, size));
    const run = (consume: Consume) => () => measure(consume, replies, sizes.parserMs);
    const against = 'copying the chunks';
    const rounds = await alternate(sizes, { ours: run(parse), [against]: run(copy) });
    const each = `chunks of ${size}`;
    rows.push(
      rowOf(rounds, 'rate', { what: `${each}: characters`, unit: '1/s', better: 'more', against }),
      rowOf(rounds, 'cost', { what: `${each}: per delta`, unit: 'µs', better: 'less', against }),
    );
  }
  return {
    name: 'parser',
    title: 'Parser',
    how: `ReplyParser over ${REPLIES.length} replies of ${REPLIES.map((reply) => reply.length).join(', ')} characters, one chunk after the other, beside a loop that appends the same chunks to a string.`,
    rows,
  };
}

function measure(consume: Consume, replies: readonly (readonly string[])[], durationMs: number): Figures {
  const start = performance.now();
  let [characters, deltas, came] = [0, 0, 0];
  while (performance.now() - start < durationMs) {
    for (const chunks of replies) {
      came += consume(chunks);
      deltas += chunks.length;
      for (const chunk of chunks) characters += chunk.length;
    }
  }
  const ms = performance.now() - start;
  if (came === 0) throw new Error('nothing came out of the replies');
  return { rate: (characters / ms) * 1000, cost: (ms * 1000) / deltas };
}
