import { Button, TextInput } from '@mantine/core';
import type { LabSource } from '../../../../schemas/console/lab.ts';
import { FileDrop } from '../parts/file-drop.tsx';
import { ConsentFields } from './consent-fields.tsx';
import { type Draft, LABELS } from './draft.ts';

/** What the server takes, less what belongs to a request besides its files. */
const MOST_BYTES = 15 * 1024 * 1024;

type Props = {
  draft: Draft;
  files: readonly LabSource[];
  onFiles(files: LabSource[]): void;
  onProblem(problem: string): void;
  onChange(fields: Partial<Draft>): void;
};

/** The files of dialogue that thoughts and plans are put to. */
export function EnhanceFields({ draft, files, onFiles, onProblem, onChange }: Props) {
  const take = async (chosen: readonly File[]) => {
    const others = files.filter(({ name }) => !chosen.some((file) => file.name === name));
    const size = [...others.map(({ text }) => text.length), ...chosen.map((file) => file.size)];
    if (size.reduce((sum, each) => sum + each, 0) > MOST_BYTES)
      return onProblem(
        'These are more than 15 MiB. Give longer files to the command line: soliloquy enhance FILES --out data/lab/NAME.',
      );
    try {
      const read = chosen.map(async (file) => ({ name: file.name, text: await file.text() }));
      onFiles([...others, ...(await Promise.all(read))]);
    } catch {
      onProblem('A file cannot be read any more; choose it again.');
    }
  };
  return (
    <>
      <FileDrop
        label="Files of dialogue"
        accept=".json,.jsonl,.csv,.tsv"
        isMany
        choose="Choose files"
        button={{ size: 'xs', variant: 'default' }}
        onFiles={(chosen) => void take(chosen)}
      >
        Drop files here: a script as CSV (columns <code>scene</code>, <code>speaker</code>, <code>text</code>
        ), a story exported from Ink or Yarn Spinner to JSON, a book of CoSER, HER's records, a transcript as
        JSONL.
      </FileDrop>
      {files.length > 0 && (
        <ul className="lab-files" aria-label={LABELS.files}>
          {files.map(({ name, text }) => (
            <li key={name}>
              <code>{name}</code> <span className="meta">{text.length.toLocaleString('en')} characters</span>
              <Button
                size="compact-xs"
                variant="subtle"
                aria-label={`Leave out ${name}`}
                onClick={() => onFiles(files.filter((file) => file.name !== name))}
              >
                Leave out
              </Button>
            </li>
          ))}
        </ul>
      )}
      <TextInput
        size="xs"
        label={LABELS.player}
        value={draft.player}
        maxLength={60}
        onChange={(event) => onChange({ player: event.currentTarget.value })}
      />
      <ConsentFields draft={draft} onChange={onChange} />
    </>
  );
}
