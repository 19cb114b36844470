import { Button } from '@mantine/core';
import { type CSSProperties, memo, useState } from 'react';
import { LANE, LANE_NAME, LANES } from '../layers.ts';
import type { Entry } from '../live/record.ts';

type Props = {
  entry: Entry;
  to: string;
  isLive: boolean;
  onInterrupt(npc: string): void;
  onRegenerate(turn: string): void;
  onDelete(turn: string): void;
};

const STATUS = {
  running: 'under way',
  complete: '',
  fallback: 'the built-in model stood in',
  failed: 'cut off: the model failed',
  interrupted: 'interrupted',
} as const;

/**
 * One line of the talk. What an NPC did runs in lanes, side by side; a span that goes back to an earlier lane begins a new row,
 * so that it reads from left to right and down, as it happened.
 */
export const TurnView = memo(function TurnView(props: Props) {
  const { entry, to } = props;
  const { name, kind, whisper, status, spans } = entry;
  const note = status ? STATUS[status] : '';
  const lanes = placed(spans);
  return (
    <article className="entry" data-kind={kind} data-status={status} data-turn={entry.id}>
      <div className="entry-head">
        <strong>{name}</strong>
        {to && <span className="to">to {to}</span>}
        {whisper && <span className="tag">whisper: these two alone</span>}
        {note && <span className="tag">{note}</span>}
        <span className="spring" />
        {kind === 'turn' && <Tools {...props} />}
      </div>
      {spans.length === 0 && <p className="nothing">{status === 'running' ? '…' : 'Nothing was said.'}</p>}
      {kind === 'turn' ? (
        <div className="lanes" style={{ '--rows': rowsOf(lanes) } as CSSProperties}>
          {lanes.map(({ span, layer, text, lane, rows }) => (
            <p key={span} className="span" data-lane={lane} style={{ '--row': rows } as CSSProperties}>
              <span className="lane-name">{layer === 'game_action' ? 'Game' : LANE_NAME[lane]} </span>
              <span className="span-text">{layer === 'game_action' ? <code>{text}</code> : text}</span>
            </p>
          ))}
        </div>
      ) : (
        spans.length > 0 && (
          <p className="said">
            {spans.map(({ span, layer, text }) => (
              <span key={span} data-lane={LANE[layer]}>
                {text}{' '}
              </span>
            ))}
          </p>
        )
      )}
    </article>
  );
});

function Tools({ entry, isLive, onInterrupt, onRegenerate, onDelete }: Props) {
  const [isAsked, setAsked] = useState(false);
  if (entry.status === 'running')
    return (
      <Button
        size="compact-xs"
        color="red"
        variant="outline"
        disabled={!isLive}
        onClick={() => onInterrupt(npcOf(entry))}
      >
        Interrupt
      </Button>
    );
  if (isAsked)
    return (
      <Button.Group>
        <Button size="compact-xs" color="red" autoFocus disabled={!isLive} onClick={() => onDelete(entry.id)}>
          Delete for good
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
          Keep
        </Button>
      </Button.Group>
    );
  return (
    <Button.Group className="tools">
      <Button size="compact-xs" variant="default" disabled={!isLive} onClick={() => onRegenerate(entry.id)}>
        Regenerate
      </Button>
      <Button size="compact-xs" variant="default" disabled={!isLive} onClick={() => setAsked(true)}>
        Delete
      </Button>
    </Button.Group>
  );
}

const npcOf = ({ from }: Entry) => from.slice('npc:'.length);

/**
 * Spans with their lanes and rows. A long plan pushes nothing down: a span goes on beside later rows, until its lane's next
 * one. Only what comes right before a new row ends with its own, so that the order shows.
 */
function placed(spans: Entry['spans']) {
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
