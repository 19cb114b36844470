import { useCallback, useEffect, useRef, useState } from 'react';
import type { MemoryList, MemoryListQuery, MemoryView } from '../../../../schemas/console/memories.ts';
import { call } from '../api.ts';
import { unlessSame, usePolling } from '../polling.ts';
import { useReadingOn } from '../reading-on.ts';

/** Which memories of an NPC are asked for. */
export type Filter = Pick<MemoryListQuery, 'about' | 'kind' | 'text'>;

export type Memories = {
  /** Undefined until the first answer; its memories are those of all pages read so far. */
  list: MemoryList | undefined;
  hasMore: boolean;
  /** Whether these are the best of what words found: no more of them are told. */
  areBest: boolean;
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
const ASK_MS = [3000];

/**
 * The memories of an NPC that fit a filter, newest first and read on as one scrolls; found by words, the best of them. Asked for
 * again and again, since they come about by themselves. What is told as it was before is the same object.
 */
export function useMemories(instance: string, npc: string, filter: Filter, isLive: boolean): Memories {
  const [kept, set] = useState<Kept>();
  const [problem, setProblem] = useState<string>();
  const key = JSON.stringify([instance, npc, filter]);
  const wanted = useRef(key);
  wanted.current = key;
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
  useEffect(() => setProblem(undefined), [refresh, isLive]);
  usePolling(refresh, ASK_MS, { isOn: isLive, firstMs: TYPING_MS });
  const last = kept?.key === key && kept.hasMore ? kept.list.memories.at(-1)?.seq : undefined;
  const more = useReadingOn(
    last === undefined ? undefined : `${key} ${last}`,
    () => call('memories.list', { instance, npc, ...filter, limit: PAGE, before: last! }),
    (page) => set((old) => (old?.key === key ? withMore(old, last!, page) : old)),
    (said) => wanted.current === key && setProblem(said),
  );
  const drop = useCallback((id: string) => set((old) => old && without(old, id)), []);
  return {
    list: kept?.list,
    hasMore: last !== undefined,
    areBest: isFound && kept?.list.memories.length === PAGE,
    isStale: kept?.key !== key,
    problem,
    more,
    refresh,
    drop,
  };
}

function first(key: string, old: Kept | undefined, answer: MemoryList, isFound: boolean): Kept {
  const hasMore = !isFound && answer.memories.length === PAGE;
  return settled(old, { key, list: answer, hasMore });
}

/** A new first page before the pages that were read on to, where the two meet; alone where there may be others in between. */
function withNews(old: Kept, answer: MemoryList): Kept {
  const page = first(old.key, old, answer, false);
  const last = answer.memories.at(-1);
  const newest = old.list.memories[0];
  if (!page.hasMore || !last || !newest || newest.seq < last.seq) return page;
  const ids = new Set(answer.memories.map(({ id }) => id));
  const below = old.list.memories.filter(({ seq, id }) => seq < last.seq && !ids.has(id));
  if (below.length === 0) return page;
  const names = { ...old.list.names, ...answer.names };
  return settled(old, { ...old, list: { ...answer, names, memories: [...answer.memories, ...below] } });
}

/** What was read on to from one memory, where the list still ends there. */
function withMore(old: Kept, last: number, answer: MemoryList): Kept {
  const { memories } = old.list;
  if (memories.at(-1)?.seq !== last) return old;
  const ids = new Set(memories.map(({ id }) => id));
  const list = {
    ...answer,
    names: { ...old.list.names, ...answer.names },
    memories: [...memories, ...answer.memories.filter(({ id }) => !ids.has(id))],
  };
  return { key: old.key, list, hasMore: answer.memories.length === PAGE };
}

const without = (kept: Kept, id: string): Kept => {
  const memories = kept.list.memories.filter((memory) => memory.id !== id);
  const isThere = memories.length < kept.list.memories.length;
  return { ...kept, list: { ...kept.list, memories, total: kept.list.total - Number(isThere) } };
};

/** The list that is told now, made of the objects before where nothing changed: they need not be drawn again. */
function settled(old: Kept | undefined, now: Kept): Kept {
  if (!old) return now;
  const { memories, ...rest } = now.list;
  const { memories: before, ...restBefore } = old.list;
  const known = new Map(before.map((memory) => [memory.id, memory]));
  const same = memories.map((memory): MemoryView => {
    const was = known.get(memory.id);
    return was ? unlessSame(was, memory) : memory;
  });
  const isSame = same.length === before.length && same.every((memory, index) => memory === before[index]);
  const others = unlessSame(restBefore, rest);
  if (isSame && others === restBefore && old.key === now.key && old.hasMore === now.hasMore) return old;
  return { ...now, list: { ...others, memories: isSame ? before : same } };
}
