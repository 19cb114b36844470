import { fc, test as given } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { TokenBudget } from '../../server/world/token-budget.ts';

test('what is set aside weighs until a minute after it is settled, with what was taken', () => {
  let now = 0;
  const budget = new TokenBudget(
    () => 100,
    () => now,
  );

  const first = budget.reserve(80)!;
  expect(budget.reserve(30)).toBeUndefined();
  expect(first.resize(110)).toBe(false);
  expect(first.resize(90)).toBe(true);
  now = 50_000;
  first.settle(40);
  expect(budget.left).toBe(60);
  now = 109_999;
  expect(budget.left).toBe(60);
  now = 110_000;
  expect(budget.left).toBe(100);
});

const call = fc.record({
  wait: fc.integer({ min: 0, max: 40_000 }),
  lasts: fc.integer({ min: 0, max: 90_000 }),
  most: fc.integer({ min: 1, max: 120 }),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});

given.prop([fc.array(call, { maxLength: 60 })])('no minute holds more than the budget', (calls) => {
  let now = 0;
  const budget = new TokenBudget(
    () => 100,
    () => now,
  );
  const open: { end: number; settle(): void }[] = [];
  const made: { from: number; to: number; tokens: number }[] = [];
  const pass = (until: number) => {
    for (const each of open.filter(({ end }) => end <= until).sort((a, b) => a.end - b.end)) {
      now = each.end;
      each.settle();
      open.splice(open.indexOf(each), 1);
    }
    now = until;
  };

  for (const { wait, lasts, most, part } of calls) {
    pass(now + wait);
    const reservation = budget.reserve(most);
    if (!reservation) continue;
    const tokens = Math.floor(most * part);
    made.push({ from: now, to: now + lasts, tokens });
    open.push({ end: now + lasts, settle: () => reservation.settle(tokens) });
  }

  for (const { from: start } of made.flatMap(({ from, to }) => [{ from }, { from: to }])) {
    const inMinute = made.filter(({ from, to }) => to >= start && from < start + 60_000);
    expect(inMinute.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(100);
  }
});
