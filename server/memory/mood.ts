/** What somebody feels, and how strongly: 0 to 1; at 0 it is how they are as a rule. */
export type Mood = { word: string; intensity: number };

/** Below this a mood is over. */
export const FAINT = 0.15;
/** How strong a mood is that was set without saying how strong. */
export const SET_INTENSITY = 0.7;
/** A mood is half as strong after so many minutes of the world, or of real time where the world's clock does not run. */
const HALF_LIFE = { world: 120, real: 20 };

/** Minutes that have gone by; `world` is undefined where the clock tells none, or was set back. */
export type Gone = { world: number | undefined; real: number; isClockRunning: boolean };

/** How strong a mood is still. */
export function faded(intensity: number, { world, real, isClockRunning }: Gone): number {
  const byWorld = (world ?? 0) / HALF_LIFE.world;
  const byReal = Math.max(0, real) / HALF_LIFE.real;
  const halfLives = isClockRunning && world !== undefined ? byWorld : Math.max(byWorld, byReal);
  return intensity * 0.5 ** halfLives;
}

/**
 * A mood after something was felt. The same feeling grows; another takes the edge off what is felt, and its place where it
 * is then at least as strong.
 */
export function swayed(now: Mood, felt: Mood): Mood {
  if (felt.intensity < FAINT) return now;
  if (felt.word === now.word) {
    const grown = now.intensity + ((1 - now.intensity) * felt.intensity) / 2;
    return { word: now.word, intensity: Math.max(felt.intensity, grown) };
  }
  const left = now.intensity - felt.intensity / 2;
  return left > felt.intensity ? { word: now.word, intensity: left } : felt;
}

/** How a mood is said: `a little `, `very ` or nothing before it. Only a single word takes such a degree. */
export function degreeOf({ word, intensity }: Mood): string {
  if (intensity === 0 || /\s/.test(word)) return '';
  if (intensity < 0.35) return 'a little ';
  return intensity < 0.75 ? '' : 'very ';
}
