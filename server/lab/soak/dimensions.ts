/** What talk is judged in, with what costs points (MiniMax's role-play bench): its pillars and their weights. */
export const PILLARS = [
  { name: 'Worlds', weight: 0.5, dimensions: ['Basics', 'Logic', 'Knowledge'] },
  { name: 'Stories', weight: 0.25, dimensions: ['Diversity', 'Content Logic'] },
  { name: 'User Preferences', weight: 0.25, dimensions: ['Interaction'] },
] as const;
export type Pillar = (typeof PILLARS)[number]['name'];
export type SoakDimension = (typeof PILLARS)[number]['dimensions'][number];

export const DIMENSIONS: readonly SoakDimension[] = PILLARS.flatMap(({ dimensions }) => [...dimensions]);

export const PENALISED: Record<SoakDimension, string> = {
  Basics: 'mixed languages, garbled text, excessive repetition, glitches of the format',
  Logic:
    'confusion of characters, relationships or pronouns, contradictions in space or in the setting, or of what was said before',
  Knowledge: "breaking the world's physical or magical rules, knowing what the character cannot know",
  Diversity: 'phrasing of a single pattern, repeated beats, stagnation, filler',
  'Content Logic': 'incoherence, acting out of character; a change with a motive is allowed',
  Interaction:
    'speaking or acting for the player, ignoring the player, silence or nothing to answer to, refusing what is harmless',
};

/** Scores from 0 to 100; null: not measured. */
export type Scores = Record<SoakDimension, number | null>;
export type PillarScores = Record<Pillar, number | null>;

/** The pillars, each the mean of those of its dimensions that have a score. */
export const pillarsOf = (scores: Scores): PillarScores =>
  Object.fromEntries(
    PILLARS.map(({ name, dimensions }) => [name, meanOf(dimensions.map((dimension) => scores[dimension]))]),
  ) as PillarScores;

/** 0.5 Worlds + 0.25 Stories + 0.25 User Preferences; null where one of them has no score. */
export function overallOf(pillars: PillarScores): number | null {
  let overall = 0;
  for (const { name, weight } of PILLARS) {
    const score = pillars[name];
    if (score === null) return null;
    overall += weight * score;
  }
  return overall;
}

/** The mean of what has a value; null where nothing has. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
