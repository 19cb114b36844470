import { Button, TextInput } from '@mantine/core';
import { type KeyboardEvent, useId } from 'react';
import type { Bond } from '../../../../schemas/bond.ts';
import type { Attempt } from '../world/attempt.ts';
import { AuthorField, useAuthor } from './author.tsx';
import { signed } from './bar.tsx';

/** What is to be otherwise in a bond; what is absent stays as it is, whatever becomes of that meanwhile. */
export type SetValues = Partial<Bond> & { reason?: string };

type Props = {
  label: string;
  bond: Bond;
  draft: SetValues;
  isLive: boolean;
  attempt: Attempt;
  onDraft(draft: SetValues): void;
  onSave(values: SetValues, author: string): void;
  onCancel(): void;
};

const DEGREES = [
  ['trust', -1],
  ['affinity', -1],
  ['familiarity', 0],
] as const;

/** Sets a bond by hand, with a reason; Enter saves, Esc lets it be. */
export function BondForm({ label, bond, draft, isLive, attempt, onDraft, onSave, onCancel }: Props) {
  const [author, setAuthor] = useAuthor();
  const id = useId();
  const isChanged = DEGREES.some(([degree]) => draft[degree] !== undefined);
  const canSave = isLive && isChanged && author.trim() !== '' && !attempt.isUnderWay;
  const save = () => {
    const { reason = '', ...degrees } = draft;
    onSave({ ...degrees, ...(reason.trim() && { reason: reason.trim() }) }, author.trim());
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.target instanceof HTMLButtonElement) return;
    if (event.key === 'Escape') return onCancel();
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (canSave) save();
  };
  return (
    <fieldset className="bond-form" aria-label={label} onKeyDown={press}>
      {DEGREES.map(([degree, least]) => {
        const value = draft[degree] ?? bond[degree];
        const text = least < 0 ? signed(value) : value.toFixed(2);
        return (
          <div key={degree} className="degree">
            <label htmlFor={`${id}${degree}`}>{degree}</label>
            <input
              id={`${id}${degree}`}
              type="range"
              min={least}
              max={1}
              step={0.01}
              value={value}
              aria-valuetext={text}
              onChange={(event) => onDraft({ ...draft, [degree]: Number(event.currentTarget.value) })}
            />
            <output htmlFor={`${id}${degree}`}>{text}</output>
          </div>
        );
      })}
      <TextInput
        size="xs"
        label="Reason"
        placeholder="Such as: she lent him the boat"
        value={draft.reason ?? ''}
        maxLength={300}
        error={attempt.problem}
        onChange={(event) => onDraft({ ...draft, reason: event.currentTarget.value })}
      />
      <div className="bond-tools">
        <AuthorField value={author} onChange={setAuthor} />
        <Button.Group>
          <Button size="xs" disabled={!canSave} loading={attempt.isUnderWay} onClick={save}>
            Set
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Button.Group>
      </div>
    </fieldset>
  );
}
