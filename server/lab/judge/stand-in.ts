import type { Principle } from '../../../schemas/principles.ts';
import { type Checked, checkReply, type Finding } from '../checks/check.ts';
import { STARTER } from '../principles/starter.ts';
import {
  bothOrders,
  type Comparison,
  type Judge,
  type JudgeCase,
  type JudgedPrinciple,
  type Verdict,
  type Winner,
} from './judge.ts';

const NAME = 'measurable checks (no model judged)';

/**
 * Judges where no model does, by what can be measured: a reply that violates a principle of the case which the other keeps loses, and where
 * each violates one, or neither does, it is a tie. It knows nothing of taste, and says so in every verdict.
 */
export function standInJudge(): Judge {
  return {
    name: NAME,
    isModel: false,
    async judge(task) {
      // The order of the candidates makes no difference to what is measured.
      const order = { verdict: verdictOf(task), isRepaired: false };
      return bothOrders(task.id, NAME, [order, order]);
    },
  };
}

/** What was measured of both, principle by principle. */
function verdictOf(task: JudgeCase): Verdict {
  const [first, second] = task.candidates.map((_, index) => checkReply(checkedOf(task, index))) as [
    Finding[],
    Finding[],
  ];
  const violated = new Set([...first, ...second].map(({ principle }) => principle));
  const pack = task.principles ?? STARTER;
  const principles = [...violated].flatMap((name) => pack.find((own) => own.name === name) ?? []);
  const comparisons = principles.map(({ name }) => comparisonOf(name, first, second));
  const better = winnerOf(comparisons);
  return {
    better,
    principles: principles.map(judgedPrinciple),
    comparisons,
    analysis:
      comparisons.length === 0
        ? 'Nothing that can be measured is wrong with either reply.'
        : comparisons.map(({ reason }) => reason).join(' '),
    summary: `${SUMMARY[better]} Measured by checks; no model judged.`,
  };
}

const SUMMARY: Record<Winner, string> = {
  cand_1: 'Candidate 1 keeps what candidate 2 violates.',
  cand_2: 'Candidate 2 keeps what candidate 1 violates.',
  tie: 'Neither is better by what can be measured.',
};

/** A plan is looked for where the prompt asks for one. */
function checkedOf(
  { name, others, language, history, messages, candidates }: JudgeCase,
  index: number,
): Checked {
  const system = messages[0]?.role === 'system' ? messages[0].content : '';
  return {
    name,
    others,
    ...(language !== undefined && { language }),
    plan: system.includes('<system_thinking>') ? 'full' : 'off',
    history,
    reply: candidates[index]!,
  };
}

function comparisonOf(principle: string, first: readonly Finding[], second: readonly Finding[]): Comparison {
  const [one, two] = [first, second].map((findings) =>
    findings.filter((finding) => finding.principle === principle),
  ) as [Finding[], Finding[]];
  const winner: Winner = one.length === 0 ? 'cand_1' : two.length === 0 ? 'cand_2' : 'tie';
  const violating = { cand_1: 'candidate 2 violates', cand_2: 'candidate 1 violates', tie: 'both violate' };
  const measured = measuredOf(winner === 'cand_1' ? two : one);
  const values = valuesOf(one, two);
  return {
    principle,
    winner,
    candidate1: measuredOf(one),
    candidate2: measuredOf(two),
    reason: `${principle}: ${violating[winner]} it (${measured}).`,
    ...(values && { values }),
  };
}

const measuredOf = (findings: readonly Finding[]): string =>
  findings.length === 0
    ? 'nothing found'
    : findings
        .map(
          ({ check, value, limit, unit, evidence }) =>
            `${check} ${rounded(value)} ${unit}, limit ${limit}: "${evidence}"`,
        )
        .join('; ');

const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** Of the first check in which the two differ; nothing measured stands as nothing. */
function valuesOf(one: readonly Finding[], two: readonly Finding[]): Comparison['values'] {
  const valueIn = (findings: readonly Finding[], check: string): number =>
    findings.find((finding) => finding.check === check)?.value ?? 0;
  const all = [...one, ...two];
  const told = all.find(({ check }) => valueIn(one, check) !== valueIn(two, check)) ?? all[0];
  if (!told) return undefined;
  const { check, unit, limit } = told;
  return { unit, limit, candidate1: valueIn(one, check), candidate2: valueIn(two, check) };
}

const judgedPrinciple = ({ name, dimension, level, rule, polarity }: Principle): JudgedPrinciple => ({
  name,
  dimension,
  level,
  rule,
  polarity,
  reason: 'It is violated by at least one of the two.',
});

/** One side wins what is decided, or nobody does. */
function winnerOf(comparisons: readonly Comparison[]): Winner {
  const decided = new Set(comparisons.map(({ winner }) => winner).filter((winner) => winner !== 'tie'));
  const [only] = decided;
  return decided.size === 1 ? only! : 'tie';
}
