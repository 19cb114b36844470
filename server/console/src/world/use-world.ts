import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useEffect, useState } from 'react';
import type { LoreTest, WorldDetail, WorldLore } from '../../../../schemas/console/world.ts';
import { call } from '../api.ts';

const ASK_MS = 2000;
const TYPING_MS = 150;

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
      setDetail((old) => (JSON.stringify(old) === JSON.stringify(answer) ? old : answer));
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
  }, [instance]);
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
  }, [refresh, isLive]);
  const isKnown = version === undefined || lore?.version === version;
  useEffect(() => {
    if (isKnown) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = () =>
      call('lore.read', {}).then(
        (answer) => {
          if (!isOver) setLore(answer);
        },
        () => {
          if (!isOver) timer = setTimeout(ask, ASK_MS);
        },
      );
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [isKnown]);
  return { detail, lore: lore?.entries, problem, refresh };
}

/** What a line recalls, with the line that was asked about: the answer before stays until the next is there. */
export type Tested = { text: string; answer: LoreTest };

/** Has the server test a line as it is typed; once more whenever `occasion` changes, or the server is back. */
export function useLoreTest(instance: string, typed: string, occasion: string, isLive: boolean) {
  const [text] = useDebouncedValue(typed, TYPING_MS);
  const [tested, setTested] = useState<Tested>();
  const [problem, setProblem] = useState<string>();
  // The occasion changes the answer, not the question.
  useEffect(() => {
    setProblem(undefined);
    if (text.trim() === '') return setTested(undefined);
    if (!isLive) return;
    let isOver = false;
    call('lore.test', { instance, text }).then(
      (answer) => {
        if (!isOver) setTested({ text, answer });
      },
      (error: Error) => {
        if (!isOver) setProblem(error.message);
      },
    );
    return () => {
      isOver = true;
    };
  }, [instance, text, occasion, isLive]);
  return { tested: typed.trim() === '' ? undefined : tested, problem };
}
