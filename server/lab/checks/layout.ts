import type { Finding } from './check.ts';
import { found, RULES } from './rules.ts';
import type { Turn } from './turn.ts';

/** Fewer turns say nothing about a habit. */
const MIN_TURNS = 10;

export type LayoutFigures = { top: string; topShare: number; entropyBits: number; distinct: number };

export function countsOf(patterns: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pattern of patterns) counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  return counts;
}

/**
 * How turns are laid out, by how many have each pattern: the commonest one, its share, and Shannon's entropy of all in bits (HER,
 * arXiv 2601.21459).
 */
export function layoutFigures(counts: ReadonlyMap<string, number>): LayoutFigures {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let [top, most, entropyBits] = ['', 0, 0];
  for (const [pattern, count] of counts) {
    if (count > most) [top, most] = [pattern, count];
    entropyBits -= (count / all) * Math.log2(count / all);
  }
  return {
    top,
    topShare: all === 0 ? 0 : most / all,
    entropyBits: Math.max(0, entropyBits),
    distinct: counts.size,
  };
}

/**
 * A layout that has become a template: over the last 20 own turns with the reply, or too often running. Who only speaks or only
 * acts has no layout to vary, so patterns of one element are no fault.
 */
export function layout({ reply, own }: Turn): Finding[] {
  const { pattern } = reply;
  if (!pattern.includes('->')) return [];
  const patterns = [...own.map((turn) => turn.pattern), pattern].filter((each) => each !== '');
  const findings: Finding[] = [];
  let run = 1;
  while (patterns.at(-1 - run) === pattern) run += 1;
  if (run > RULES['layout.run'].limit) findings.push(found('layout.run', run, pattern));
  if (patterns.length < MIN_TURNS) return findings;
  const { top, topShare, entropyBits } = layoutFigures(countsOf(patterns));
  // What varies from the template is the cure.
  if (top !== pattern) return findings;
  const evidence = `${top}: ${Math.round(topShare * patterns.length)} of ${patterns.length} turns`;
  if (topShare > RULES['layout.share'].limit) findings.push(found('layout.share', topShare, evidence));
  if (entropyBits < RULES['layout.entropy'].limit)
    findings.push(found('layout.entropy', entropyBits, evidence));
  return findings;
}
