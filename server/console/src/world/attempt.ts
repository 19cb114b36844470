import { useState } from 'react';

/** Something that is asked of the server, and what it said against it. */
export type Attempt = {
  problem: string | undefined;
  isUnderWay: boolean;
  /** Resolves to whether it was done. */
  run(ask: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
};

/** Asks for one thing at a time and keeps the last refusal, until the next try. */
export function useAttempt(): Attempt {
  const [problem, setProblem] = useState<string>();
  const [isUnderWay, setUnderWay] = useState(false);
  return {
    problem,
    isUnderWay,
    async run(ask) {
      setUnderWay(true);
      try {
        await ask();
        setProblem(undefined);
        return true;
      } catch (error) {
        setProblem((error as Error).message);
        return false;
      } finally {
        setUnderWay(false);
      }
    },
    forget: () => setProblem(undefined),
  };
}
