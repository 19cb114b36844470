import { SoliloquyError } from '../../schemas/errors.ts';

/** Does what asks a model, and does it once more where the question gave its place to a turn that a player waited for. */
export const askedAgain = <T>(asks: () => Promise<T>, signal: AbortSignal): Promise<T> =>
  asks().catch((error: unknown) => {
    if (isGivenUp(error) && !signal.aborted) return asks();
    throw error;
  });

const isGivenUp = (error: unknown): boolean => error instanceof SoliloquyError && error.code === 'given-up';
