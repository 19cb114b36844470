import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import type { Checked } from '../../server/lab/checks/check.ts';
import { RULES } from '../../server/lab/checks/rules.ts';
import type { JudgeCase, Judged } from '../../server/lab/judge/judge.ts';
import { standInJudge } from '../../server/lab/judge/stand-in.ts';
import { STARTER } from '../../server/lab/principles/starter.ts';
import { randomFrom } from '../../server/llm/builtin/random.ts';
import { handWritten, ofRavenmoor, takesOfRavenmoor } from './clean-samples.ts';
import { FLAWS } from './seeded-flaws.ts';

const SYSTEM = { full: 'Begin with <system_thinking></system_thinking>.', short: '', off: '' };

/** The same moment, answered twice: the talk is the first one's. */
const caseOf = (first: Checked, second: Checked): JudgeCase => ({
  id: 'case',
  name: first.name,
  others: first.others,
  ...(first.language !== undefined && { language: first.language }),
  messages: [
    { role: 'system', content: SYSTEM[first.plan ?? 'off'] },
    { role: 'user', content: 'And then?' },
  ],
  history: first.history,
  candidates: [first.reply, second.reply],
});
const judged = (first: Checked, second: Checked): Promise<Judged> =>
  standInJudge().judge(caseOf(first, second));
const verdictOf = ({ orders }: Judged) => {
  const [order] = orders;
  if (!order || !('verdict' in order)) throw new Error('The stand-in always has a verdict.');
  return order.verdict;
};

/** Others' turns of a talk, as if they were said to the same words. */
const swapped = (clean: Checked, reply: Checked): Checked => ({ ...clean, reply: reply.reply });

test('it says what it measured, by the name of a principle, and that no model judged', async () => {
  const [clean] = handWritten();
  const flawed = swapped(clean!, {
    ...clean!,
    reply: { spans: [{ span: 0, layer: 'speech', text: 'As an AI language model, no.' }] },
  });

  const result = await judged(flawed, clean!);

  expect(standInJudge().isModel).toBe(false);
  expect(result).toMatchObject({
    winner: 'cand_2',
    isFlipped: false,
    by: 'measurable checks (no model judged)',
  });
  const { principles, comparisons, summary } = verdictOf(result);
  expect(principles.map(({ name }) => name)).toEqual(['Meta Leak']);
  expect(comparisons[0]).toMatchObject({
    principle: 'Meta Leak',
    winner: 'cand_2',
    candidate2: 'nothing found',
  });
  expect(comparisons[0]!.candidate1).toContain('leak.ai');
  expect(summary).toContain('no model judged');
});

test('where each violates a principle of its own, it is a tie', async () => {
  const [clean] = handWritten();
  const reply = (text: string, layer: 'speech' | 'role_action' = 'speech'): Checked => ({
    ...clean!,
    reply: { spans: [{ span: 0, layer, text }] },
  });

  const both = await judged(reply('As an AI language model, no.'), reply('Ash says yes', 'role_action'));
  const same = await judged(reply('As an AI language model, no.'), reply('As a language model, yes.'));

  expect([both.winner, same.winner]).toEqual(['tie', 'tie']);
  expect(verdictOf(both).comparisons.map(({ winner }) => winner)).toEqual(['cand_2', 'cand_1']);
});

test('clean pairs tie, and a flaw loses in either place', async () => {
  const clean = [...handWritten(), ...(await ofRavenmoor(3))];
  const random = randomFrom('pairs');
  const pairs = await takesOfRavenmoor(7, [1001]);
  let ties = 0;
  for (const [first, second] of pairs.slice(0, 500))
    if ((await judged(first!, second!)).winner === 'tie') ties += 1;
  expect(pairs.length).toBeGreaterThanOrEqual(500);
  expect(ties).toBeGreaterThanOrEqual(495);

  const lost: Record<string, number> = {};
  let all = 0;
  for (const [kind, { plant }] of Object.entries(FLAWS)) {
    for (let count = 0, tries = 0; count < 20 && tries < 1000; tries += 1) {
      const before = random.pick(clean)!;
      const flawed = plant(before, random);
      // A flaw of the talk itself is one that every reply in its layout has.
      if (!flawed || flawed.history !== before.history || flawed.plan !== before.plan) continue;
      count += 1;
      all += 1;
      const [one, two] = [await judged(flawed, before), await judged(before, flawed)];
      if (one.winner !== 'cand_2' || two.winner !== 'cand_1') lost[kind] = (lost[kind] ?? 0) + 1;
    }
  }
  const missed = Object.values(lost).reduce((sum, count) => sum + count, 0);
  expect(all).toBeGreaterThan(300);
  expect(1 - missed / all, JSON.stringify(lost)).toBeGreaterThanOrEqual(0.95);
}, 120_000);

property.prop([fc.integer(), fc.integer()])(
  'the order of the candidates turns the verdict and nothing else',
  async (one, two) => {
    const all = handWritten();
    const random = randomFrom(`${one}`);
    const clean = all[Math.abs(one) % all.length]!;
    const plants = Object.values(FLAWS);
    const other = plants[Math.abs(two) % plants.length]!.plant(clean, random) ?? clean;

    const there = await judged(clean, swapped(clean, other));
    const back = await judged(swapped(clean, other), clean);

    const turned = { cand_1: 'cand_2', cand_2: 'cand_1', tie: 'tie' } as const;
    expect(back.winner).toBe(turned[there.winner!]);
  },
);

test('every rule belongs to a principle of the starter pack', () => {
  const names = STARTER.map(({ name }) => name);

  expect(Object.values(RULES).filter(({ principle }) => !names.includes(principle))).toEqual([]);
});

test('what no principle of the world forbids decides nothing', async () => {
  const [clean] = handWritten();
  const flawed = swapped(clean!, {
    ...clean!,
    reply: { spans: [{ span: 0, layer: 'speech', text: 'As an AI language model, no.' }] },
  });
  const principles = STARTER.filter(({ name }) => name !== 'Meta Leak');

  const result = await standInJudge().judge({ ...caseOf(flawed, clean!), principles });

  expect(result.winner).toBe('tie');
  expect(verdictOf(result)).toMatchObject({ principles: [], comparisons: [] });
});
