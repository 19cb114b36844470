import fc from 'fast-check';
import { EFFORT, howToRepeat, SEED } from './seeds.ts';

/** What an engine asks for next: a case to judge, or the end with what went wrong, if anything did. */
export type Next<Case> = { case: Case } | { end: string };

/**
 * Lets an engine judge a property. Each call brings the verdict on the case before, what was wrong with it or an empty text,
 * and gives the next. Failures shrink, so the end tells of the smallest case that fails.
 */
export function judgedBy<Value, Case>(
  arbitrary: fc.Arbitrary<Value>,
  runs: number,
  caseOf: (value: Value) => Case,
  judge: (value: Value, verdict: string) => string = (_, verdict) => verdict,
): (verdict: string) => Promise<Next<Case>> {
  let answer: ((verdict: string) => void) | undefined;
  let ask!: (next: Next<Case>) => void;
  let asked = new Promise<Next<Case>>((resolve) => {
    ask = resolve;
  });
  const hand = (next: Next<Case>) => {
    ask(next);
    asked = new Promise((resolve) => {
      ask = resolve;
    });
  };
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const made = caseOf(value);
    const verdict = await new Promise<string>((resolve) => {
      answer = resolve;
      hand({ case: made });
    });
    const wrong = judge(value, verdict);
    if (wrong !== '') throw new Error(wrong);
  });
  const begin = () =>
    fc
      .assert(property, {
        seed: SEED,
        numRuns: runs * EFFORT,
        interruptAfterTimeLimit: 60_000 * EFFORT,
        includeErrorInReport: true,
      })
      .then(
        () => hand({ end: '' }),
        (error: Error) => hand({ end: `${error.message}\n${howToRepeat()}` }),
      );
  let isBegun = false;
  return (verdict) => {
    const next = asked;
    if (!isBegun) {
      isBegun = true;
      begin();
    } else answer?.(verdict);
    return next;
  };
}
