import { useCallback, useEffect, useState } from 'react';
import { ApiError } from './api.ts';

type Options = {
  isOn?: boolean;
  /** How long before the first time, in milliseconds. */
  firstMs?: number;
};

/**
 * Asks again and again, so many milliseconds after each answer: the pauses in turn, and from then on the last of them. From the
 * first whenever `ask` is another function, whose signal then fires. Rests while nobody sees the page. `ask` must not reject.
 */
export function usePolling(
  ask: (over: AbortSignal) => Promise<unknown>,
  pausesMs: readonly number[],
  { isOn = true, firstMs = 0 }: Options = {},
): void {
  useEffect(() => {
    if (!isOn) return;
    const over = new AbortController();
    const pauses = [...pausesMs];
    let isAsking = false;
    const again = async () => {
      clearTimeout(timer);
      if (document.hidden || isAsking) return;
      isAsking = true;
      await ask(over.signal);
      isAsking = false;
      if (over.signal.aborted) return;
      timer = setTimeout(again, pauses.length > 1 ? pauses.shift() : pauses[0]);
    };
    let timer = setTimeout(again, firstMs);
    document.addEventListener('visibilitychange', again);
    return () => {
      over.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, [ask, isOn]);
}

/** What was told before where the same is told again: whatever is drawn from it need not be drawn again. */
export const unlessSame = <Told>(before: Told, now: NonNullable<Told>): Told =>
  before === now || JSON.stringify(before) === JSON.stringify(now) ? before : now;

const AGAIN_MS = [2000];

/** The answer to one question, another where `ask` is. Where the server gives none it is asked again; what it refuses stays refused. */
export function useAnswer<Answer>(ask: () => Promise<Answer>): {
  answer: Answer | undefined;
  problem: string | undefined;
} {
  const [told, tell] = useState<{ ask: unknown; answer?: Answer; error?: unknown }>({ ask });
  const now = told.ask === ask ? told : undefined;
  const answer = now?.answer;
  const error = now?.error;
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  const askOnce = useCallback(
    async (over: AbortSignal) => {
      const next = await ask().then(
        (given) => ({ ask, answer: given }),
        (reason: unknown) => ({ ask, error: reason }),
      );
      if (!over.aborted) tell(next);
    },
    [ask],
  );
  usePolling(askOnce, AGAIN_MS, { isOn: answer === undefined && !isRefused });
  if (error === undefined) return { answer, problem: undefined };
  const { message } = error as Error;
  return { answer, problem: isRefused ? message : `${message} The console asks again by itself.` };
}
