import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import type { Observer } from '../live/observer.ts';
import type { Entry } from '../live/record.ts';
import { Lanes } from '../parts/lanes.tsx';
import { TakeCard } from './take-card.tsx';
import { useTakes } from './use-takes.ts';

type Props = {
  /** The turn that stands. */
  turn: string;
  /** The take that is being given in its place. */
  running: Entry | undefined;
  isLive: boolean;
  observer: Observer;
  onClose(): void;
  onJudged(turn: string): void;
};

/** All takes of a turn side by side: which one stands, what differs from it, which one is to be kept. */
export function Takes({ turn, running, isLive, observer, onClose, onJudged }: Props) {
  const { instance } = observer;
  const [judged, setJudged] = useState(0);
  const { takes, rows, problem } = useTakes(instance, turn, `${running?.id} ${judged}`, isLive);
  const standing = takes?.find(({ isStanding }) => isStanding);
  const judge = (of: string) => {
    setJudged((count) => count + 1);
    onJudged(of);
  };
  return (
    <section className="takes" aria-label="Takes">
      <div className="takes-head">
        <strong>Takes</strong>
        <span className="hint">Marked is what the one that stands does not have.</span>
        <span className="spring" />
        <Button size="compact-xs" variant="default" onClick={onClose}>
          Close<span className="hidden"> the takes</span>
        </Button>
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {!takes && !problem && <Loader size="sm" aria-label="Loading the takes" />}
      <div className="takes-cards">
        {takes?.map((take, index) => (
          <TakeCard
            key={take.turn}
            instance={instance}
            take={take}
            number={index + 1}
            takes={takes}
            standing={standing}
            row={rows.get(take.turn)}
            isLive={isLive}
            onKeep={() => observer.keep(standing?.turn ?? turn, take)}
            onJudged={judge}
          />
        ))}
        {running && (
          <article className="take" aria-label="New take" data-running>
            <div className="take-head">
              <strong>New take</strong>
              <span className="tag">under way</span>
            </div>
            {running.spans.length === 0 ? (
              <p className="nothing">…</p>
            ) : (
              <Lanes spans={running.spans} isStacked />
            )}
          </article>
        )}
      </div>
    </section>
  );
}
