import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type RefObject, useState } from 'react';
import type { PersonaSummary, VersionInfo } from '../../../../schemas/console/personas.ts';
import { go, linkTo } from '../page.ts';
import { SECTIONS } from './fields.ts';
import { focusPlace } from './form-context.ts';
import type { Editing } from './use-editor.ts';
import { VersionLine } from './version-line.tsx';

type Props = {
  id: string;
  editing: Editing;
  live: VersionInfo;
  cast: readonly PersonaSummary[];
  tokens: number;
  author: string;
  note: string;
  isAuthorMissing: boolean;
  authorField: RefObject<HTMLInputElement | null>;
  onAuthor(name: string): void;
  onNote(note: string): void;
  onSave(): void;
  onDiscard(): void;
  onWrite(): void;
};

/** What is live, what is not saved yet, and what can be done about it. */
export function PersonaHead(props: Props) {
  const { id, editing, live, cast, tokens, author, note, authorField } = props;
  const { changed, isSaving, read } = editing;
  return (
    <header className="persona-head">
      <div className="persona-title">
        <h1 className="hidden">{editing.persona.name.trim() || 'Nameless'}</h1>
        <NativeSelect
          size="sm"
          className="persona-pick"
          aria-label="Persona"
          value={id}
          onChange={(event) => go('personas', event.currentTarget.value)}
          data={cast.map((one) => ({ value: one.id, label: one.name }))}
        />
        <p className="persona-live">
          <VersionLine {...live} /> is live
        </p>
        <span className="spring" />
        <span className="persona-live">{tokens.toLocaleString('en')} tokens</span>
        <Button size="compact-sm" variant="default" component="a" href={linkTo('personas', id, 'versions')}>
          Versions
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!read.file || read.file.isLive}
          title={
            read.file?.isLive
              ? `${read.file.path} says what is live`
              : `Writes version ${read.live.version} into ${read.file?.path}, without what is not saved yet`
          }
          onClick={props.onWrite}
        >
          Write to file
        </Button>
      </div>
      <div className="persona-save">
        <p className="unsaved" role="status" data-changed={changed.length > 0}>
          {changed.length === 0 ? 'No unsaved changes' : `Unsaved changes in ${fields(changed.length)}`}
        </p>
        <span className="spring" />
        <TextInput
          ref={authorField}
          size="xs"
          aria-label="Your name"
          placeholder="Your name"
          value={author}
          maxLength={40}
          error={props.isAuthorMissing}
          onChange={(event) => props.onAuthor(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          className="note"
          aria-label="Note"
          placeholder="What changed, and why"
          value={note}
          maxLength={200}
          onChange={(event) => props.onNote(event.currentTarget.value)}
        />
        <Discard count={changed.length} onDiscard={props.onDiscard} />
        <Button
          size="xs"
          disabled={changed.length === 0}
          loading={isSaving}
          title="Ctrl+S"
          onClick={props.onSave}
        >
          Save
        </Button>
      </div>
      <nav className="persona-sections" aria-label="Sections">
        {SECTIONS.map((section) => (
          <a
            key={section.id}
            href={linkTo('personas', id, section.fields[0]!.key)}
            // The address may name it already.
            onClick={() => focusPlace([section.fields[0]!.key], 'start')}
          >
            {section.name}
            {section.fields.some(({ key }) => changed.includes(key)) && (
              <>
                <span aria-hidden="true"> •</span>
                <span className="hidden"> (changed)</span>
              </>
            )}
          </a>
        ))}
      </nav>
    </header>
  );
}

/** Asks once more: what was typed is gone then. */
function Discard({ count, onDiscard }: { count: number; onDiscard(): void }) {
  const [isAsked, ask] = useState(false);
  if (!isAsked || count === 0)
    return (
      <Button size="xs" variant="default" disabled={count === 0} onClick={() => ask(true)}>
        Discard
      </Button>
    );
  return (
    <Button
      size="xs"
      color="red"
      autoFocus
      onBlur={() => ask(false)}
      onClick={() => {
        ask(false);
        onDiscard();
      }}
    >
      Discard {fields(count)} for good
    </Button>
  );
}

const fields = (count: number): string => (count === 1 ? '1 field' : `${count} fields`);
