import type { NpcReport } from './report.ts';

/** What was found, for a person to read: each NPC with its figures, then rule by rule with an example. */
export function reportText(reports: readonly NpcReport[]): string {
  if (reports.length === 0) return 'No turn of any NPC was found there.';
  return [...reports.map(npcText), 'Measured by checks; no model judged.'].join('\n\n');
}

function npcText(report: NpcReport): string {
  const { name, npc, instance, turns, flagged, words, layouts, selfBleu, found } = report;
  const rules = found.flatMap(({ check, severity, turns: hits, rate, worst, limit, unit, examples }) => [
    `  ${check.padEnd(20)} ${String(hits).padStart(6)}  ${percent(rate).padStart(7)}  severity ${severity}  worst ${short(worst)} ${unit} (limit ${limit})`,
    `    ${examples[0]!.line}: ${oneLine(examples[0]!.evidence)}`,
  ]);
  return [
    `${name} (${npc}) in ${instance}: ${turns} turns, something found in ${flagged} (${percent(flagged / turns)})`,
    `  ${short(words)} words a turn; ${layouts.distinct} layouts, ${short(layouts.entropyBits)} bits, ${percent(layouts.topShare)} ${layouts.top}; Self-BLEU-4 ${selfBleu.toFixed(4)}`,
    ...rules,
  ].join('\n');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const short = (value: number): string => String(Math.round(value * 100) / 100);
/** Words of strangers move no cursor and change no colour. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
