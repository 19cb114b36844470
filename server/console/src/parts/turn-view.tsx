import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import { LANE } from '../layers.ts';
import type { Entry } from '../live/record.ts';
import { Lanes } from './lanes.tsx';

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
        <Lanes spans={spans} />
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
