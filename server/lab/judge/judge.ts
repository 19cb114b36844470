import type { Span } from '../../../schemas/layers.ts';
import type { Principle } from '../../../schemas/principles.ts';
import type { ChatMessage } from '../../../schemas/scene.ts';

/** A turn of the talk, as spans. */
export type Said = { name: string; spans: readonly Span[] };

/** One of the two replies that are compared. `raw`: as the model wrote it, plan included. */
export type Candidate = { spans: readonly Span[]; raw?: string };

/** What is judged: two replies of one character to one talk. */
export type JudgeCase = {
  id: string;
  /** Who replies. */
  name: string;
  /** Everybody else who is there. */
  others: readonly string[];
  language?: string;
  /** What the character was sent: the system prompt first, a user message last. */
  messages: readonly ChatMessage[];
  /** The same talk, oldest first. */
  history: readonly Said[];
  /** Among which those that matter here are chosen; default: the starter pack. */
  principles?: readonly Principle[];
  candidates: readonly [Candidate, Candidate];
};

export type Winner = 'cand_1' | 'cand_2' | 'tie';

/** A principle by which a case was judged; the judge may have made it itself. */
export type JudgedPrinciple = {
  name: string;
  dimension: string;
  level: 'sentence' | 'session';
  rule: string;
  reason: string;
  /** Of a principle of the pack; absent for one that the judge made. */
  polarity?: Principle['polarity'];
};

/** How the two do by one principle. `values`: what was measured of each, where it was. */
export type Comparison = {
  principle: string;
  winner: Winner;
  candidate1: string;
  candidate2: string;
  reason: string;
  values?: { unit: string; limit: number; candidate1: number; candidate2: number };
};

export type Verdict = {
  better: Winner;
  principles: JudgedPrinciple[];
  comparisons: Comparison[];
  analysis: string;
  summary: string;
};

/** The verdict on one order of the candidates, told in the order of the case; or why there is none. */
export type Order = { verdict: Verdict; isRepaired: boolean } | { problem: string };

/**
 * Both orders together. `winner` is null where one of them could not be read: that is never scored. Orders that disagree are a
 * tie; `isFlipped` says so.
 */
export type Judged = {
  id: string;
  winner: Winner | null;
  orders: readonly Order[];
  isFlipped: boolean;
  /** The judge's name. */
  by: string;
};

/** Compares two replies of a character (HER's generative reward model, arXiv 2601.21459). */
export type Judge = {
  readonly name: string;
  /** Whether a language model judges; otherwise only what can be measured is. */
  readonly isModel: boolean;
  /** Rejects with a `model-*` code or `aborted` when there is no answer at all. The signal ends what is under way. */
  judge(task: JudgeCase, signal?: AbortSignal): Promise<Judged>;
};

/** The verdict of two orders. */
export function bothOrders(id: string, by: string, orders: readonly [Order, Order]): Judged {
  const [first, second] = orders.map((order) => ('verdict' in order ? order.verdict.better : null));
  if (!first || !second) return { id, winner: null, orders, isFlipped: false, by };
  const isFlipped = first !== second;
  return { id, winner: isFlipped ? 'tie' : first, orders, isFlipped, by };
}

const MIRRORED: Record<Winner, Winner> = { cand_1: 'cand_2', cand_2: 'cand_1', tie: 'tie' };

/** A verdict on exchanged candidates, in the order of the case. */
export const turnedBack = (verdict: Verdict): Verdict => ({
  ...verdict,
  better: MIRRORED[verdict.better],
  comparisons: verdict.comparisons.map(({ winner, candidate1, candidate2, values, ...rest }) => ({
    ...rest,
    winner: MIRRORED[winner],
    candidate1: candidate2,
    candidate2: candidate1,
    ...(values && { values: { ...values, candidate1: values.candidate2, candidate2: values.candidate1 } }),
  })),
});
