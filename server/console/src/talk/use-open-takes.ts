import { useEffect, useState } from 'react';
import type { Entry } from '../live/record.ts';

/** The turn whose takes are open, or what stands in its place by now; and the take that is being given there. */
export function useOpenTakes(entries: readonly Entry[]) {
  const [asked, ask] = useState<string>();
  const isThere = entries.some(({ id }) => id === asked);
  const next = asked === undefined ? undefined : entries.find(({ replaces }) => replaces === asked);
  // A new take has ended, or another one was put there.
  const opened = isThere ? asked : next?.id;
  useEffect(() => {
    if (asked !== opened) ask(opened);
  }, [asked, opened]);
  return { opened, running: isThere && next?.status === 'running' ? next : undefined, open: ask };
}
