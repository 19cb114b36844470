import type { Principle, Signal } from '../../../schemas/principles.ts';
import type { JudgeCase } from '../judge/judge.ts';

/** How many principles a judging model chooses for a case (HER: three to five by case). */
export const BY_CASE = { min: 3, max: 5 } as const;

const THREAT =
  /\b(?:kill|hurt|threat|knife|sword|blood|pay for|regret|or else|burn|hang|die|dead|break your)/i;
const FEELING =
  /\b(?:love|hate|miss(?:ed|es)?|sorry|afraid|grie[fv]|tears?|weep|cr(?:y|ies|ied)|dear|friend|thank|trust|lonely|ashamed|proud|angry|forgive|mother|father|brother|sister|dead|died)\b/i;
const REQUEST =
  /\b(?:please|give me|tell me|show me|help|let me|sell|buy|lend|open|bring|come with|would you|could you|can you|will you)\b/i;
const LONG_TURNS = 6;

/** What of a case tells which principles matter: read off the words, by fixed rules. */
export function signalsOf({ name, others, messages, history }: JudgeCase): Set<Signal> {
  const last = messages.at(-1)?.content ?? '';
  const system = messages[0]?.role === 'system' ? messages[0].content : '';
  const own = history.filter((said) => said.name === name).length;
  const found: [Signal, boolean][] = [
    ['always', true],
    ['opening', own === 0],
    ['long', own >= LONG_TURNS],
    ['question', last.includes('?')],
    ['group', others.filter((other) => other !== 'Environment').length > 1],
    ['threat', THREAT.test(last)],
    ['feeling', FEELING.test(last)],
    ['event', last.includes('Environment:')],
    ['request', REQUEST.test(last)],
    ['secret', /keeps secret:/i.test(system)],
    ['taboo', /will not talk about:/i.test(system)],
  ];
  return new Set(found.filter(([, holds]) => holds).map(([signal]) => signal));
}

/**
 * The principles that bear on a case, those with most to say about it first, negative before positive: at most `count`, half of them
 * negative where there are enough.
 */
export function shortlist(principles: readonly Principle[], task: JudgeCase, count: number): Principle[] {
  const signals = signalsOf(task);
  const weightOf = ({ signals: own }: Principle) =>
    own.reduce((sum, signal) => sum + (signals.has(signal) ? (signal === 'always' ? 1 : 2) : 0), 0);
  const ranked = principles
    .map((principle, index) => ({ principle, index, weight: weightOf(principle) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .map(({ principle }) => principle);
  const negative = ranked.filter(({ polarity }) => polarity === 'negative');
  const positive = ranked.filter(({ polarity }) => polarity === 'positive');
  const half = Math.ceil(count / 2);
  const negatives = Math.min(negative.length, Math.max(half, count - positive.length));
  return [...negative.slice(0, negatives), ...positive.slice(0, count - negatives)];
}
