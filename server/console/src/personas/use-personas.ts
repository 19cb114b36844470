import { useCallback, useState } from 'react';
import type { PersonaSummary } from '../../../../schemas/console/personas.ts';
import { call } from '../api.ts';
import { unlessSame, usePolling } from '../polling.ts';

const ASK_MS = [2000];

/** The personas of the world, asked for again and again: somebody else may save one. `ask` asks at once. */
export function usePersonas(): { personas: PersonaSummary[] | undefined; ask(): Promise<void> } {
  const [personas, set] = useState<PersonaSummary[]>();
  const ask = useCallback(async () => {
    const answer = await call('personas.list', {}).catch(() => undefined);
    if (answer) set((old) => unlessSame(old, answer.personas));
  }, []);
  usePolling(ask, ASK_MS);
  return { personas, ask };
}
