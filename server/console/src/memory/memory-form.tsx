import { Button, NativeSelect, Textarea } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import type { MemoryKind, Subject } from '../../../../schemas/memory.ts';
import type { Attempt } from '../world/attempt.ts';
import type { MemoryFields } from './draft.ts';
import { KIND_CHOICES } from './kinds.ts';
import type { Person } from './people.ts';

type Props = {
  /** What is written, for those who do not see where it stands. */
  label: string;
  draft: MemoryFields;
  people: readonly Person[];
  /** As it is kept; undefined where it is new. */
  before?: MemoryFields;
  verb: string;
  /** Whether it was opened just now, to be typed into. */
  isFresh: boolean;
  isLive: boolean;
  attempt: Attempt;
  onDraft(draft: MemoryFields): void;
  onSave(): void;
  onCancel(): void;
};

const IMPORTANCE = Array.from({ length: 10 }, (_, index) => `${index + 1}`);

/** The fields of a memory; in its text Enter saves, Shift+Enter begins a line, Esc lets it be. */
export function MemoryForm(props: Props) {
  const { label, draft, people, before, verb, isFresh, isLive, attempt, onDraft, onSave, onCancel } = props;
  const canSave = isLive && !attempt.isUnderWay && draft.text.trim() !== '';
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') return onCancel();
    if (event.key !== 'Enter' || event.shiftKey || !(event.target instanceof HTMLTextAreaElement)) return;
    event.preventDefault();
    if (canSave) onSave();
  };
  const nobody = { value: '', label: 'nobody in particular' };
  const mayBeOfNobody = !before || before.about === '';
  // A summary stays one, about whom it is, and nothing else becomes one.
  const isSummary = before?.kind === 'summary';
  const kinds = KIND_CHOICES.filter(({ value }) => !before || (value === 'summary') === isSummary);
  const isKnown = draft.about === '' || people.some(({ value }) => value === draft.about);
  return (
    <fieldset className="memory-form" aria-label={label} onKeyDown={press}>
      <Textarea
        size="xs"
        label="Text"
        autoFocus={isFresh}
        autosize
        minRows={2}
        maxRows={10}
        maxLength={1000}
        value={draft.text}
        error={attempt.problem}
        onChange={(event) => onDraft({ ...draft, text: event.currentTarget.value })}
      />
      <div className="memory-fields">
        <NativeSelect
          size="xs"
          label="Kind"
          value={draft.kind}
          onChange={(event) => onDraft({ ...draft, kind: event.currentTarget.value as MemoryKind })}
          data={kinds}
        />
        <NativeSelect
          size="xs"
          label="Importance"
          value={`${draft.importance}`}
          onChange={(event) => onDraft({ ...draft, importance: Number(event.currentTarget.value) })}
          data={IMPORTANCE}
        />
        <NativeSelect
          size="xs"
          label="About"
          value={draft.about}
          disabled={isSummary}
          onChange={(event) => onDraft({ ...draft, about: event.currentTarget.value as Subject | '' })}
          data={[
            ...(mayBeOfNobody ? [nobody] : []),
            ...people,
            ...(isKnown ? [] : [{ value: draft.about, label: 'somebody' }]),
          ]}
        />
        <Button.Group>
          <Button size="xs" disabled={!canSave} loading={attempt.isUnderWay} onClick={onSave}>
            {verb}
          </Button>
          <Button size="xs" variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Button.Group>
      </div>
      {!isLive && <p className="meta">The server is away; what you type is kept.</p>}
    </fieldset>
  );
}
