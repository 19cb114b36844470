import { useCallback } from 'react';
import { call } from '../api.ts';
import { useAnswer } from '../polling.ts';
import { FileEditor } from './file-editor.tsx';
import { Pending } from './pending.tsx';

type Props = {
  /** An NPC's id, or `world`. */
  file: string;
  onDone(): void;
};

/** A file of principles, to be edited. */
export function EditPrinciples({ file, onDone }: Props) {
  const { answer, problem } = useAnswer(useCallback(() => call('lab.principle-file', { file }), [file]));
  if (!answer) return <Pending problem={problem} />;
  return (
    <FileEditor
      file={`principles/${file}.yaml`}
      about={
        answer.file
          ? 'What is saved holds from the next verdict on.'
          : 'There is no such file yet. Delete what does not hold here, change what does, add your own.'
      }
      before={answer.file?.text ?? answer.template}
      base={answer.file?.hash ?? null}
      onSave={(text, base) => call('lab.write-principles', { file, text, base })}
      onDone={onDone}
    />
  );
}
