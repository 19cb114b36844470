import { unit } from '../../server/memory/vectors.ts';
import { stem, termsOf } from '../../server/memory/words.ts';

const DIMENSIONS = 256;
/** Words of one meaning, which neither stems nor forms bring together. */
const MEANINGS = [
  'fear afraid',
  'favourite best like',
  'quarrelled fight',
  'bought sold buy',
  'steal stole thief',
  'trade work',
];
const MEANT = new Map(
  MEANINGS.flatMap((words) => words.split(' ').map((word) => [stem(word), words] as const)),
);

/** What a text means, by its words alone: each meaning is a direction. */
export function meaningOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const term of termsOf(text)) {
    const meant = MEANT.get(stem(term)) ?? stem(term);
    const hash = [...meant].reduce((sum, sign) => (Math.imul(sum, 31) + sign.codePointAt(0)!) >>> 0, 7);
    vector[hash % DIMENSIONS]! += 1;
  }
  return unit(vector);
}
