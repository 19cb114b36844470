import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAttempt } from './attempt.ts';
import { useDraft } from './drafts.ts';
import { TextEditor } from './live-field.tsx';

/** `text`: undefined where it was taken back in the game; `authored`: what the file says, if it does. */
export type Fact = { key: string; text: string | undefined; authored: string | undefined };

type Props = {
  instance: string;
  fact: Fact;
  isAuthorKnown: boolean;
  isLive: boolean;
  onPatch(text: string | null): Promise<unknown>;
};

/** One fact: where it comes from, edited in place, deleted, or put back as the file has it. */
export function FactRow({ instance, fact, isAuthorKnown, isLive, onPatch }: Props) {
  const { key, text, authored } = fact;
  const [draft, setDraft] = useDraft(`world.fact.${instance}.${key}`);
  const [isAsked, setAsked] = useState(false);
  const attempt = useAttempt();
  const isGone = text === undefined;
  const isOther = isAuthorKnown && text !== authored;
  const patch = async (next: string | null) => {
    if (!(await attempt.run(() => onPatch(next)))) return;
    setDraft(undefined);
    setAsked(false);
  };
  const dismiss = () => {
    setDraft(undefined);
    attempt.forget();
  };
  return (
    <div className="fact" data-fact={key} data-gone={isGone || undefined}>
      <div className="row-head">
        <h3>{key}</h3>
        {isOther && <span className="tag">{isGone ? 'taken back in the game' : 'set in the game'}</span>}
        <span className="spring" />
        {draft === undefined && !isAsked && (
          <Button.Group className="row-tools">
            {isOther && authored !== undefined && (
              <Tool name={key} isLive={isLive} onClick={() => patch(authored)} verb="Put back" />
            )}
            {!isGone && <Tool name={key} isLive onClick={() => setDraft(text)} verb="Edit" />}
            {!isGone && <Tool name={key} isLive={isLive} onClick={() => setAsked(true)} verb="Delete" />}
          </Button.Group>
        )}
        {isAsked && (
          <Button.Group>
            <Button size="compact-xs" color="red" autoFocus disabled={!isLive} onClick={() => patch(null)}>
              Delete it
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => setAsked(false)}>
              Keep
            </Button>
          </Button.Group>
        )}
      </div>
      {draft === undefined ? (
        <p className="text">{text ?? authored}</p>
      ) : (
        <TextEditor
          label={`Fact ${key}`}
          draft={draft}
          maxLength={400}
          verb="Save"
          isLive={isLive}
          problem={attempt.problem}
          isUnderWay={attempt.isUnderWay}
          onDraft={setDraft}
          onSave={() => patch(draft)}
          onCancel={dismiss}
        />
      )}
      {draft === undefined && attempt.problem && (
        <p className="problem" role="alert">
          {attempt.problem}
        </p>
      )}
      {isOther && !isGone && authored !== undefined && (
        <p className="origin">
          In world.yaml: <span>{authored}</span>
        </p>
      )}
    </div>
  );
}

type ToolProps = { name: string; verb: string; isLive: boolean; onClick(): void };

const Tool = ({ name, verb, isLive, onClick }: ToolProps) => (
  <Button size="compact-xs" variant="default" disabled={!isLive} onClick={onClick}>
    {verb}
    <span className="hidden"> {name}</span>
  </Button>
);
