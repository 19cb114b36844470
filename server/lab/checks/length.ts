import type { Finding } from './check.ts';
import { found, RULES } from './rules.ts';
import type { Texts, Turn } from './turn.ts';
import { wordsOf } from './words.ts';

const TURNS = 5;
/** All that our own prompt allows: below it, turns may grow as a talk warms up. */
const LONG = 100;
/** Of the four steps between five turns. */
const MIN_RISES = 3;

/** Turns that are too long, or grow from one to the next. Thoughts count: they are read and paid for. */
export function length({ reply, own }: Turn): Finding[] {
  const words = lengthOf(reply);
  const findings: Finding[] = [];
  if (words > RULES['length.words'].limit)
    findings.push(found('length.words', words, reply.speech.slice(0, 60)));
  if (words <= LONG || own.length < TURNS - 1) return findings;
  const lengths = [...own.slice(1 - TURNS).map(lengthOf), words];
  const rises = lengths.filter((each, index) => index > 0 && each > lengths[index - 1]!).length;
  const slope = slopeOf(lengths);
  if (slope > RULES['length.drift'].limit && rises >= MIN_RISES)
    findings.push(found('length.drift', slope, `words: ${lengths.join(', ')}`));
  return findings;
}

const lengthOf = (turn: Texts): number =>
  turn.publicWords.length + wordsOf(turn.all('role_thinking').join(' ')).length;

/** How much the values rise from one to the next: the slope of the least-squares line. */
export function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [covariance, variance] = [0, 0];
  for (const [index, value] of values.entries()) {
    covariance += (index - middle) * (value - mean);
    variance += (index - middle) ** 2;
  }
  return variance === 0 ? 0 : covariance / variance;
}
