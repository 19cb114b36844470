import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { about, type Path } from './fields.ts';
import { faultAt, focusPlace, placeOf, useForm } from './form-context.ts';
import { rowsFor, TextField } from './text-field.tsx';

type Props<Entry> = {
  path: Path;
  /** What an entry is called: `Secret`. */
  noun: string;
  entries: readonly Entry[];
  fresh: Entry;
  /** Whether an entry is a line or two, with its tools beside each other. */
  isCompact?: boolean;
  children(entry: Entry, path: Path, label: string): ReactNode;
};

/** Entries that can be added, removed and moved, with buttons or with Alt and the arrows. */
export function ListField<Entry>({ path, noun, entries, fresh, isCompact = false, children }: Props<Entry>) {
  const { faults, set } = useForm();
  const awaited = useRef<Path>(undefined);
  // What was added or moved is drawn by now.
  useEffect(() => {
    if (awaited.current) focusPlace(awaited.current);
    awaited.current = undefined;
  }, [entries]);
  const change = (next: readonly Entry[], focused?: number) => {
    awaited.current = focused === undefined ? undefined : [...path, focused];
    set(path, next);
  };
  const move = (from: number, to: number) => {
    if (to < 0 || to >= entries.length) return;
    const next = [...entries];
    next.splice(to, 0, ...next.splice(from, 1));
    change(next, to);
  };
  const press = (index: number) => (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    event.stopPropagation();
    move(index, event.key === 'ArrowUp' ? index - 1 : index + 1);
  };
  const fault = faultAt(faults, path);
  return (
    <div className="entries" data-place={placeOf(path)}>
      {entries.map((entry, index) => {
        const label = `${noun} ${index + 1}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere.
          <div
            key={index}
            className="entry-field"
            data-compact={isCompact}
            role="group"
            aria-label={label}
            data-place={placeOf([...path, index])}
            onKeyDown={press(index)}
          >
            <div className="entry-body">{children(entry, [...path, index], label)}</div>
            <Button.Group orientation={isCompact ? 'horizontal' : 'vertical'} className="entry-tools">
              <Tool
                label={`Move ${label} up`}
                sign="↑"
                isOff={index === 0}
                onUse={() => move(index, index - 1)}
              />
              <Tool
                label={`Move ${label} down`}
                sign="↓"
                isOff={index === entries.length - 1}
                onUse={() => move(index, index + 1)}
              />
              <Tool
                label={`Remove ${label}`}
                sign="×"
                onUse={() =>
                  change(entries.toSpliced(index, 1), Math.max(0, Math.min(index, entries.length - 2)))
                }
              />
            </Button.Group>
          </div>
        );
      })}
      {fault && (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <Button size="compact-sm" variant="default" onClick={() => change([...entries, fresh], entries.length)}>
        Add {noun.toLowerCase()}
      </Button>
    </div>
  );
}

function Tool({
  label,
  sign,
  isOff,
  onUse,
}: {
  label: string;
  sign: string;
  isOff?: boolean;
  onUse(): void;
}) {
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={label}
      title={label}
      disabled={isOff ?? false}
      onClick={onUse}
    >
      {sign}
    </Button>
  );
}

/** A list of texts. */
export function TextsField({ path, noun, texts }: { path: Path; noun: string; texts: readonly string[] }) {
  return (
    <ListField path={path} noun={noun} entries={texts} fresh="" isCompact>
      {(text, at, label) => <TextField path={at} label={label} value={text} isBare />}
    </ListField>
  );
}

/** Words, one a line. */
export function WordsField(props: Pick<LinesProps, 'path' | 'label' | 'words' | 'isTerse'>) {
  const { path, label, words } = props;
  const { faults, set } = useForm();
  // A word of two lines came from a file; lines would take it apart.
  if (words.some((word) => word.includes('\n'))) return <TextsField path={path} noun={label} texts={words} />;
  return <Lines {...props} fault={faultAt(faults, path, true)} onChange={(next) => set(path, next)} />;
}

type LinesProps = {
  path: Path;
  label: string;
  words: readonly string[];
  isTerse: boolean;
  fault: string | undefined;
  onChange(words: string[]): void;
};

function Lines({ path, label, words, isTerse, fault, onChange }: LinesProps) {
  return (
    <div className="place" data-place={placeOf(path)}>
      <Textarea
        size="sm"
        label={label}
        description={isTerse ? undefined : `${about(path).description} One a line.`}
        error={fault}
        classNames={{ input: 'growing' }}
        rows={rowsFor(words.join('\n'))}
        dir="auto"
        value={words.join('\n')}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange(value === '' ? [] : value.split('\n'));
        }}
      />
    </div>
  );
}
