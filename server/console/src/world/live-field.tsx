import { Button, Textarea, TextInput } from '@mantine/core';
import type { FormEvent, KeyboardEvent } from 'react';
import { useAttempt } from './attempt.ts';
import { useDraft } from './drafts.ts';

type Props = {
  label: string;
  /** Under what its draft is kept. */
  name: string;
  value: string;
  maxLength: number;
  hint?: string | undefined;
  isLive: boolean;
  onSet(value: string): Promise<unknown>;
};

/** A value of the running world: shows it as it changes, and keeps what is typed in its stead until it is set. */
export function LiveField({ label, name, value, maxLength, hint, isLive, onSet }: Props) {
  const [draft, setDraft] = useDraft(name);
  const attempt = useAttempt();
  const set = async () => {
    if (draft === undefined || !isLive || attempt.isUnderWay) return;
    if (await attempt.run(() => onSet(draft))) setDraft(undefined);
  };
  const dismiss = () => {
    setDraft(undefined);
    attempt.forget();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void set();
  };
  return (
    <form className="live-field" onSubmit={submit} aria-label={label}>
      <TextInput
        size="xs"
        label={label}
        description={hint}
        inputWrapperOrder={['label', 'input', 'error', 'description']}
        value={draft ?? value}
        maxLength={maxLength}
        error={attempt.problem}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') dismiss();
        }}
      />
      {draft !== undefined && (
        <Button.Group className="field-tools">
          <Button type="submit" size="xs" disabled={!isLive} loading={attempt.isUnderWay}>
            Set<span className="hidden"> {label}</span>
          </Button>
          <Button size="xs" variant="default" onClick={dismiss}>
            Cancel
          </Button>
        </Button.Group>
      )}
    </form>
  );
}

type TextProps = {
  label: string;
  draft: string;
  maxLength: number;
  verb: string;
  isLive: boolean;
  problem: string | undefined;
  isUnderWay: boolean;
  onDraft(draft: string): void;
  onSave(): void;
  onCancel(): void;
};

/** A text that is written in place of the one shown; Enter saves it, Shift+Enter begins a line, Esc lets it be. */
export function TextEditor(props: TextProps) {
  const { label, draft, maxLength, verb, isLive, problem, isUnderWay, onDraft, onSave, onCancel } = props;
  const canSave = isLive && !isUnderWay && draft.trim() !== '';
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onCancel();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (canSave) onSave();
  };
  return (
    <div className="text-editor">
      <Textarea
        size="xs"
        aria-label={label}
        autoFocus
        autosize
        minRows={2}
        maxRows={10}
        value={draft}
        maxLength={maxLength}
        error={problem}
        onChange={(event) => onDraft(event.currentTarget.value)}
        onKeyDown={press}
      />
      <Button.Group>
        <Button size="compact-xs" disabled={!canSave} loading={isUnderWay} onClick={onSave}>
          {verb}
        </Button>
        <Button size="compact-xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Button.Group>
    </div>
  );
}
