import { type Interval, meanInterval } from '../stats.ts';
import {
  DIMENSIONS,
  meanOf,
  overallOf,
  type PillarScores,
  pillarsOf,
  type Scores,
  type SoakDimension,
} from './dimensions.ts';
import type { ChunkVerdict } from './judge.ts';
import type { SoakTalk } from './self-play.ts';

/** A judged stretch of a talk: turns `from` to before `to`, counted from 0. */
export type Chunk = { from: number; to: number; verdict: ChunkVerdict };

/** A talk and how its stretches were judged. */
export type JudgedTalk = { talk: SoakTalk; chunks: Chunk[] };

/** What a number is made of. */
export type Scored = { scores: Scores; pillars: PillarScores; overall: number | null };

const scored = (scores: Scores): Scored => {
  const pillars = pillarsOf(scores);
  return { scores, pillars, overall: overallOf(pillars) };
};

/** The mean of stretches, dimension by dimension; what could not be read is left out. */
export const scoreOf = (chunks: readonly Chunk[]): Scored =>
  scored(
    Object.fromEntries(
      DIMENSIONS.map((dimension) => [
        dimension,
        meanOf(chunks.map(({ verdict }) => ('scores' in verdict ? verdict.scores[dimension] : null))),
      ]),
    ) as Scores,
  );

/** One run is every seed once: its mean over the seeds, each of which weighs the same. */
export function runScores(
  talks: readonly JudgedTalk[],
  take: (scored: Scored) => number | null,
  choose: (chunk: Chunk) => boolean = () => true,
): number[] {
  const runs = [...new Set(talks.map(({ talk }) => talk.run))];
  return runs.flatMap((run) => {
    const own = talks.filter(({ talk }) => talk.run === run);
    const value = meanOf(own.map(({ chunks }) => take(scoreOf(chunks.filter(choose)))));
    return value === null ? [] : [value];
  });
}

/** The mean over runs, with its 95 % interval where there are two or more; null without any score. */
export function overRuns(values: readonly number[]): Interval | { value: number } | null {
  if (values.length === 0) return null;
  return values.length === 1 ? { value: values[0]! } : meanInterval(values);
}

/** Mean of all stretches behind the first less the first, run by run: below 0 talk gets worse as it goes on. */
export function driftOf(talks: readonly JudgedTalk[]): number[] {
  const runs = [...new Set(talks.map(({ talk }) => talk.run))];
  return runs.flatMap((run) => {
    const own = talks.filter(({ talk }) => talk.run === run);
    const [first] = runScores(own, comparable, ({ from }) => from === 0);
    const [later] = runScores(own, comparable, ({ from }) => from > 0);
    return first === undefined || later === undefined ? [] : [later - first];
  });
}

/** The overall score. */
export const comparable = ({ overall }: Scored): number | null => overall;

export const ofDimension =
  (dimension: SoakDimension) =>
  ({ scores }: Scored): number | null =>
    scores[dimension];
