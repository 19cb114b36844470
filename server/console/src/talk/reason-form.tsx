import { Button, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { AuthorField, useAuthor } from '../parts/author.tsx';
import { useAttempt } from '../world/attempt.ts';
import { useDraft } from '../world/drafts.ts';

type Props = {
  label: string;
  /** Under what its draft is kept. */
  name: string;
  reason: string;
  verb: string;
  isLive: boolean;
  /** What else is to be said, before the reason. */
  children?: ReactNode;
  onSave(author: string, reason: string): Promise<unknown>;
  onClose(): void;
};

/** Why somebody judges as they do, and who they are where that is not known yet. */
export function ReasonForm({ label, name, reason, verb, isLive, children, onSave, onClose }: Props) {
  const [author, setAuthor] = useAuthor();
  const [own, setOwn] = useState(author);
  const [isAsked] = useState(author === '');
  const [draft, setDraft] = useDraft(name);
  const attempt = useAttempt();
  const isWhole = own.trim() !== '';
  const close = () => {
    setDraft(undefined);
    onClose();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (!isLive || !isWhole || attempt.isUnderWay) return;
    setAuthor(own);
    if (await attempt.run(() => onSave(own.trim(), (draft ?? reason).trim()))) close();
  };
  return (
    <form
      className="reason-form"
      aria-label={label}
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      {isAsked && <AuthorField value={own} onChange={setOwn} />}
      {children}
      <TextInput
        size="xs"
        label="Why, if you like"
        autoFocus={!isAsked}
        value={draft ?? reason}
        maxLength={2000}
        error={attempt.problem}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <Button.Group>
        <Button type="submit" size="xs" disabled={!isLive || !isWhole} loading={attempt.isUnderWay}>
          {verb}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Close
        </Button>
      </Button.Group>
    </form>
  );
}
