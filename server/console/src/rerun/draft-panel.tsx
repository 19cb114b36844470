import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { linkTo } from '../page.ts';
import { useAuthor } from '../parts/author.tsx';
import { valueAt } from '../personas/draft.ts';
import { nameOf, type Path } from '../personas/fields.ts';
import { FormContext } from '../personas/form-context.ts';
import { TextField } from '../personas/text-field.tsx';
import type { Editing, Editor } from '../personas/use-editor.ts';
import { placesOf } from './places.ts';

type Props = {
  id: string;
  editor: Editor;
  editing: Editing;
  path: Path;
  onPath(path: Path): void;
  onSaved(): void;
};

/** The persona's draft, one text at a time: the same draft that the Personas page has. */
export function DraftPanel({ id, editor, editing, path, onPath, onSaved }: Props) {
  const { persona, changed, faults, news, conflict, isSaving } = editing;
  const [author, setAuthor] = useAuthor();
  const [note, setNote] = useState('');
  const latest = useRef(editor);
  latest.current = editor;
  const form = useMemo(
    () => ({ faults, set: (at: Path, value: unknown) => latest.current.set(at, value) }),
    [faults],
  );
  const save = async () => {
    const found = await editor.save(author, note.trim());
    if (found.length > 0) return;
    setNote('');
    onSaved();
  };
  const places = placesOf(persona);
  return (
    <section className="draft-panel" aria-labelledby="draft">
      <div className="draft-head">
        <h2 id="draft">Draft</h2>
        <NativeSelect
          size="xs"
          aria-label="Text to change"
          value={path.join('.')}
          onChange={(event) =>
            onPath(places.find((place) => place.path.join('.') === event.currentTarget.value)!.path)
          }
          data={places.map((place) => ({ value: place.path.join('.'), label: place.name }))}
        />
        <a href={linkTo('personas', id, path.join('.'))}>All fields</a>
      </div>
      <FormContext value={form}>
        <TextField path={path} label={nameOf(path)} value={(valueAt(persona, path) as string) ?? ''} isBare />
      </FormContext>
      {faults
        .filter((fault) => fault.path.join('.') !== path.join('.'))
        .map((fault) => (
          <Alert key={fault.path.join('.')} color="red">
            {nameOf(fault.path)}: {fault.message}
          </Alert>
        ))}
      {conflict && (
        <Alert color="orange">
          Somebody changed the same meanwhile.{' '}
          <a href={linkTo('personas', id)}>Choose on the Personas page</a>
        </Alert>
      )}
      {news && (
        <Alert
          color={{ done: 'green', note: 'blue', problem: 'red' }[news.kind]}
          withCloseButton
          closeButtonLabel="Dismiss"
          onClose={editor.dismiss}
        >
          {news.text}
        </Alert>
      )}
      <div className="draft-save">
        <span className="hint" role="status">
          {changed.length === 0
            ? `As version ${editing.base.version}, which is live`
            : `Changed: ${changed.map((key) => nameOf([key])).join(', ')}`}
        </span>
        <TextInput
          size="xs"
          aria-label="Your name"
          placeholder="Your name"
          value={author}
          maxLength={40}
          onChange={(event) => setAuthor(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          aria-label="Note"
          placeholder="What changed, and why"
          value={note}
          maxLength={200}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button size="xs" variant="default" disabled={changed.length === 0} onClick={editor.discard}>
          Discard
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={changed.length === 0 || author.trim() === ''}
          title={author.trim() === '' ? 'Say who you are first' : 'Makes the draft live'}
          loading={isSaving}
          onClick={() => void save()}
        >
          Keep it: make it live
        </Button>
      </div>
    </section>
  );
}
