import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { NpcBonds } from '../../../../schemas/console/bonds.ts';
import { call } from '../api.ts';
import type { Observer } from '../live/observer.ts';
import type { NpcView } from '../live/snapshot.ts';
import { unlessSame, usePolling } from '../polling.ts';

/** A turn is judged soon after its end, if not at once; moods fade slowly. */
const ASK_MS = [2000, 3000, 5000, 10_000];

type Bonds = {
  /** Undefined until it has been told once. */
  known: NpcBonds | undefined;
  problem: string | undefined;
  /** Asks anew at once; resolves when the answer is there, or that there is none. */
  refresh(): Promise<void>;
};

/** What an NPC has come to feel: asked for whenever a turn of its ended or its mood changed, and now and then. */
export function useBonds(
  { id, mood, moodIntensity, personaVersion }: NpcView,
  observer: Observer,
  isLive: boolean,
): Bonds {
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
      set((old) => unlessSame(old, answer));
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }, [instance, id]);
  useEffect(() => setProblem(undefined), [isLive]);
  // Each of these is a reason to ask at once.
  const ask = useCallback(() => refresh(), [refresh, ended, mood, moodIntensity, personaVersion]);
  usePolling(ask, ASK_MS, { isOn: isLive });
  return { known, problem, refresh };
}
