declare module 'vader-sentiment' {
  /** `compound`: -1 to 1. */
  export const SentimentIntensityAnalyzer: {
    polarity_scores(text: string): { compound: number; pos: number; neu: number; neg: number };
  };
}
