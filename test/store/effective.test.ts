import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../schemas/record.ts';
import { effectiveLines } from '../../server/store/effective.ts';
import { said, textsOf } from './records.ts';

const edit = (seq: number, replaces: string, text: string) => said(seq, text, { kind: 'edit', replaces });
const remove = (seq: number, replaces: string) => said(seq, '', { kind: 'delete', replaces, spans: [] });
const again = (seq: number, replaces: string, text: string) => said(seq, text, { replaces, turn: `t${seq}` });

describe('how the record reads', () => {
  test('an edited line keeps its place, id, seq, turn and time, with the new words', () => {
    const first = said(1, 'Good evening.', { turn: 't1', status: 'complete' });

    const read = effectiveLines([first, said(2), edit(3, 'l1', 'Good night.')]);

    expect(read).toEqual([{ ...first, spans: [{ span: 0, layer: 'speech', text: 'Good night.' }] }, said(2)]);
  });

  test('a deleted line is gone, and a later edit does not bring it back', () => {
    expect(effectiveLines([said(1), said(2), remove(3, 'l1'), edit(4, 'l1', 'Boo.')])).toEqual([said(2)]);
  });

  test('a regenerated turn stands where the first one stood, under its own id', () => {
    const read = effectiveLines([said(1, 'No.'), said(2), again(3, 'l1', 'Yes.')]);

    expect(read.map(({ id, seq, turn }) => ({ id, seq, turn }))).toEqual([
      { id: 'l3', seq: 1, turn: 't3' },
      { id: 'l2', seq: 2, turn: undefined },
    ]);
    expect(textsOf(read)).toEqual(['Yes.', 'line 2']);
  });

  test('replacements follow one another, by whichever id the line had', () => {
    const lines = [
      said(1, 'a'),
      again(2, 'l1', 'b'),
      edit(3, 'l2', 'c'),
      again(4, 'l1', 'd'),
      edit(5, 'l3', 'e'),
    ];

    expect(lines.map((_, index) => textsOf(effectiveLines(lines.slice(0, index + 1))))).toEqual([
      ['a'],
      ['b'],
      ['c'],
      ['d'],
      ['e'],
    ]);
  });

  test('what replaces a line out of sight changes nothing, and a regenerated turn stands where it was said', () => {
    const lines = [edit(5, 'l1', 'x'), remove(6, 'l2'), said(7), again(8, 'l3', 'Again.')];

    expect(textsOf(effectiveLines(lines))).toEqual(['line 7', 'Again.']);
  });
});

type Step = { kind: 'say' | 'edit' | 'delete' | 'again'; pick: number };
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('say', 'say', 'edit', 'delete', 'again'),
    pick: fc.nat(100),
  }) as fc.Arbitrary<Step>,
  { maxLength: 40 },
);

/** Plays steps on the record and, in place, on a plain list: what a designer sees and changes. */
function play(steps: Step[]): { record: Line[]; seen: Line[] } {
  const record: Line[] = [];
  const seen: Line[] = [];
  for (const [index, { kind, pick }] of steps.entries()) {
    const seq = index + 1;
    const at = pick % Math.max(seen.length, 1);
    const target = seen[at];
    if (kind === 'say' || !target) {
      record.push(said(seq));
      seen.push(said(seq));
    } else if (kind === 'edit') {
      record.push(edit(seq, target.id, `edited ${seq}`));
      seen[at] = { ...target, spans: record.at(-1)!.spans };
    } else if (kind === 'delete') {
      record.push(remove(seq, target.id));
      seen.splice(at, 1);
    } else {
      record.push(again(seq, target.id, `again ${seq}`));
      seen[at] = { ...record.at(-1)!, seq: target.seq };
    }
  }
  return { record, seen };
}

describe('laws', () => {
  property.prop([steps])('reading the record gives what changing a list in place gives', (steps) => {
    const { record, seen } = play(steps);
    expect(effectiveLines(record)).toEqual(seen);
  });

  property.prop([steps])('reading twice changes nothing, and seqs rise', (steps) => {
    const read = effectiveLines(play(steps).record);
    expect(effectiveLines(read)).toEqual(read);
    expect(read.map((line) => line.seq)).toEqual(
      [...new Set(read.map((line) => line.seq))].sort((a, b) => a - b),
    );
  });

  property.prop([steps, fc.nat(40)])(
    'what was read before can stand for the lines that were read',
    (steps, cut) => {
      const { record } = play(steps);
      const before = effectiveLines(record.slice(0, cut));
      expect(effectiveLines([...before, ...record.slice(cut)])).toEqual(effectiveLines(record));
    },
  );

  property.prop([steps])('the lines that were passed in stay as they were', (steps) => {
    const { record } = play(steps);
    const copy = structuredClone(record);
    effectiveLines(record);
    expect(record).toEqual(copy);
  });
});
