import { useCallback, useEffect, useState } from 'react';
import type { PersonaSummary } from '../../../../schemas/console/personas.ts';
import { call } from '../api.ts';

const ASK_MS = 2000;

/** The personas of the world, asked for again and again: somebody else may save one. `ask` asks at once. */
export function usePersonas(): { personas: PersonaSummary[] | undefined; ask(): Promise<void> } {
  const [personas, set] = useState<PersonaSummary[]>();
  const ask = useCallback(async () => {
    const answer = await call('personas.list', {}).catch(() => undefined);
    if (answer)
      set((old) => (JSON.stringify(old) === JSON.stringify(answer.personas) ? old : answer.personas));
  }, []);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const again = async () => {
      await ask();
      if (!isOver) timer = setTimeout(again, ASK_MS);
    };
    void again();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [ask]);
  return { personas, ask };
}
