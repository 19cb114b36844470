import { Button } from '@mantine/core';
import type { Place } from '../../../../schemas/console/world.ts';
import { useAttempt } from './attempt.ts';
import { useDraft } from './drafts.ts';
import { TextEditor } from './live-field.tsx';

type Props = {
  instance: string;
  id: string;
  name: string;
  place: Place | undefined;
  isLive: boolean;
  /** Null: the file's holds again. */
  onSet(scene: string | null): Promise<unknown>;
};

/** The standing scene of a place, told to every NPC there: the file's, or one that was set in its stead. */
export function SceneField({ instance, id, name, place, isLive, onSet }: Props) {
  const [draft, setDraft] = useDraft(`world.scene.${instance}.${id}`);
  const attempt = useAttempt();
  const { scene, authoredScene } = place ?? {};
  const set = async (next: string | null) => {
    if (await attempt.run(() => onSet(next))) setDraft(undefined);
  };
  const dismiss = () => {
    setDraft(undefined);
    attempt.forget();
  };
  const current = scene ?? authoredScene;
  return (
    <div className="scene">
      <div className="row-head">
        <h4>Scene</h4>
        {scene !== undefined && <span className="tag">set in the game</span>}
        <span className="spring" />
        {draft === undefined && (
          <Button.Group className="row-tools">
            {scene !== undefined && (
              <Button size="compact-xs" variant="default" disabled={!isLive} onClick={() => set(null)}>
                Take back<span className="hidden"> the scene of {name}</span>
              </Button>
            )}
            <Button size="compact-xs" variant="default" onClick={() => setDraft(current ?? '')}>
              {current === undefined ? 'Set' : 'Edit'}
              <span className="hidden"> the scene of {name}</span>
            </Button>
          </Button.Group>
        )}
      </div>
      {draft === undefined ? (
        <p className={current === undefined ? 'nothing' : 'text'}>{current ?? 'None.'}</p>
      ) : (
        <TextEditor
          label={`Scene of ${name}`}
          draft={draft}
          maxLength={1500}
          verb="Set"
          isLive={isLive}
          problem={attempt.problem}
          isUnderWay={attempt.isUnderWay}
          onDraft={setDraft}
          onSave={() => set(draft)}
          onCancel={dismiss}
        />
      )}
      {draft === undefined && attempt.problem && (
        <p className="problem" role="alert">
          {attempt.problem}
        </p>
      )}
      {scene !== undefined && authoredScene && (
        <p className="origin">
          In world.yaml: <span>{authoredScene}</span>
        </p>
      )}
    </div>
  );
}
