import { Button, NativeSelect } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import type { TakeView, TurnRow } from '../../../../schemas/console/turns.ts';
import { call } from '../api.ts';
import { useAuthor } from '../parts/author.tsx';
import { Lanes } from '../parts/lanes.tsx';
import { useAttempt } from '../world/attempt.ts';
import { FiguresLine } from './figures-line.tsx';
import { ReasonForm } from './reason-form.tsx';
import { type Piece, piecesOf } from './take-diff.ts';

type Props = {
  instance: string;
  take: TakeView;
  /** Its place among the takes, from 1. */
  number: number;
  takes: readonly TakeView[];
  standing: TakeView | undefined;
  row: TurnRow | undefined;
  isLive: boolean;
  onKeep(): Promise<unknown>;
  onJudged(turn: string): void;
};

/** One take: what it says, whether it stands, over which others it is preferred and why. */
export function TakeCard(props: Props) {
  const { instance, take, number, takes, standing, row, isLive, onKeep, onJudged } = props;
  const { turn, spans, isStanding } = take;
  const author = useAuthor()[0].trim();
  const [isAsked, setAsked] = useState(false);
  const others = takes.filter((other) => other.turn !== turn);
  const [chosen, choose] = useState<string>();
  const rejected = chosen ?? others.find((other) => other.isStanding)?.turn ?? others[0]?.turn ?? '';
  const card = useRef<HTMLElement>(null);
  const attempt = useAttempt();
  const compared = isStanding ? undefined : standing?.spans;
  const pieces = useMemo(
    () => new Map(compared && spans.map((span) => [span.span, piecesOf(span, spans, compared)])),
    [spans, compared],
  );
  const nameOf = (id: string) => {
    const index = takes.findIndex((other) => other.turn === id);
    return index < 0 ? 'a take that is gone' : `take ${index + 1}`;
  };
  const preferences = row?.ratings.filter((rating) => rating.rejected !== undefined) ?? [];
  const withdraw = (lost: string) =>
    attempt.run(async () => {
      await call('turn.unrate', { instance, turn, author, rejected: lost });
      onJudged(turn);
    });
  const keep = async () => {
    // The button goes; one stays at the take.
    if (await attempt.run(onKeep)) card.current?.focus();
  };
  const prefer = async (by: string, reason: string) => {
    await call('turn.rate', { instance, turn, author: by, value: 1, reason, rejected });
    onJudged(turn);
  };
  return (
    <article
      ref={card}
      tabIndex={-1}
      className="take"
      aria-label={`Take ${number}`}
      data-standing={isStanding || undefined}
    >
      <div className="take-head">
        <strong>Take {number}</strong>
        {isStanding && <span className="tag">stands</span>}
        {take.status !== 'complete' && <span className="tag">{take.status}</span>}
        <span className="spring" />
        <Button.Group>
          {!isStanding && (
            <Button size="compact-xs" disabled={!isLive || attempt.isUnderWay} onClick={keep}>
              Keep this one
            </Button>
          )}
          {others.length > 0 && (
            <Button
              size="compact-xs"
              variant="default"
              aria-expanded={isAsked}
              disabled={!isLive}
              onClick={() => setAsked(!isAsked)}
            >
              Prefer this over …
            </Button>
          )}
        </Button.Group>
      </div>
      {attempt.problem && (
        <p className="problem" role="alert">
          {attempt.problem}
        </p>
      )}
      {isAsked && (
        <ReasonForm
          label={`Why take ${number} is better`}
          name={`preference.${instance}.${turn}`}
          reason=""
          verb="Prefer"
          isLive={isLive}
          onSave={prefer}
          onClose={() => setAsked(false)}
        >
          <NativeSelect
            size="xs"
            label="over"
            value={rejected}
            onChange={(event) => choose(event.currentTarget.value)}
            data={others.map((other) => ({
              value: other.turn,
              label: `${nameOf(other.turn)}${other.isStanding ? ', which stands' : ''}`,
            }))}
          />
        </ReasonForm>
      )}
      <Lanes spans={spans} isStacked textOf={({ span, text }) => marked(pieces.get(span)) ?? text} />
      {preferences.map(({ author: by, reason, rejected: lost = '' }) => (
        <p key={`${by} ${lost}`} className="judgement" dir="auto">
          {by} prefers it over {nameOf(lost)}
          {reason && `, “${reason}”`}{' '}
          {by === author && (
            <Button size="compact-xs" variant="subtle" disabled={!isLive} onClick={() => withdraw(lost)}>
              Take back
              <span className="hidden">
                {' '}
                that you prefer take {number} over {nameOf(lost)}
              </span>
            </Button>
          )}
        </p>
      ))}
      {row && <FiguresLine row={row} />}
    </article>
  );
}

const marked = (pieces: Piece[] | undefined) =>
  pieces?.map(({ at, text, isOther }) =>
    isOther ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
  );
