import { createHash } from 'node:crypto';

export const SPLITS = ['train', 'validation', 'test'] as const;
export type Split = (typeof SPLITS)[number];

/** Parts of all that go to validation and test, each from 0 to 1; the rest trains. */
export type Shares = { validation: number; test: number };

/** A number from 0 up to 1 that follows from a seed and an id alone. */
export const chanceOf = (seed: number, id: string): number =>
  createHash('sha256').update(`${seed}\0${id}`).digest().readUInt32BE() / 2 ** 32;

/** To which part a conversation belongs, whatever else is exported with it. */
export function splitOf(id: string, seed: number, { validation, test }: Shares): Split {
  const chance = chanceOf(seed, id);
  if (chance < test) return 'test';
  return chance < test + validation ? 'validation' : 'train';
}
