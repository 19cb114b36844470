import '../turns/turns.css';
import type { PageProps } from '../page.ts';
import { TurnDetail } from '../turns/turn-detail.tsx';
import { TurnsTable } from '../turns/turn-list.tsx';

/** Recorded turns: the list, or one of them, as the address says. */
export function Turns(props: PageProps) {
  const [turn] = props.route;
  return turn === undefined ? <TurnsTable {...props} /> : <TurnDetail key={turn} {...props} turn={turn} />;
}
