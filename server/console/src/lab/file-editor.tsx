import { Alert, Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useKept } from '../hooks.ts';

type Props = {
  /** Where the file is in the world's folder. */
  file: string;
  about: string;
  /** What to begin with, and its hash; null where it is no file yet. */
  before: string;
  base: string | null;
  onSave(text: string, base: string | null): Promise<unknown>;
  onDone(): void;
};

/** A file of the world as text, checked as the files of a world are. What is typed is kept until it is saved or discarded. */
export function FileEditor({ file, about, before, base: found, onSave, onDone }: Props) {
  const [kept, keep] = useKept(`lab.file.${file}`);
  const [base] = useState(found);
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const text = kept || before;
  const isChanged = kept !== '' && kept !== before;
  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onSave(text, base);
      keep('');
      onDone();
    } catch (error) {
      setProblem((error as Error).message);
      setBusy(false);
    }
  };
  const leave = () => {
    keep('');
    onDone();
  };
  return (
    <div className="lab-editor">
      <Textarea
        label={file}
        description={about}
        classNames={{ input: 'lab-yaml' }}
        autosize
        minRows={12}
        maxRows={26}
        spellCheck={false}
        value={text}
        onChange={(event) => keep(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void save();
        }}
      />
      {problem && (
        <Alert color="red" role="alert" title="Nothing was saved">
          <pre className="lab-said">{problem}</pre>
        </Alert>
      )}
      <div className="lab-buttons">
        <Button size="xs" loading={isBusy} disabled={isBusy} onClick={() => void save()}>
          Save
        </Button>
        <Button size="xs" variant="default" disabled={isBusy} onClick={leave}>
          {isChanged ? 'Discard' : 'Close'}
        </Button>
      </div>
    </div>
  );
}
