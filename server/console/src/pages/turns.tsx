import '../turns/turns.css';
import type { PageProps } from '../page.ts';
import { RerunPage } from '../rerun/rerun.tsx';
import { TurnDetail } from '../turns/turn-detail.tsx';
import { TurnsTable } from '../turns/turn-list.tsx';

/** Recorded turns: the list, one of them, or one that is run again, as the address says. */
export function Turns(props: PageProps) {
  const [turn, what, place] = props.route;
  if (turn === undefined) return <TurnsTable {...props} />;
  if (what === 'rerun') return <RerunPage key={turn} {...props} turn={turn} place={place} />;
  return <TurnDetail key={turn} {...props} turn={turn} />;
}
