import { expect, test } from 'vitest';
import { SECTIONS } from './sections.ts';
import { SIZES } from './sizes.ts';
import { tableOf } from './table.ts';

/** The browser and the engines take their time to start. */
const LIMIT_MS = 60_000;

/** What the first figure of a section must not fall below. It counts tokens, so that no machine is too slow for it. */
const LEAST: Record<string, { median: number; min: number }> = { prefix: { median: 90, min: 87 } };

test.for(Object.entries(SECTIONS))(
  'the %s section ends by itself and sets each figure beside a baseline',
  { timeout: LIMIT_MS },
  async ([name, measure]) => {
    const section = await measure(SIZES.tiny);

    expect(section.name).toBe(name);
    expect(section.rows.length).toBeGreaterThan(0);
    for (const { what, subject, baseline, ratio } of section.rows)
      for (const value of [subject, baseline, ratio].flatMap(({ min, median, max }) => [min, median, max]))
        expect(Number.isFinite(value), `${what}: ${value}`).toBe(true);
    expect(tableOf(section)).toContain(section.rows[0]!.what);
    const { subject } = section.rows[0]!;
    const least = LEAST[name] ?? { median: Number.NEGATIVE_INFINITY, min: Number.NEGATIVE_INFINITY };
    expect(subject.median).toBeGreaterThanOrEqual(least.median);
    expect(subject.min).toBeGreaterThanOrEqual(least.min);
  },
);
