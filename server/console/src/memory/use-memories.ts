import { useCallback, useEffect, useRef, useState } from 'react';
import type { MemoryList, MemoryListQuery, MemoryView } from '../../../../schemas/console/memories.ts';
import { call } from '../api.ts';

/** Which memories of an NPC are asked for. */
export type Filter = Pick<MemoryListQuery, 'about' | 'kind' | 'text'>;

export type Memories = {
  /** Undefined until the first answer; its memories are those of all pages read so far. */
  list: MemoryList | undefined;
  hasMore: boolean;
  /** Whether the memories are those of a filter before; the new ones are on their way. */
  isStale: boolean;
  problem: string | undefined;
  /** Reads on; does nothing while it reads. */
  more(): void;
  /** Asks anew at once; resolves when the answer is there, or that there is none. */
  refresh(): Promise<void>;
  /** Takes one out that is no more. */
  drop(id: string): void;
};

type Kept = { key: string; list: MemoryList; hasMore: boolean };

const PAGE = 100;
const TYPING_MS = 200;
const ASK_MS = 3000;

/**
 * The memories of an NPC that fit a filter, newest first and read on as one scrolls; found by words, the best of them. Asked for
 * again and again, since they come about by themselves.
 */
export function useMemories(instance: string, npc: string, filter: Filter, isLive: boolean): Memories {
  const [kept, set] = useState<Kept>();
  const [problem, setProblem] = useState<string>();
  const key = JSON.stringify([instance, npc, filter]);
  const wanted = useRef(key);
  wanted.current = key;
  const isReading = useRef(false);
  const isFound = filter.text !== undefined;
  const refresh = useCallback(async () => {
    try {
      const answer = await call('memories.list', { instance, npc, ...filter, limit: PAGE });
      if (wanted.current !== key) return;
      setProblem(undefined);
      set((old) => (old?.key === key && !isFound ? withNews(old, answer) : first(key, old, answer, isFound)));
    } catch (error) {
      if (wanted.current === key) setProblem((error as Error).message);
    }
  }, [key]);
  useEffect(() => {
    setProblem(undefined);
    if (!isLive) return;
    let isOver = false;
    const ask = async () => {
      await refresh();
      if (!isOver) timer = setTimeout(ask, ASK_MS);
    };
    let timer = setTimeout(ask, TYPING_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [refresh, isLive]);
  const last = kept?.key === key && kept.hasMore ? kept.list.memories.at(-1)?.seq : undefined;
  const more = useCallback(() => {
    if (last === undefined || isReading.current) return;
    isReading.current = true;
    call('memories.list', { instance, npc, ...filter, limit: PAGE, before: last })
      .then(
        (answer) => wanted.current === key && set((old) => (old?.key === key ? withMore(old, answer) : old)),
        (error: Error) => wanted.current === key && setProblem(error.message),
      )
      .finally(() => {
        isReading.current = false;
      });
  }, [key, last]);
  const drop = useCallback((id: string) => set((old) => old && without(old, id)), []);
  return {
    list: kept?.list,
    hasMore: last !== undefined,
    isStale: kept?.key !== key,
    problem,
    more,
    refresh,
    drop,
  };
}

const first = (key: string, old: Kept | undefined, answer: MemoryList, isFound: boolean): Kept => ({
  key,
  list: { ...answer, memories: unlessSame(old?.list.memories ?? [], answer.memories) },
  hasMore: !isFound && answer.memories.length === PAGE,
});

/** A new first page before the pages that were read on to, where the two meet. */
function withNews(old: Kept, answer: MemoryList): Kept {
  const page = first(old.key, old, answer, false);
  const last = answer.memories.at(-1);
  const below = last ? old.list.memories.filter(({ seq }) => seq < last.seq) : [];
  if (!page.hasMore || below.length === 0) return page;
  const ids = new Set(answer.memories.map(({ id }) => id));
  const memories = [...page.list.memories, ...below.filter(({ id }) => !ids.has(id))];
  return { ...old, list: { ...page.list, names: { ...old.list.names, ...answer.names }, memories } };
}

const withMore = ({ key, list }: Kept, answer: MemoryList): Kept => {
  const ids = new Set(list.memories.map(({ id }) => id));
  const memories = [...list.memories, ...answer.memories.filter(({ id }) => !ids.has(id))];
  const names = { ...list.names, ...answer.names };
  return { key, list: { ...answer, names, memories }, hasMore: answer.memories.length === PAGE };
};

const without = (kept: Kept, id: string): Kept => {
  const memories = kept.list.memories.filter((memory) => memory.id !== id);
  const isThere = memories.length < kept.list.memories.length;
  return { ...kept, list: { ...kept.list, memories, total: kept.list.total - Number(isThere) } };
};

/** Those that did not change are the same objects: they need not be drawn again. */
function unlessSame(old: readonly MemoryView[], now: MemoryView[]): MemoryView[] {
  const known = new Map(old.map((memory) => [memory.id, memory]));
  return now.map((memory) => {
    const before = known.get(memory.id);
    return before && JSON.stringify(before) === JSON.stringify(memory) ? before : memory;
  });
}
