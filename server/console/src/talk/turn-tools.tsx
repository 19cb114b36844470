import { Button } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import { useState } from 'react';
import type { TurnViewProps } from './turn-view.tsx';
import { useTakeCount } from './use-takes.ts';

type Props = TurnViewProps & {
  /** Whether somebody began to rewrite it. */
  isDrafted: boolean;
  onEdit(): void;
};

/** What can be done about a reply. */
export function TurnTools(props: Props) {
  const { entry, row, isLive, isDrafted, actions, onEdit } = props;
  const [isAsked, setAsked] = useState(false);
  if (entry.status === 'running')
    return (
      <Button
        size="compact-xs"
        color="red"
        variant="outline"
        disabled={!isLive}
        onClick={() => actions.interrupt(entry.from.slice('npc:'.length))}
      >
        Interrupt
      </Button>
    );
  if (isAsked)
    return (
      <Button.Group>
        <Button
          size="compact-xs"
          color="red"
          autoFocus
          disabled={!isLive}
          onClick={() => actions.remove(entry.id)}
        >
          Delete for good
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
          Keep
        </Button>
      </Button.Group>
    );
  return (
    <Button.Group className="tools">
      {row?.hasTakes && <TakesButton {...props} />}
      <Button
        size="compact-xs"
        variant="default"
        disabled={!isLive}
        onClick={() => actions.regenerate(entry.id)}
      >
        Regenerate
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        data-tool="edit"
        title={isDrafted ? 'What you typed is kept, and not saved' : undefined}
        onClick={onEdit}
      >
        {isDrafted ? 'Edit (not saved)' : 'Edit'}
      </Button>
      <Button size="compact-xs" variant="default" disabled={!isLive} onClick={() => setAsked(true)}>
        Delete
      </Button>
    </Button.Group>
  );
}

function TakesButton({ instance, entry, areTakesOpen, isLive, actions }: TurnViewProps) {
  const { ref, inViewport } = useInViewport<HTMLButtonElement>();
  const count = useTakeCount(instance, entry.id, inViewport && isLive);
  return (
    <Button
      ref={ref}
      size="compact-xs"
      variant="default"
      aria-expanded={areTakesOpen}
      onClick={() => actions.toggleTakes(entry.id)}
    >
      {count === undefined ? 'Takes' : `Takes (${count})`}
    </Button>
  );
}
