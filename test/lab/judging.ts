import type { Span } from '../../schemas/layers.ts';
import type { JudgeCase, Winner } from '../../server/lab/judge/judge.ts';

export const said = (text: string): Span[] => [{ span: 0, layer: 'speech', text }];

export const judgeCase = (
  id: string,
  one: string,
  two: string,
  more: Partial<JudgeCase> = {},
): JudgeCase => ({
  id,
  name: 'Mara',
  others: ['Ash'],
  messages: [
    { role: 'system', content: 'You are Mara.' },
    { role: 'user', content: 'Ash: Is there a room?' },
  ],
  history: [{ name: 'Ash', spans: said('Is there a room?') }],
  candidates: [{ spans: said(one) }, { spans: said(two) }],
  ...more,
});

/** What a judge writes, with a winner for each principle. */
export function verdictText(better: string, winners: Record<string, Winner | string>): string {
  const names = Object.keys(winners);
  return JSON.stringify({
    principle: Object.fromEntries(
      names.map((name, index) => [
        `Principle ${index + 1}`,
        {
          principle_name: name,
          dimension_name: 'Overall Quality',
          principle_level: 'sentence',
          main_content: 'A rule.',
          reason_for_choosing: 'It matters.',
        },
      ]),
    ),
    analysis: {
      principle_comparisons: names.map((name) => ({
        principle_name: name,
        principle_level: 'sentence',
        cand_1_performance: 'a',
        cand_2_performance: 'b',
        comparison_reason: 'c',
        winner: winners[name],
      })),
      overall_analysis: 'd',
      principle_summary: 'e',
    },
    better_response: better,
  });
}

/** Which candidate stands first in what a judge was sent. */
export const firstIn = (content: string): string =>
  /===Candidate 1===\n([\s\S]*?)\n\n===Candidate 2===/.exec(content)![1]!;
