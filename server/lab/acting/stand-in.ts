import { checkReply } from '../checks/check.ts';
import { ENVIRONMENT } from '../scenes.ts';
import type { FlawFinder } from './judge.ts';
import type { ActingDimension, Flaw } from './score.ts';

/** Where what can be measured belongs, by the check's group; the rest is storyline quality. */
const DIMENSION_OF: Record<string, ActingDimension> = {
  person: 'Anthropomorphism',
  echo: 'Anthropomorphism',
  layout: 'Anthropomorphism',
  language: 'Character Fidelity',
};

/**
 * Finds what can be measured, without a model. Storyline consistency needs somebody who understands both conversations: it is not
 * measured.
 */
export function measuredFlaws(): FlawFinder {
  return {
    name: 'measurable checks',
    isModel: false,
    async find(scene, { turns }, dimension) {
      if (dimension === 'Storyline Consistency')
        return { problem: 'whether a storyline was kept to cannot be measured without a model' };
      const flaws = turns.flatMap((turn, index): Flaw[] => {
        if (turn.isGiven || turn.name === ENVIRONMENT || scene.guests?.includes(turn.name)) return [];
        if (dimension === 'Character Fidelity' && !scene.major.includes(turn.name)) return [];
        const findings = checkReply({
          name: turn.name,
          others: scene.speakers.filter((name) => name !== turn.name),
          history: turns.slice(0, index),
          reply: { spans: turn.spans, raw: turn.raw },
        });
        return findings
          .filter(({ check }) => (DIMENSION_OF[check.split('.')[0]!] ?? 'Storyline Quality') === dimension)
          .map(({ principle, value, unit, limit, evidence, severity }) => ({
            instance: `${turn.name}, round ${turn.round + 1}, ${round(value)} ${unit} (limit ${limit}): "${evidence}"`,
            type: principle,
            severity,
            round: turn.round,
          }));
      });
      return { flaws };
    },
  };
}

const round = (value: number): string => String(Math.round(value * 100) / 100);
