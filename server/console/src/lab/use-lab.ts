import { useCallback, useState } from 'react';
import type { LabRun, LabSetup } from '../../../../schemas/console/lab.ts';
import { call } from '../api.ts';
import { unlessSame, useAnswer, usePolling } from '../polling.ts';

const ASK_MS = [2000];

/** All runs of the lab, asked for again and again; `ask` asks at once. */
export function useRuns(): { runs: LabRun[] | undefined; problem: string | undefined; ask(): Promise<void> } {
  const [runs, tell] = useState<LabRun[]>();
  const [problem, setProblem] = useState<string>();
  const ask = useCallback(async (over?: AbortSignal) => {
    try {
      const answer = await call('lab.runs', {});
      if (over?.aborted) return;
      tell((before) => (before ? unlessSame(before, answer.runs) : answer.runs));
      setProblem(undefined);
    } catch (error) {
      if (!over?.aborted) setProblem(`${(error as Error).message} The console asks again by itself.`);
    }
  }, []);
  usePolling(ask, ASK_MS);
  return { runs, problem, ask: useCallback(() => ask(), [ask]) };
}

/** What runs that are started here work with. */
export const useSetup = () => useAnswer(askSetup);

const askSetup = (): Promise<LabSetup> => call('lab.setup', {});

/** What a command is called here. */
export const kindName = (command: string): string => {
  const word = command.split(' ').at(-1)!;
  return word.charAt(0).toUpperCase() + word.slice(1);
};

const NOT_JUDGED = 'no model judged';

/** Who judged, in a few words. */
export const judgeName = ({ isModelJudge, judgedBy }: { isModelJudge: boolean; judgedBy: string }): string =>
  isModelJudge ? `judged by ${judgedBy}` : NOT_JUDGED;
