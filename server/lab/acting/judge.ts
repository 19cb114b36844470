import { toPlain } from '../../her/views.ts';
import { askTwice } from '../calls/ask-twice.ts';
import type { LabModel } from '../calls/lab-model.ts';
import { spansOf } from '../her-text.ts';
import { ENVIRONMENT } from '../scenes.ts';
import type { Circumstance } from './circumstance.ts';
import { bleu, rougeL, wordsOf } from './overlap.ts';
import { flawPrompt } from './prompts.ts';
import { type ActingDimension, DIMENSIONS, type Flaw, type Protocol, readFlaws, scoreOf } from './score.ts';
import { type ActedTurn, actorTurns, type Simulation, simulationText } from './simulate.ts';

/** What was found in one dimension; `score` is null where nothing could be read or measured, and `problem` says why. */
export type DimensionScore = {
  dimension: ActingDimension;
  score: number | null;
  flaws: Flaw[];
  problem?: string;
};

export type CaseScore = {
  id: string;
  dimensions: DimensionScore[];
  /** Of the dimensions that have a score; null where none has. */
  average: number | null;
  actorTurns: number;
  /** Of the characters' acted turns, against what the original goes on with; null where it does not. */
  bleu: number | null;
  rougeL: number | null;
};

/** Finds flaws in a simulation, in one dimension. */
export type FlawFinder = {
  readonly name: string;
  readonly isModel: boolean;
  find(
    scene: Circumstance,
    simulation: Simulation,
    dimension: ActingDimension,
  ): Promise<{ flaws: Flaw[] } | { problem: string }>;
};

const MAX_TOKENS = 2048;

/** A language model that finds flaws, by CoSER's four questions. An answer that does not fit is asked for once more. */
export function modelFlaws(model: LabModel, { hasThoughts }: { hasThoughts: boolean }): FlawFinder {
  return {
    name: model.name,
    isModel: true,
    async find(scene, simulation, dimension) {
      const original = scene.reference.map(({ name, text }) => ({ name, spans: spansOf(text, name) }));
      const texts = {
        original: simulationText(original, hasThoughts),
        simulation: simulationText(simulation.turns, hasThoughts),
        given: givenIn(simulation),
      };
      const read = await askTwice(
        (messages, maxTokens) => model.complete({ purpose: 'judge', messages, temperature: 0, maxTokens }),
        { messages: flawPrompt(scene, texts, dimension), maxTokens: MAX_TOKENS },
        (text) => readFlaws(text, dimension),
      );
      return 'value' in read ? { flaws: read.value } : read;
    },
  };
}

/** Judges a simulation in all four dimensions. What cannot be read is counted apart and never scored. */
export async function scoreCase(
  scene: Circumstance,
  simulation: Simulation,
  finder: FlawFinder,
  protocol: Protocol,
): Promise<CaseScore> {
  const turns = actorTurns(simulation.turns, scene.guests);
  const dimensions = await Promise.all(
    DIMENSIONS.map(async (dimension): Promise<DimensionScore> => {
      if (dimension === 'Storyline Consistency' && scene.reference.length === 0)
        return {
          dimension,
          score: null,
          flaws: [],
          problem: 'there is no original conversation to compare with',
        };
      const found = await finder.find(scene, simulation, dimension);
      if ('problem' in found) return { dimension, score: null, flaws: [], problem: found.problem };
      return { dimension, score: scoreOf(found.flaws, turns, protocol), flaws: found.flaws };
    }),
  );
  const scores = dimensions.flatMap(({ score }) => (score === null ? [] : [score]));
  const given = givenIn(simulation);
  const said = wordsIn(simulation.turns.filter(({ isGiven }) => !isGiven));
  const written = wordsIn(
    scene.reference.slice(given).map(({ name, text }) => ({ name, spans: spansOf(text, name) })),
  );
  return {
    id: scene.id,
    dimensions,
    average: scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length,
    actorTurns: turns,
    bleu: written.length === 0 ? null : bleu(said, written),
    rougeL: written.length === 0 ? null : rougeL(said, written),
  };
}

const givenIn = ({ turns }: Simulation): number => turns.filter(({ isGiven }) => isGiven).length;

/** What characters say and do in public. */
const wordsIn = (turns: readonly Pick<ActedTurn, 'name' | 'spans'>[]): string[] =>
  wordsOf(
    turns
      .filter(({ name }) => name !== ENVIRONMENT)
      .map(({ spans }) => toPlain(spans))
      .join(' '),
  );
