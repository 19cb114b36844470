import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { NpcBonds } from '../../../../schemas/console/bonds.ts';
import { call } from '../api.ts';
import type { Observer } from '../live/observer.ts';
import type { NpcView } from '../live/snapshot.ts';

const ASK_MS = 3000;

type Bonds = {
  /** Undefined until it has been told once. */
  known: NpcBonds | undefined;
  problem: string | undefined;
  /** Asks anew at once; resolves when the answer is there, or that there is none. */
  refresh(): Promise<void>;
};

/** What an NPC has come to feel: asked for whenever a turn of its ended, and now and then, since it is judged behind the turns. */
export function useBonds({ id, mood }: NpcView, observer: Observer, isLive: boolean): Bonds {
  const { instance } = observer;
  const [known, set] = useState<NpcBonds>();
  const [problem, setProblem] = useState<string>();
  const ended = useSyncExternalStore(
    observer.subscribe,
    () =>
      observer.current().entries.findLast(({ from, status }) => from === `npc:${id}` && status !== 'running')
        ?.id,
  );
  const refresh = useCallback(async () => {
    try {
      const answer = await call('npc.bonds', { instance, npc: id });
      set((old) => (JSON.stringify(old) === JSON.stringify(answer) ? old : answer));
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }, [instance, id]);
  // A turn that ended, and a mood that changed, are reasons to ask.
  useEffect(() => {
    setProblem(undefined);
    if (!isLive) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      await refresh();
      if (!isOver) timer = setTimeout(ask, ASK_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [refresh, isLive, ended, mood]);
  return { known, problem, refresh };
}
