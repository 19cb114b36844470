import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RatingView, TurnRow } from '../../../../schemas/console/turns.ts';
import { call } from '../api.ts';
import { useAuthor } from '../parts/author.tsx';
import { useAttempt } from '../world/attempt.ts';
import { ReasonForm } from './reason-form.tsx';

type Props = { instance: string; row: TurnRow; isLive: boolean; onJudged(turn: string): void };

const WORDS = { 1: 'Good', '-1': 'Bad' } as const;

/** What designers think of a reply, and the buttons to say so; a reason may be given. */
export function Ratings({ instance, row, isLive, onJudged }: Props) {
  const { turn, ratings } = row;
  const author = useAuthor()[0].trim();
  const [asked, ask] = useState<1 | -1>();
  const attempt = useAttempt();
  const own = ratings.find((rating) => rating.author === author && rating.rejected === undefined);
  const rate = async (value: 1 | -1, by: string, reason: string) => {
    await call('turn.rate', { instance, turn, author: by, value, reason });
    onJudged(turn);
  };
  const press = async (value: 1 | -1) => {
    const isTakenBack = own?.value === value;
    ask(isTakenBack ? undefined : value);
    // Who it is is asked for first.
    if (author === '') return;
    await attempt.run(async () => {
      if (!isTakenBack) return rate(value, author, own?.reason ?? '');
      await call('turn.unrate', { instance, turn, author });
      onJudged(turn);
    });
  };
  return (
    <div className="ratings">
      <Button.Group>
        {([1, -1] as const).map((value) => (
          <Button
            key={value}
            size="compact-xs"
            variant={own?.value === value ? 'filled' : 'default'}
            aria-pressed={own?.value === value}
            disabled={!isLive || attempt.isUnderWay}
            onClick={() => press(value)}
          >
            {WORDS[value]}
          </Button>
        ))}
      </Button.Group>
      {ratings.map((rating) => (
        <span key={`${rating.author} ${rating.rejected ?? ''}`} className="judgement" dir="auto">
          {rating.author}: {saidOf(rating)}
        </span>
      ))}
      {own && asked === undefined && (
        <Button size="compact-xs" variant="subtle" onClick={() => ask(own.value)}>
          {own.reason ? 'Change the reason' : 'Say why'}
        </Button>
      )}
      {attempt.problem && (
        <span className="problem" role="alert">
          {attempt.problem}
        </span>
      )}
      {asked !== undefined && (
        <ReasonForm
          key={asked}
          label={`Why it is ${WORDS[asked].toLowerCase()}`}
          name={`reason.${instance}.${turn}`}
          reason={own?.reason ?? ''}
          verb="Save"
          isLive={isLive}
          onSave={(by, reason) => rate(asked, by, reason)}
          onClose={() => ask(undefined)}
        />
      )}
    </div>
  );
}

const saidOf = ({ value, reason, rejected }: RatingView): string => {
  const verdict = rejected === undefined ? WORDS[value].toLowerCase() : 'prefers it to another take';
  return reason ? `${verdict}, “${reason}”` : verdict;
};
