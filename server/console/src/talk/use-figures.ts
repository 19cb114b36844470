import { useCallback, useEffect, useRef, useState } from 'react';
import type { TurnRow } from '../../../../schemas/console/turns.ts';
import { call } from '../api.ts';
import type { Entry } from '../live/record.ts';

export type Figures = {
  /** By turn; scripted lines have none. */
  rows: ReadonlyMap<string, TurnRow>;
  /** Has those of a turn asked for anew: it was judged. */
  refresh(turn: string): void;
};

const GATHER_MS = 100;
const AGAIN_MS = 1500;
/** As many as one answer tells. */
const BATCH = 200;

/** What was measured of the turns among these entries that have ended, asked for in batches while the server is there. */
export function useFigures(instance: string, entries: readonly Entry[], isLive: boolean): Figures {
  const [rows, setRows] = useState<ReadonlyMap<string, TurnRow>>(new Map());
  const [occasion, setOccasion] = useState(0);
  // Asked for, or known, or given up; and those that were not there at the first try.
  const [held, missed] = [useRef(new Set<string>()).current, useRef(new Set<string>()).current];
  const again = useCallback(
    (turns: readonly string[]) => {
      for (const turn of turns) held.delete(turn);
      setOccasion((count) => count + 1);
    },
    [held],
  );
  const ended = entries.filter(({ kind, status }) => kind === 'turn' && status !== 'running');
  const key = ended.map(({ id }) => id).join();
  useEffect(() => {
    const there = new Set(key.split(','));
    // A take that is put back has another past by then.
    for (const known of [held, missed]) for (const turn of known) if (!there.has(turn)) known.delete(turn);
    setRows((old) => {
      const kept = [...old].filter(([turn]) => there.has(turn));
      return kept.length === old.size ? old : new Map(kept);
    });
    if (!isLive) return;
    const ask = async (turns: string[]) => {
      for (const turn of turns) held.add(turn);
      try {
        const { rows: found } = await call('turns.list', { instance, turns: turns.join(), limit: BATCH });
        setRows((old) => new Map([...old, ...found.map((row) => [row.turn, row] as const)]));
        const missing = turns.filter((turn) => !found.some((row) => row.turn === turn) && !missed.has(turn));
        for (const turn of missing) missed.add(turn);
        if (missing.length > 0) setTimeout(() => again(missing), AGAIN_MS);
      } catch {
        setTimeout(() => again(turns), AGAIN_MS);
      }
    };
    const timer = setTimeout(() => {
      const wanted = [...there].filter((turn) => turn !== '' && !held.has(turn));
      for (let at = 0; at < wanted.length; at += BATCH) void ask(wanted.slice(at, at + BATCH));
    }, GATHER_MS);
    return () => clearTimeout(timer);
  }, [instance, key, isLive, occasion, held, missed, again]);
  const refresh = useCallback((turn: string) => again([turn]), [again]);
  return { rows, refresh };
}
