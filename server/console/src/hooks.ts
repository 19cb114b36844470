import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { ConsoleServer } from '../../../schemas/console/server.ts';
import { ApiError, call } from './api.ts';
import { type Live, Observer } from './live/observer.ts';
import { unlessSame, usePolling } from './polling.ts';

/** What the address asks for: `#talk/mara` is `['talk', 'mara']`. */
export function useRoute(): string[] {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => location.hash,
  );
  return hash.replace(/^#/, '').split('/').filter(Boolean).map(decoded);
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

/** A text that outlives a reload of the page, in this tab. */
export function useKept(key: string, fallback = ''): [string, (value: string) => void] {
  const [value, set] = useState(() => sessionStorage.getItem(key) ?? fallback);
  return [
    value,
    (next) => {
      set(next);
      sessionStorage.setItem(key, next);
    },
  ];
}

const ASK_MS = [2000];

/** What the server is and which instances are open, asked for again and again. */
export function useServer(onSignedOut: () => void): ConsoleServer | undefined {
  const [known, set] = useState<ConsoleServer>();
  const ask = useCallback(
    async (over: AbortSignal) => {
      try {
        const answer = await call('server.read', {});
        if (!over.aborted) set((old) => unlessSame(old, answer));
      } catch (error) {
        if (!over.aborted && error instanceof ApiError && error.status === 401) onSignedOut();
      }
    },
    [onSignedOut],
  );
  usePolling(ask, ASK_MS);
  return known;
}

/** Watches an instance for as long as the component lives. */
export function useObserver(instance: string): { observer: Observer | undefined; live: Live } {
  const [observer, set] = useState<Observer>();
  useEffect(() => {
    const made = new Observer(instance);
    set(made);
    return () => made.close();
  }, [instance]);
  const live = useSyncExternalStore(observer?.subscribe ?? none, observer?.current ?? joining);
  return { observer, live };
}

const none = () => () => {};
const JOINING: Live = { status: 'joining', world: undefined, entries: [] };
const joining = () => JOINING;

/** Runs on single keys, but not while something is typed. */
export function useKeys(keys: Record<string, () => void>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const at = event.target as HTMLElement;
      if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName)) return;
      const run = keys[event.key];
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  });
}
