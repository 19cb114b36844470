import { z } from 'zod';
import type { Principle } from '../../../schemas/principles.ts';
import { jsonFitting } from '../json-answer.ts';
import { BY_CASE } from '../principles/select.ts';
import type { Comparison, JudgedPrinciple, Order, Verdict, Winner } from './judge.ts';

/** `Candidate 1`, `cand-1`, `Response 1`, `1` and `first` mean `cand_1`; `draw`, `equal`, `both` and `neither` a tie. */
const WinnerWord = z.string().transform((word, context): Winner => {
  const plain = word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  if (/^(?:tie|draw|equal|both|neither|none|nowinner)$/.test(plain)) return 'tie';
  const which = /^(?:the)?(?:cand|candidate|response|reply)?(?:1|one|a|first)$/.test(plain)
    ? 'cand_1'
    : /^(?:the)?(?:cand|candidate|response|reply)?(?:2|two|b|second)$/.test(plain)
      ? 'cand_2'
      : undefined;
  if (which) return which;
  context.addIssue('expected cand_1, cand_2 or tie');
  return z.NEVER;
});

/** What only explains a verdict costs none where it is missing or something else. */
const Text = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(' '))]).catch('');
const Level = z
  .string()
  .catch('sentence')
  .transform((level) => (/session/i.test(level) ? ('session' as const) : ('sentence' as const)));

const WrittenPrinciple = z.object({
  principle_name: z.string().trim().min(1, 'expected the name of a principle'),
  dimension_name: Text,
  principle_level: Level,
  main_content: Text,
  reason_for_choosing: Text,
});

const Inner = z.object({
  // HER writes an object with a key each; a list says the same.
  principle: z
    .union([
      z.record(z.string(), WrittenPrinciple).transform((all) => Object.values(all)),
      z.array(WrittenPrinciple),
    ])
    .refine((all) => all.length >= BY_CASE.min, `expected at least ${BY_CASE.min} principles`)
    .refine((all) => all.length <= BY_CASE.max, `expected at most ${BY_CASE.max} principles`),
  analysis: z.object({
    principle_comparisons: z.array(
      z.object({
        principle_name: z.string().trim().min(1),
        cand_1_performance: Text,
        cand_2_performance: Text,
        comparison_reason: Text,
        winner: WinnerWord,
      }),
    ),
    overall_analysis: Text,
    principle_summary: Text,
  }),
  better_response: WinnerWord,
});

/** HER's own answers stand in `{"result": [{…}]}`; its training targets without. */
const Written = z.preprocess((value) => {
  const outer: unknown = Array.isArray(value) ? value[0] : value;
  const result = (outer as { result?: unknown } | null)?.result;
  return result === undefined ? outer : Array.isArray(result) ? result[0] : result;
}, Inner);

/**
 * Reads what a judge answered, whatever stands around its JSON. A verdict needs a winner, three to five principles, each of them
 * compared, and must agree with the negative ones: who alone breaks one has lost, and where both do it is a tie. Never throws.
 */
export function readVerdict(answer: string, known: readonly Principle[]): Order {
  const json = jsonFitting(answer, Written);
  if ('problem' in json) return json;
  const { principle, analysis, better_response: better } = json.value;
  const byName = new Map(known.map((own) => [plain(own.name), own]));
  const principles = principle.map((written): JudgedPrinciple => {
    const own = byName.get(plain(written.principle_name));
    return {
      name: own?.name ?? written.principle_name,
      dimension: own?.dimension ?? written.dimension_name,
      level: own?.level ?? written.principle_level,
      rule: own?.rule ?? written.main_content,
      reason: written.reason_for_choosing,
      ...(own && { polarity: own.polarity }),
    };
  });
  const comparisons = analysis.principle_comparisons.map(
    (written): Comparison => ({
      principle: byName.get(plain(written.principle_name))?.name ?? written.principle_name,
      winner: written.winner,
      candidate1: written.cand_1_performance,
      candidate2: written.cand_2_performance,
      reason: written.comparison_reason,
    }),
  );
  const compared = new Set(comparisons.map((comparison) => plain(comparison.principle)));
  const missing = principles.filter(({ name }) => !compared.has(plain(name))).map(({ name }) => name);
  if (missing.length > 0) return { problem: `nothing is compared by ${missing.join(', ')}` };
  const verdict: Verdict = {
    better,
    principles,
    comparisons,
    analysis: analysis.overall_analysis,
    summary: analysis.principle_summary,
  };
  const problem = contradictionIn(verdict);
  return problem ? { problem } : { verdict, isRepaired: json.isRepaired };
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * A negative principle that one candidate alone breaks decides the verdict; where either breaks one, it is a tie. A negative principle that is
 * itself a tie may have been broken by both, so beside one a tie contradicts nothing.
 */
function contradictionIn({ better, principles, comparisons }: Verdict): string | undefined {
  const names = new Set(principles.filter(({ polarity }) => polarity === 'negative').map(({ name }) => name));
  const negative = comparisons.filter(({ principle }) => names.has(principle));
  const [one, two] = (['cand_1', 'cand_2'] as const).map((side) =>
    negative.find(({ winner }) => winner === side),
  );
  if (one && two)
    return better === 'tie'
      ? undefined
      : `${better} is called better, though each breaks a negative principle (${one.principle}, ${two.principle}): expected a tie`;
  const decided = one ?? two;
  if (!decided || better === decided.winner) return undefined;
  if (better !== 'tie')
    return `${better} is called better, though ${decided.principle}, a negative principle, was decided for the other`;
  return negative.some(({ winner }) => winner === 'tie')
    ? undefined
    : `it is called a tie, though ${decided.principle}, a negative principle, was decided for ${decided.winner}`;
}
