import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { withoutLoops } from '../../../server/lab/acting/repair.ts';

const run = (count: number, from = 0) => Array.from({ length: count }, (_, at) => `w${from + at}`).join(' ');

test.each([
  ['five words, five times', `Well: ${'go up to the tower! '.repeat(5)}`, 'Well: go up to the tower'],
  ['five words, four times', `Well: ${'go up to the tower! '.repeat(3)}go up to the tower`, undefined],
  ['fifteen words again, later', `${run(15)}. And, ${run(15)} so on`, `${run(15)}. And,`],
  ['fourteen words again, later', `${run(14)}. And, ${run(14)} so on`, undefined],
  ['a hundred letters', `Hm ${'a'.repeat(120)}!`, `Hm ${'a'.repeat(20)}!`],
  ['characters of a script without spaces', `好。${'钟声响了吧'.repeat(5)}`, '好。钟声响了吧'],
])('%s: what is left is what CoSER leaves', (_, reply, left = reply) => {
  expect(withoutLoops(reply)).toBe(left);
});

property.prop([fc.array(fc.constantFrom('a ', 'b ', 'c ', ', ', '. ', '[', ') ', '\n'), { maxLength: 200 })])(
  'what is left is how the reply begins, to its end where it is too short to go round',
  (parts) => {
    const reply = parts.join('');
    const left = withoutLoops(reply);

    expect(reply.startsWith(left)).toBe(true);
    if (parts.length < 25) expect(left).toBe(reply);
  },
);
