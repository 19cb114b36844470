import type { Memory, Subject } from '../../schemas/memory.ts';
import { type MemorySettings, OF_ANOTHER } from '../../schemas/memory-settings.ts';
import { readWorldTime } from '../../schemas/world-time.ts';
import { formsOf, sameness, stem, termsOf } from './words.ts';

/** A memory that may be recalled. `lexical`: BM25 of the question's words, 0 where they did not find it. */
export type Candidate = Memory & {
  seq: number;
  lexical: number;
  /** Of what it means and what the question does, where both are known. */
  cosine?: number;
};

/** A candidate with its score: the weighted sum of the parts, each from 0 to 1. `isRelevant`: not merely new or important. */
export type Scored = {
  memory: Candidate;
  score: number;
  relevance: number;
  recency: number;
  importance: number;
  isRelevant: boolean;
};

export type Moment = { at: number; time: string };

/** Memories that a prompt tells of. */
const MAX_TOLD = 8;
/** From here on a memory of the one who is answered is told although no word of theirs asks for it. */
const WEIGHTY = 6;
/** Shares of the best match, and of the question's words, from which on a memory bears on the question. */
const LEAST_LEXICAL = 0.3;
const LEAST_COVERAGE = 0.25;
/** From here on two texts mean something alike; below lies what any two have in common. */
export const LEAST_COSINE = 0.45;
/** Words of a question that are looked for. */
const MAX_WORDS = 24;
const DAY_MS = 86_400_000;

/** The words by which a question is looked up, with the forms that stemming does not reach. */
export const soughtWords = (question: string): string[] =>
  keyTerms(question).flatMap((word) => formsOf(word));

const keyTerms = (question: string): string[] => {
  const terms = termsOf(question);
  return terms.length <= MAX_WORDS
    ? terms
    : [...terms].sort((a, b) => b.length - a.length).slice(0, MAX_WORDS);
};

/** Scores candidates for words that somebody says, best first. */
export function rank(
  candidates: readonly Candidate[],
  question: string,
  now: Moment,
  about: Subject | undefined,
  weights: MemorySettings,
): Scored[] {
  const terms = keyTerms(question);
  const best = Math.max(...candidates.map(({ lexical }) => lexical), Number.MIN_VALUE);
  return candidates
    .map((memory): Scored => {
      const lexical = memory.lexical / best;
      const coverage = coverageOf(terms, memory.text);
      const meaning = memory.cosine !== undefined && memory.cosine >= LEAST_COSINE ? memory.cosine : 0;
      // The rarest word decides; of those that have it, whoever has more of the question's words.
      const isOfAnother = about !== undefined && memory.about !== undefined && memory.about !== about;
      const relevance = Math.max(lexical * (0.6 + 0.4 * coverage), meaning) * (isOfAnother ? OF_ANOTHER : 1);
      const recency = 0.5 ** (daysBetween(memory, now) / weights.halfLifeDays);
      const importance = memory.importance / 10;
      return {
        memory,
        score: weights.relevance * relevance + weights.recency * recency + weights.importance * importance,
        relevance,
        recency,
        importance,
        isRelevant:
          meaning > 0 || (memory.lexical > 0 && lexical >= LEAST_LEXICAL && coverage >= LEAST_COVERAGE),
      };
    })
    .sort((a, b) => b.score - a.score || b.memory.seq - a.memory.seq);
}

/** What is left out: the lines that are shown anyway, and for whom the rest is. */
export type Showing = {
  /** Whom the NPC answers. */
  about?: Subject | undefined;
  /** Ids of the lines that stand in the prompt. */
  shown: ReadonlySet<string>;
  tokens: number;
  countTokens(text: string): number;
};

/** Those of scored memories that a prompt tells of: what bears on the question, or weighs much between the two. */
export function told(scored: readonly Scored[], { about, shown, tokens, countTokens }: Showing): Scored[] {
  const chosen: Scored[] = [];
  const texts = new Set<string>();
  let left = tokens;
  for (const each of scored) {
    const { memory, isRelevant } = each;
    if (chosen.length === MAX_TOLD) break;
    const weighs = about !== undefined && memory.about === about && memory.importance >= WEIGHTY;
    if (!isRelevant && !weighs) continue;
    const { lines } = memory.source;
    if (lines.length > 0 && lines.every((line) => shown.has(line))) continue;
    const text = sameness(memory.text);
    const cost = countTokens(memory.text);
    if (cost > left || texts.has(text)) continue;
    left -= cost;
    texts.add(text);
    chosen.push(each);
  }
  return chosen;
}

/** How many of the words stand in a text, in any form, from 0 to 1. */
function coverageOf(terms: readonly string[], text: string): number {
  if (terms.length === 0) return 0;
  const own = new Set(termsOf(text).map(stem));
  return terms.filter((term) => formsOf(term).some((form) => own.has(stem(form)))).length / terms.length;
}

/** Days since a memory, by whichever clock has moved more: that of the world or the real one. */
function daysBetween(then: Moment, now: Moment): number {
  const real = (now.at - then.at) / DAY_MS;
  const [from, to] = [worldDays(then.time), worldDays(now.time)];
  return Math.max(0, real, from === undefined || to === undefined ? 0 : to - from);
}

/** Of a time that counts days. */
function worldDays(time: string): number | undefined {
  const read = readWorldTime(time);
  return read?.day === undefined ? undefined : read.day + read.minutes / 1440;
}
