import { useCallback } from 'react';
import { call } from '../api.ts';
import { useAnswer } from '../polling.ts';

/** One recorded turn; undefined until it is there. */
export function useTurn(turn: string) {
  const { answer: view, problem } = useAnswer(useCallback(() => call('turn.read', { turn }), [turn]));
  return { view, problem };
}
