import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import type { RecallTest } from '../../../../schemas/console/memories.ts';
import { call } from '../api.ts';

const TYPING_MS = 200;

/** Has the server test what a line would recall as it is typed; once more whenever `occasion` changes, or the server is back. */
export function useRecall(
  instance: string,
  npc: string,
  typed: string,
  to: string,
  occasion: unknown,
  isLive: boolean,
): { recall: RecallTest | undefined; problem: string | undefined } {
  const [text] = useDebouncedValue(typed.trim(), TYPING_MS);
  const [recall, set] = useState<RecallTest>();
  const [problem, setProblem] = useState<string>();
  // The occasion changes the answer, not the question.
  useEffect(() => {
    setProblem(undefined);
    if (text === '') return set(undefined);
    if (!isLive) return;
    let isOver = false;
    call('memories.recall', { instance, npc, text, ...(to && { to }) }).then(
      (answer) => !isOver && set(answer),
      (error: Error) => !isOver && setProblem(error.message),
    );
    return () => {
      isOver = true;
    };
  }, [instance, npc, text, to, occasion, isLive]);
  return { recall: typed.trim() === '' ? undefined : recall, problem };
}
