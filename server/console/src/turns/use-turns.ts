import { useEffect, useRef, useState } from 'react';
import type { TurnList, TurnQuery, TurnRow } from '../../../../schemas/console/turns.ts';
import { call } from '../api.ts';
import { useReadingOn } from '../reading-on.ts';

/** What a list of turns is asked for. */
export type Filter = Omit<TurnQuery, 'instance' | 'before' | 'turns' | 'limit'>;

export type Turns = {
  /** Undefined until the first answer. */
  rows: readonly TurnRow[] | undefined;
  hasMore: boolean;
  /** Whether the rows are those of a filter before; the new ones are on their way. */
  isStale: boolean;
  problem: string | undefined;
  /** Reads on; does nothing while it reads. */
  more(): void;
};

const TYPING_MS = 200;

/** The turns of an instance that fit a filter, read on as one scrolls; anew whenever `news` changes, or the server is back. */
export function useTurns(instance: string, filter: Filter, news: unknown, isLive: boolean): Turns {
  const [list, set] = useState<TurnList & { key: string }>();
  const [problem, setProblem] = useState<string>();
  const key = JSON.stringify([instance, filter]);
  const wanted = useRef(key);
  wanted.current = key;
  useEffect(() => {
    setProblem(undefined);
    if (!isLive) return;
    const timer = setTimeout(
      () =>
        call('turns.list', { instance, ...filter }).then(
          (answer) => {
            if (wanted.current !== key) return;
            setProblem(undefined);
            set((old) => (old?.key === key ? { key, ...withNews(old, answer) } : { key, ...answer }));
          },
          (error: Error) => wanted.current === key && setProblem(error.message),
        ),
      TYPING_MS,
    );
    return () => clearTimeout(timer);
  }, [key, news, isLive]);
  const cursor = list?.key === key ? list.cursor : undefined;
  const more = useReadingOn(
    cursor === undefined ? undefined : `${key} ${cursor}`,
    () => call('turns.list', { instance, ...filter, before: cursor! }),
    (page) => {
      setProblem(undefined);
      set((old) =>
        old?.key === key && old.cursor === cursor ? { key, ...page, rows: [...old.rows, ...page.rows] } : old,
      );
    },
    (said) => wanted.current === key && setProblem(said),
  );
  return { rows: list?.rows, hasMore: cursor !== undefined, isStale: list?.key !== key, problem, more };
}

/** A new first page before the pages that were read on to, where the two meet. */
function withNews(old: TurnList, { rows, cursor }: TurnList): TurnList {
  const last = rows.at(-1);
  const at = last ? old.rows.findIndex(({ turn }) => turn === last.turn) : -1;
  const page = { rows, ...(cursor !== undefined && { cursor }) };
  if (at < 0 || at === old.rows.length - 1) return page;
  return {
    rows: [...rows, ...old.rows.slice(at + 1)],
    ...(old.cursor !== undefined && { cursor: old.cursor }),
  };
}
