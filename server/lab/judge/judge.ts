import type { Span } from '../../../schemas/layers.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';
import type { Said } from '../checks/check.ts';

/** A rule that replies are judged by (HER, arXiv 2601.21459, §5.2). */
export type Principle = {
  name: string;
  dimension: string;
  /** `sentence`: judged on the reply alone, `session`: needs the whole talk. */
  level: 'sentence' | 'session';
  /** A reply that violates a negative one loses at once. */
  isNegative: boolean;
  rule: string;
};

/** One of two replies; `raw`: as the model wrote it, plan included. */
export type Candidate = { spans: readonly Span[]; raw?: string };

/** Two replies to the same moment. */
export type JudgeCase = {
  id: string;
  /** Who replies. */
  name: string;
  others: readonly string[];
  language?: string;
  /** System prompt first, ends with a user message. */
  messages: readonly ChatMessage[];
  /** Oldest first, own turns included. */
  history: readonly Said[];
  /** Those to choose from; absent: the judge's own. */
  principles?: readonly Principle[];
  candidates: readonly [Candidate, Candidate];
};

export type Winner = 'cand_1' | 'cand_2' | 'tie';

/** A principle that a verdict used, and why it was chosen. */
export type JudgedPrinciple = Omit<Principle, 'isNegative'> & { reason: string };

/** The two replies by one principle. */
export type Comparison = {
  principle: string;
  level: Principle['level'];
  /** How each did, in words. */
  cand_1: string;
  cand_2: string;
  reason: string;
  winner: Winner;
};

export type Verdict = {
  better: Winner;
  principles: JudgedPrinciple[];
  comparisons: Comparison[];
  analysis: string;
  summary: string;
};

/** What came of one order of the candidates, turned back to the case's own. `problem`: no verdict could be read, and none is scored. */
export type Order = { verdict: Verdict } | { problem: string };

export type Judged = {
  id: string;
  /** null: no verdict could be read; never scored. */
  winner: Winner | null;
  orders: readonly Order[];
  /** The two orders had different winners. */
  isFlipped: boolean;
  /** Who judged. */
  by: string;
};

export type Judge = {
  readonly name: string;
  /** Whether a language model judges; reports say so. */
  readonly isModel: boolean;
  judge(task: JudgeCase): Promise<Judged>;
};
