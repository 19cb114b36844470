import './lanes.css';
import type { CSSProperties, ReactNode } from 'react';
import type { Span } from '../../../../schemas/layers.ts';
import { LANE, LANE_NAME, LANES } from '../layers.ts';

type Props = {
  spans: readonly Span[];
  /** One below the other, as they follow one another, instead of side by side. */
  isStacked?: boolean;
  /** How the text of a span is shown, where that is not as it is. */
  textOf?(span: Span): ReactNode;
};

/**
 * What an NPC did, in lanes side by side; a span that goes back to an earlier lane begins a new row, so that it reads from left
 * to right and down, as it happened.
 */
export function Lanes({ spans, isStacked = false, textOf }: Props) {
  const lanes = placed(spans);
  return (
    <div
      className={isStacked ? 'lanes is-stacked' : 'lanes'}
      style={{ '--rows': rowsOf(lanes) } as CSSProperties}
    >
      {spans.length === 0 && isStacked && <p className="nothing">Nothing.</p>}
      {lanes.map(({ span, layer, text, lane, rows }) => (
        <p key={span} className="span" data-lane={lane} style={{ '--row': rows } as CSSProperties}>
          <span className="lane-name">{layer === 'game_action' ? 'Game' : LANE_NAME[lane]} </span>
          <span className="span-text" dir="auto">
            {layer === 'game_action' ? <code>{text}</code> : (textOf?.({ span, layer, text }) ?? text)}
          </span>
        </p>
      ))}
    </div>
  );
}

/**
 * Spans with their lanes and rows. A long plan pushes nothing down: a span goes on beside later rows, until its lane's next
 * one. Only what comes right before a new row ends with its own, so that the order shows.
 */
function placed(spans: readonly Span[]) {
  let row = 1;
  let before = -1;
  const laid = spans.map((span) => {
    const lane = LANE[span.layer];
    const column = LANES.indexOf(lane);
    if (column <= before) row += 1;
    before = column;
    return { ...span, lane, row };
  });
  return laid.map((one, index) => {
    const isLastOfRow = laid[index + 1]?.row === one.row + 1;
    const next = laid.slice(index + 1).find(({ lane }) => lane === one.lane);
    const end = isLastOfRow ? one.row + 1 : (next?.row ?? row + 2);
    return { ...one, rows: `${one.row} / ${end}` };
  });
}

/** The last row takes what is left of spans that go on beside it. */
const rowsOf = (spans: readonly { row: number }[]) => `repeat(${spans.at(-1)?.row ?? 1}, auto) 1fr`;
