import { useCallback, useEffect, useState } from 'react';
import type { WorldDetail, WorldLore } from '../../../../schemas/console/world.ts';
import { call } from '../api.ts';
import { unlessSame, usePolling } from '../polling.ts';

const ASK_MS = [2000];

export type LoreEntry = WorldLore['entries'][number];

/** What the server says of a world beyond the room's state. */
export type Content = {
  /** Undefined until it has been told once. */
  detail: WorldDetail | undefined;
  lore: readonly LoreEntry[] | undefined;
  /** Why it is not told now. */
  problem: string | undefined;
  /** Asks again at once: something was changed. Resolves when the answer is there, or that there is none. */
  refresh(): Promise<void>;
};

/** Asks for the content again and again, for lore only when that was edited. What was told last stays. */
export function useContent(instance: string, isLive: boolean): Content {
  const [detail, setDetail] = useState<WorldDetail>();
  const [lore, setLore] = useState<WorldLore>();
  const [problem, setProblem] = useState<string>();
  const version = detail?.loreVersion;
  const refresh = useCallback(async () => {
    try {
      const answer = await call('world.read', { instance });
      setDetail((old) => unlessSame(old, answer));
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }, [instance]);
  useEffect(() => setProblem(undefined), [isLive]);
  usePolling(refresh, ASK_MS, { isOn: isLive });
  const askLore = useCallback(() => call('lore.read', {}).then(setLore, () => {}), []);
  usePolling(askLore, ASK_MS, { isOn: version !== undefined && lore?.version !== version });
  return { detail, lore: lore?.entries, problem, refresh };
}
