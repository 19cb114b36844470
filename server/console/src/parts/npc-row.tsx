import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Entry, liveText } from '../live/record.ts';
import type { NpcView } from '../live/snapshot.ts';

type Props = {
  npc: NpcView;
  entries: readonly Entry[];
  /** Whom it speaks to; empty while it does not. */
  to: string;
  /** Who speaks where nothing else is known yet. */
  model: string;
  isLive: boolean;
  onPause(): void;
  /** Whether what it holds is unfolded. */
  isOpen: boolean;
  onToggle(): void;
  children: ReactNode;
};

/** An NPC at a glance: what it does, feels, wants and thinks, the latter as it streams. */
export function NpcRow(props: Props) {
  const { npc, entries, to, model, isLive, onPause, isOpen, onToggle, children } = props;
  const live = liveText(entries, npc.id, 'role_thinking');
  const thought = live || npc.thoughts;
  return (
    <article className="npc" data-npc={npc.id} aria-label={npc.name}>
      <div className="npc-head">
        <h3 title={npc.description}>{npc.name}</h3>
        <span className="activity" data-activity={npc.activity}>
          {npc.activity}
          {to && ` → ${to}`}
        </span>
        {npc.mood && <span className="mood">{npc.mood}</span>}
        <span className="spring" />
        <span className="meta" title="Lines that wait for an answer">
          queue {npc.queue}
        </span>
        <span className="meta" title="The language model that spoke last">
          {npc.model || model}
        </span>
        <Button.Group>
          <Button size="compact-xs" variant="default" aria-expanded={isOpen} onClick={onToggle}>
            Live state<span className="hidden"> of {npc.name}</span>
          </Button>
          <Button size="compact-xs" variant="default" disabled={!isLive} onClick={onPause}>
            {npc.activity === 'paused' ? 'Resume' : 'Pause'}
            <span className="hidden"> {npc.name}</span>
          </Button>
          <Button size="compact-xs" variant="default" component="a" href={`#talk/${npc.id}`}>
            Talk<span className="hidden"> to {npc.name}</span>
          </Button>
        </Button.Group>
      </div>
      <dl className="npc-mind">
        <div>
          <dt>Goal</dt>
          <dd>{npc.goal || '–'}</dd>
        </div>
        <div>
          <dt>Thought</dt>
          <dd className="thought" data-live={live !== ''}>
            {thought || '–'}
          </dd>
        </div>
      </dl>
      {isOpen && <div className="npc-live">{children}</div>}
    </article>
  );
}
