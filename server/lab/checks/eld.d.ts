/** The package brings types for its main entry alone, which loads its data later; as much of this one as is used. */
declare module 'eld/small' {
  export const eld: {
    detect(text: string): {
      /** ISO 639-1; '' when nothing was detected. */
      language: string;
      isReliable(): boolean;
      /** From 0 to 1, by language. */
      getScores(): Record<string, number>;
    };
  };
}
