import { useCallback } from 'react';
import { call } from '../api.ts';
import { useAnswer } from '../polling.ts';
import { FileEditor } from './file-editor.tsx';
import { Pending } from './pending.tsx';

type Props = {
  scene: string;
  /** A recorded turn that a new scene is made of. */
  turn?: string | undefined;
  onDone(): void;
};

/** A golden scene, to be edited. */
export function EditScene({ scene, turn, onDone }: Props) {
  const ask = useCallback(async () => {
    const [edited, draft] = await Promise.all([
      call('lab.scene-file', { scene }),
      turn === undefined ? undefined : call('lab.scene-draft', { turn }),
    ]);
    return { ...edited, template: draft?.text ?? edited.template };
  }, [scene, turn]);
  const { answer, problem } = useAnswer(ask);
  if (!answer) return <Pending problem={problem} />;
  return (
    <FileEditor
      file={`scenes/${scene}.yaml`}
      about="Write how it should go: each line of an NPC that answers something is what its replies are compared with."
      before={answer.file?.text ?? answer.template}
      base={answer.file?.hash ?? null}
      onSave={(text, base) => call('lab.write-scene', { scene, text, base })}
      onDone={onDone}
    />
  );
}
