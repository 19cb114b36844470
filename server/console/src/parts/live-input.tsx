import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useAttempt } from '../world/attempt.ts';
import { useDraft } from '../world/drafts.ts';

type Props = {
  label: string;
  /** Said in place of the label to those who do not see where it stands. */
  fullLabel: string;
  /** Under what its draft is kept. */
  name: string;
  value: string;
  maxLength: number;
  isLive: boolean;
  /** What it is and what becomes of it, beside the label. */
  note?: React.ReactNode;
  onSave(value: string): Promise<unknown>;
};

const SAID_MS = 4000;

/**
 * A text of the running world: Enter or leaving the field saves it, Esc lets it be, Shift+Enter begins a line. What is typed stays
 * until the server has it, whatever becomes of the value meanwhile.
 */
export function LiveInput(props: Props) {
  const { label, fullLabel, name, value, maxLength, isLive, note, onSave } = props;
  const [draft, setDraft] = useDraft(name);
  const typed = useRef(draft);
  typed.current = draft;
  const attempt = useAttempt();
  const [isSaved, said] = useSaid();
  const type = (text: string | undefined) => {
    typed.current = text;
    setDraft(text);
  };
  const save = async () => {
    if (draft === undefined || attempt.isUnderWay) return;
    if (draft === value) return dismiss();
    if (!isLive || !(await attempt.run(() => onSave(draft)))) return;
    said();
    // Somebody may have typed on.
    if (typed.current === draft) type(undefined);
  };
  const dismiss = () => {
    type(undefined);
    attempt.forget();
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') dismiss();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    void save();
  };
  const isTyped = draft !== undefined && draft !== value;
  return (
    <div className="live-input">
      <div className="live-label">
        <span aria-hidden="true">{label}</span>
        {note}
        <span className="spring" />
        <span className="meta" role="status">
          {isSaved && !isTyped && 'Saved'}
          {isTyped && !isLive && 'Kept until the server is back'}
        </span>
        {isTyped && (
          <Button.Group>
            <Button size="compact-xs" disabled={!isLive} loading={attempt.isUnderWay} onClick={save}>
              Save<span className="hidden"> {fullLabel}</span>
            </Button>
            {/* The field must not be left, and saved, on the way to this. */}
            <Button
              size="compact-xs"
              variant="default"
              onMouseDown={(event) => event.preventDefault()}
              onClick={dismiss}
            >
              Discard<span className="hidden"> {fullLabel}</span>
            </Button>
          </Button.Group>
        )}
      </div>
      <Textarea
        size="xs"
        aria-label={fullLabel}
        autosize
        minRows={1}
        maxRows={8}
        value={draft ?? value}
        maxLength={maxLength}
        error={attempt.problem}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={press}
        onBlur={() => void save()}
      />
    </div>
  );
}

/** Whether something was said a moment ago. */
export function useSaid(): [boolean, () => void] {
  const [at, set] = useState(0);
  useEffect(() => {
    if (at === 0) return;
    const timer = setTimeout(() => set(0), SAID_MS);
    return () => clearTimeout(timer);
  }, [at]);
  return [at > 0, () => set(Date.now())];
}
