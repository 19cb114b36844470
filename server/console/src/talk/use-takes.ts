import { useEffect, useState } from 'react';
import type { TakeView, TurnRow } from '../../../../schemas/console/turns.ts';
import { call } from '../api.ts';

export type Takes = {
  /** Undefined until the first answer; what was told last stays. */
  takes: readonly TakeView[] | undefined;
  /** What was measured and thought of each, by turn. */
  rows: ReadonlyMap<string, TurnRow>;
  problem: string | undefined;
};

/** The takes of a turn; asked for anew whenever `occasion` changes, or the server is back. */
export function useTakes(instance: string, turn: string, occasion: unknown, isLive: boolean): Takes {
  const [told, tell] = useState<Omit<Takes, 'problem'>>({ takes: undefined, rows: new Map() });
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    if (!isLive) return;
    let isOver = false;
    const ask = async () => {
      const takes = await call('turn.takes', { instance, turn });
      const turns = takes.map((take) => take.turn);
      const { rows } = await call('turns.list', { instance, turns: turns.join(), limit: 200 });
      if (isOver) return;
      tell({ takes, rows: new Map(rows.map((row) => [row.turn, row])) });
      setProblem(undefined);
    };
    ask().catch((error: Error) => !isOver && setProblem(error.message));
    return () => {
      isOver = true;
    };
  }, [instance, turn, occasion, isLive]);
  return { ...told, problem };
}

/** How many takes there are of a turn; undefined until that is known. */
export function useTakeCount(instance: string, turn: string, isWanted: boolean): number | undefined {
  const [count, set] = useState<number>();
  useEffect(() => {
    if (!isWanted) return;
    let isOver = false;
    call('turn.takes', { instance, turn }).then(
      (takes) => !isOver && set(takes.length),
      () => {},
    );
    return () => {
      isOver = true;
    };
  }, [instance, turn, isWanted]);
  return count;
}
