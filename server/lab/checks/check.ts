import type { PlanMode, Span } from '../../../schemas/layers.ts';
import { echo } from './echo.ts';
import { format } from './format.ts';
import { language } from './language.ts';
import { layout } from './layout.ts';
import { leaks } from './leaks.ts';
import { length } from './length.ts';
import { loops } from './loops.ts';
import { others } from './others.ts';
import { person } from './person.ts';
import { repetition } from './repetition.ts';
import { type Check, turnOf } from './turn.ts';

/** What somebody said or did, every layer that is known of it. */
export type Said = { name: string; spans: readonly Span[] };

/** One reply and all that the checks look at. */
export type Checked = {
  /** Who replies. */
  name: string;
  /** Everybody else there, by name. */
  others: readonly string[];
  /** As a persona names it: `English`, `de`, `English and some Russian`. Absent: that of the talk so far. */
  language?: string;
  /** Whether a plan was asked for; absent: a reply without one is no fault. */
  plan?: PlanMode;
  /** Oldest first, own turns included; the last 20 own turns count. */
  history: readonly Said[];
  /** `raw`: as the model wrote it, plan and prefill included; absent: its format is not checked. */
  reply: { spans: readonly Span[]; raw?: string };
};

/** Something measured that is beyond its limit. */
export type Finding = {
  /** Such as `leak.plan`; see `RULES`. */
  check: string;
  /** Which principle it violates, by its name in the starter pack. */
  principle: string;
  value: number;
  limit: number;
  unit: string;
  /** Where it shows, in a few words. */
  evidence: string;
  severity: 1 | 2 | 3 | 4 | 5;
};

const CHECKS: readonly Check[] = [
  format,
  person,
  layout,
  loops,
  repetition,
  length,
  leaks,
  language,
  others,
  echo,
];

/** All that can be said against a reply without asking a model; each rule is found once at most. Pure. */
export function checkReply(checked: Checked): Finding[] {
  const turn = turnOf(checked);
  return CHECKS.flatMap((check) => check(turn));
}
