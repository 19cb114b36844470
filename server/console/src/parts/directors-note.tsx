import { Button, Checkbox, Textarea } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { NpcView } from '../live/snapshot.ts';
import { useAttempt } from '../world/attempt.ts';
import { useDraft } from '../world/drafts.ts';

type Props = {
  npc: NpcView;
  /** Under what its draft is kept. */
  name: string;
  isLive: boolean;
  /** Null ends what holds. */
  onGive(direction: string | null, isOnce: boolean): Promise<unknown>;
};

/** How a designer has an NPC played, for one turn or from now on; no player sees it. */
export function DirectorsNote({ npc, name, isLive, onGive }: Props) {
  const [draft, setDraft] = useDraft(name);
  const [isOnce, setOnce] = useState(true);
  const attempt = useAttempt();
  const ending = useAttempt();
  const label = `Director's note to ${npc.name}`;
  const canGive = isLive && !attempt.isUnderWay && draft !== undefined && draft !== '';
  const give = async () => {
    if (canGive && (await attempt.run(() => onGive(draft, isOnce)))) setDraft(undefined);
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') {
      setDraft(undefined);
      attempt.forget();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void give();
  };
  return (
    <section className="note" aria-label={label}>
      <p className="live-name">Director's note</p>
      {npc.direction ? (
        <div className="note-now">
          <p className="text">{npc.direction}</p>
          <span className="tag">{npc.directionOnce ? 'for its next turn alone' : 'until it is ended'}</span>
          <Button
            size="compact-xs"
            variant="default"
            disabled={!isLive || ending.isUnderWay}
            onClick={() => void ending.run(() => onGive(null, false))}
          >
            End it
          </Button>
        </div>
      ) : (
        <p className="nothing">None: it plays as it is.</p>
      )}
      {ending.problem && (
        <p className="problem" role="alert">
          {ending.problem}
        </p>
      )}
      <Textarea
        size="xs"
        aria-label={label}
        placeholder="Such as: be curt, and do not mention the well"
        autosize
        minRows={1}
        maxRows={8}
        maxLength={1000}
        value={draft ?? ''}
        error={attempt.problem}
        onChange={(event) => setDraft(event.currentTarget.value || undefined)}
        onKeyDown={press}
      />
      <div className="note-tools">
        <Checkbox
          size="xs"
          label="for its next turn alone"
          checked={isOnce}
          onChange={(event) => setOnce(event.currentTarget.checked)}
        />
        <Button size="compact-xs" disabled={!canGive} loading={attempt.isUnderWay} onClick={give}>
          Give it
        </Button>
      </div>
    </section>
  );
}
