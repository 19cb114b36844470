import { expect, test } from 'vitest';
import { SECTIONS } from './sections.ts';
import { SIZES } from './sizes.ts';
import { tableOf } from './table.ts';

test.for(Object.entries(SECTIONS))(
  'the %s section ends by itself and sets each figure beside a baseline',
  async ([name, measure]) => {
    const section = await measure(SIZES.tiny);

    expect(section.name).toBe(name);
    expect(section.rows.length).toBeGreaterThan(0);
    for (const { what, subject, baseline, ratio } of section.rows)
      for (const value of [subject, baseline, ratio].flatMap(({ min, median, max }) => [min, median, max]))
        expect(Number.isFinite(value), `${what}: ${value}`).toBe(true);
    expect(tableOf(section)).toContain(section.rows[0]!.what);
  },
);
