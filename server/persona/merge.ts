import { isDeepStrictEqual } from 'node:util';

/** Where a value of a persona stands: a field, or an entry of one that has named entries. */
export type MergePath = string[];

/** What both sides changed, and differently; a value that is not there is undefined. */
export type MergeConflict = { path: MergePath; base: unknown; mine: unknown; theirs: unknown };

/** A value that differs from the base, and who changed it. */
export type MergedField = { path: MergePath; from: 'mine' | 'theirs' | 'both' };

export type Merge<T> = {
  /** With `mine` where there is a conflict. */
  merged: T;
  fields: MergedField[];
  conflicts: MergeConflict[];
};

type Fields = Record<string, unknown>;

/**
 * Merges two changed copies of one base, field by field: what one side changed is taken, what both changed alike, too. Fields with
 * named entries (`relationships`, `model`) are merged entry by entry, lists are taken whole: their entries have no names by which
 * to tell an edited one from another.
 */
export function mergePersona<T extends object>(base: T, mine: T, theirs: T): Merge<T> {
  const result: Merge<unknown> = { merged: undefined, fields: [], conflicts: [] };
  const merged = mergeFields([], [base, mine, theirs] as unknown as Triple<Fields>, result);
  return { ...result, merged: merged as T };
}

/** Whether two values are the same as JSON, whatever the order of their fields. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));

const plain = (value: unknown): unknown => (value === undefined ? value : JSON.parse(JSON.stringify(value)));

type Triple<T> = [base: T, mine: T, theirs: T];

function mergeFields(path: MergePath, sides: Triple<Fields>, result: Merge<unknown>): Fields {
  const keys = new Set(sides.flatMap((side) => Object.keys(side)));
  const merged = [...keys].map((key) => {
    const values = sides.map((side) => (Object.hasOwn(side, key) ? side[key] : undefined)) as Triple<unknown>;
    return [key, mergeValue([...path, key], values, result)] as const;
  });
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined));
}

function mergeValue(path: MergePath, [base, mine, theirs]: Triple<unknown>, result: Merge<unknown>): unknown {
  if (isSame(mine, theirs)) {
    if (!isSame(base, mine)) result.fields.push({ path, from: 'both' });
    return mine;
  }
  if (isSame(base, mine)) {
    result.fields.push({ path, from: 'theirs' });
    return theirs;
  }
  if (isSame(base, theirs)) {
    result.fields.push({ path, from: 'mine' });
    return mine;
  }
  const sides = [base ?? {}, mine, theirs];
  if (sides.every(isFields)) return mergeFields(path, sides as Triple<Fields>, result);
  result.conflicts.push({ path, base, mine, theirs });
  return mine;
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
