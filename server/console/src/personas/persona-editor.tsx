import { Alert, Loader } from '@mantine/core';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { PersonaSummary } from '../../../../schemas/console/personas.ts';
import { linkTo } from '../page.ts';
import { useAuthor } from '../parts/author.tsx';
import { Conflicts } from './conflicts.tsx';
import { FieldView } from './field-view.tsx';
import { nameOf, type Path, SECTIONS } from './fields.ts';
import { FormContext, focusPlace, placeOf } from './form-context.ts';
import { PersonaHead } from './persona-head.tsx';
import { useTokens } from './tokens.ts';
import { type Editing, type Editor, type Fault, useEditor } from './use-editor.ts';
import { Author } from './version-line.tsx';

type Props = {
  world: string;
  summary: PersonaSummary;
  cast: readonly PersonaSummary[];
  /** The place that the address names: `secrets.0.text`. */
  place: string | undefined;
  /** What stands beside the form where there is room, else below it. */
  aside?: ReactNode;
  onSaved(): void;
};

/** A form to write one persona in. */
export function PersonaEditor(props: Props) {
  const editor = useEditor(props.world, props.summary);
  if (!editor.editing) return <Loader className="waiting" aria-label="Loading" />;
  return <Opened {...props} editor={editor} editing={editor.editing} />;
}

function Opened({
  summary,
  cast,
  place,
  aside,
  onSaved,
  editor,
  editing,
}: Props & { editor: Editor; editing: Editing }) {
  const { id } = summary;
  const { read, persona, changed, faults, conflict, news, base } = editing;
  const [author, setAuthor] = useAuthor();
  const [note, setNote] = useState('');
  const [isAuthorMissing, setAuthorMissing] = useState(false);
  const authorField = useRef<HTMLInputElement>(null);
  const tokens = useTokens(persona, read.tokens);
  useEffect(() => {
    if (place) focusPlace(pathOf(place), place.includes('.') ? 'center' : 'start');
  }, [place]);

  const save = async () => {
    if (author.trim() === '') {
      setAuthorMissing(true);
      authorField.current?.focus();
      return;
    }
    const found = await editor.save(author, note.trim());
    if (found[0]) focusPlace(found[0].path);
    else onSaved();
  };
  useSaveKey(() => void (conflict || save()));
  // A note is of what was saved with it.
  const done = news?.kind === 'done' ? news.text : undefined;
  useEffect(() => {
    if (done) setNote('');
  }, [done]);
  const latest = useRef(editor);
  latest.current = editor;
  const form = useMemo(
    () => ({ faults, set: (path: Path, value: unknown) => latest.current.set(path, value) }),
    [faults],
  );
  const live = summary.live.version >= read.live.version ? summary.live : read.live;
  const isBehind = base.version < live.version && changed.length > 0;
  return (
    <div className="persona">
      <div className="persona-top">
        <PersonaHead
          id={id}
          editing={editing}
          live={live}
          cast={cast}
          tokens={Object.values(tokens).reduce<number>((sum, count) => sum + (count ?? 0), 0)}
          author={author}
          note={note}
          isAuthorMissing={isAuthorMissing && author.trim() === ''}
          authorField={authorField}
          onAuthor={setAuthor}
          onNote={setNote}
          onSave={() => void save()}
          onDiscard={editor.discard}
          onWrite={() => void editor.write()}
        />
        <div className="persona-news" aria-live="polite">
          {isAuthorMissing && author.trim() === '' && (
            <Alert color="red">Say who you are, by your name above; then save.</Alert>
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
          {isBehind && !conflict && (
            <Alert color="orange">
              Version {live.version} <Author author={live.author} /> is live now. Your changes, based on
              version {base.version}, are kept; saving merges both.{' '}
              <a href={linkTo('personas', id, 'versions', `${base.version}`, `${live.version}`)}>
                See what is new
              </a>
            </Alert>
          )}
          {faults.length > 0 && <Faults id={id} faults={faults} />}
        </div>
      </div>
      {conflict ? (
        <Conflicts
          conflict={conflict}
          base={base.version}
          onCancel={editor.dismiss}
          onChoose={async (chosen, isSaved) => {
            await editor.choose(chosen);
            if (isSaved) await save();
          }}
        />
      ) : (
        <div className="persona-body" data-aside={aside !== undefined}>
          <FormContext value={form}>
            <div className="persona-form">
              {SECTIONS.map((section) => (
                <section key={section.id} aria-labelledby={`section-${section.id}`}>
                  <h2 id={`section-${section.id}`}>{section.name}</h2>
                  <div className="fields">
                    {section.fields.map((field) => (
                      <FieldView
                        key={field.key}
                        field={field}
                        persona={persona}
                        id={id}
                        tokens={tokens[field.key]}
                        isChanged={changed.includes(field.key)}
                        locations={read.locations}
                        cast={cast}
                      />
                    ))}
                  </div>
                </section>
              ))}
            </div>
          </FormContext>
          {aside !== undefined && <div className="persona-aside">{aside}</div>}
        </div>
      )}
    </div>
  );
}

function Faults({ id, faults }: { id: string; faults: readonly Fault[] }) {
  return (
    <Alert
      color="red"
      title={faults.length === 1 ? 'One field is to be mended' : `${faults.length} fields are to be mended`}
    >
      <ul className="faults">
        {faults.map(({ path, message }) => (
          <li key={placeOf(path)}>
            <a
              href={linkTo('personas', id, placeOf(path))}
              onClick={(event) => {
                // The address may name this place already.
                if (focusPlace(path)) event.preventDefault();
              }}
            >
              {nameOf(path)}
            </a>
            : {message}
          </li>
        ))}
      </ul>
    </Alert>
  );
}

const pathOf = (place: string) => place.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Saves by Ctrl+S, or Command+S. */
function useSaveKey(save: () => void): void {
  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
