import { NativeSelect } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { PersonaRead, PersonaSummary } from '../../../../schemas/console/personas.ts';
import type { Persona } from '../../../../schemas/persona.ts';
import { about, type Field, type Path } from './fields.ts';
import { faultAt, placeOf, useForm } from './form-context.ts';
import { ListField, TextsField, WordsField } from './list-field.tsx';
import { Relationships } from './relationships.tsx';
import { TextField } from './text-field.tsx';

type Props = {
  field: Field;
  persona: Persona;
  id: string;
  tokens: number | undefined;
  isChanged: boolean;
  locations: PersonaRead['locations'];
  cast: readonly PersonaSummary[];
};

/** Whether a field would be drawn as it is: a long form is typed in, letter by letter. */
const isDrawn = (one: Props, other: Props): boolean =>
  one.persona[one.field.key] === other.persona[other.field.key] &&
  (['id', 'field', 'tokens', 'isChanged', 'locations', 'cast'] as const).every(
    (key) => one[key] === other[key],
  );

/** One field of the form: what it is for, what is in it, what it costs. */
export const FieldView = memo(function FieldView(props: Props) {
  const { field, tokens, isChanged } = props;
  const { key, label, kind } = field;
  const isCounted = tokens !== undefined && !['portrait', 'location', 'model', 'voice'].includes(key);
  const notes = (
    <span className="field-notes">
      {isChanged && <span className="field-changed">changed</span>}
      {isCounted && <span title="What it takes of a prompt">{tokens.toLocaleString('en')} tokens</span>}
    </span>
  );
  if (kind === 'text' || kind === 'line' || kind === 'location')
    return (
      <div className="field" data-kind={kind}>
        {notes}
        <Single {...props} />
      </div>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere.
    <div className="field" role="group" aria-label={label} data-kind={kind}>
      {notes}
      <h3>{label}</h3>
      <p className="field-about">{about([key]).description}</p>
      <Many {...props} />
    </div>
  );
}, isDrawn);

function Single({ field: { key, label, kind }, persona, locations }: Props) {
  if (kind === 'location')
    return (
      <Choice
        path={['location']}
        label={label}
        value={persona.location}
        words={locations.map(({ id, name }) => ({ value: id, label: name }))}
      />
    );
  return (
    <TextField
      path={[key]}
      label={label}
      value={persona[key] as string | undefined}
      isLine={kind === 'line'}
    />
  );
}

function Many({ field: { key, kind }, persona, id, cast }: Props): ReactNode {
  const path: Path = [key];
  switch (kind) {
    case 'lines':
      return (
        <TextsField
          path={path}
          noun={key === 'greeting' ? 'Greeting' : 'Want'}
          texts={persona[key] as string[]}
        />
      );
    case 'secrets':
      return (
        <ListField
          path={path}
          noun="Secret"
          entries={persona.secrets}
          fresh={{ text: '', keys: [], deflect: [''] }}
        >
          {(entry, at) => (
            <>
              <TextField
                path={[...at, 'text']}
                label="What is hidden"
                value={entry.text}
                isTerse={isFurther(at)}
              />
              <Kept at={at} entry={entry} />
            </>
          )}
        </ListField>
      );
    case 'taboo':
      return (
        <ListField
          path={path}
          noun="Topic"
          entries={persona.taboo}
          fresh={{ topic: '', keys: [], deflect: [''] }}
        >
          {(entry, at) => (
            <>
              <TextField
                path={[...at, 'topic']}
                label="Topic"
                value={entry.topic}
                isLine
                isTerse={isFurther(at)}
              />
              <Kept at={at} entry={entry} />
            </>
          )}
        </ListField>
      );
    case 'people':
      return <Relationships id={id} relationships={persona.relationships} cast={cast} />;
    case 'examples':
      return (
        <ListField path={path} noun="Line" entries={persona.examples} fresh={{ kind: 'small-talk', say: '' }}>
          {(entry, at) => (
            <div className="example">
              <Choice
                path={[...at, 'kind']}
                label="Kind"
                value={entry.kind}
                words={about([...at, 'kind']).words}
                isTerse={isFurther(at)}
              />
              <TextField path={[...at, 'cue']} label="Cue" value={entry.cue} isLine isTerse={isFurther(at)} />
              <TextField
                path={[...at, 'thought']}
                label="Thought"
                value={entry.thought}
                isLine
                isTerse={isFurther(at)}
              />
              <TextField
                path={[...at, 'action']}
                label="Action"
                value={entry.action}
                isLine
                isTerse={isFurther(at)}
              />
              <TextField path={[...at, 'say']} label="Words" value={entry.say} isTerse={isFurther(at)} />
            </div>
          )}
        </ListField>
      );
    case 'model':
      return (
        <div className="model-fields" data-place="model">
          <TextField path={['model', 'model']} label="Model" value={persona.model.model} isLine />
          <TextField
            path={['model', 'temperature']}
            label="Temperature"
            value={persona.model.temperature}
            isNumber
          />
          <Choice
            path={['model', 'plan']}
            label="Plan"
            value={persona.model.plan ?? ''}
            words={[{ value: '', label: 'as the server says' }, ...about(['model', 'plan']).words]}
          />
          <TextField
            path={['model', 'maxTokens']}
            label="Longest reply"
            value={persona.model.maxTokens}
            isNumber
          />
          <TextField path={['model', 'bestOf']} label="Best of" value={persona.model.bestOf} isNumber />
        </div>
      );
    default:
      return null;
  }
}

/** What brings a secret or a topic up, and how it is met. */
function Kept({ at, entry }: { at: Path; entry: { keys: string[]; deflect: string[] } }) {
  return (
    <div className="kept">
      <WordsField path={[...at, 'keys']} label="Words" words={entry.keys} isTerse={isFurther(at)} />
      <div className="deflect">
        <p className="deflect-name">Answers</p>
        {!isFurther(at) && <p className="field-about">{about([...at, 'deflect']).description}</p>}
        <TextsField path={[...at, 'deflect']} noun="Answer" texts={entry.deflect} />
      </div>
    </div>
  );
}

/** Whether an entry stands behind the first, which explains its fields. */
const isFurther = (at: Path): boolean => at.at(-1) !== 0;

type Word = string | { value: string; label: string };

function Choice(props: { path: Path; label: string; value: string; words: Word[]; isTerse?: boolean }) {
  const { path, label, value, words, isTerse } = props;
  const { faults, set } = useForm();
  const isKnown = words.some((word) => (typeof word === 'string' ? word : word.value) === value);
  return (
    <div className="place" data-place={placeOf(path)}>
      <NativeSelect
        size="sm"
        label={label}
        description={isTerse ? undefined : about(path).description}
        error={faultAt(faults, path)}
        value={value}
        data={isKnown ? words : [...words, { value, label: `${value} (there is none)` }]}
        onChange={(event) => set(path, event.currentTarget.value || undefined)}
      />
    </div>
  );
}
