import { Button, Radio, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { PersonaConflicts } from '../../../../schemas/console/personas.ts';
import type { Persona } from '../../../../schemas/persona.ts';
import { Words } from '../parts/words.tsx';
import { asText } from './as-text.ts';
import { withValue } from './draft.ts';
import { nameOf } from './fields.ts';
import { rowsFor } from './text-field.tsx';
import { Author } from './version-line.tsx';

type Props = {
  conflict: PersonaConflicts;
  base: number;
  onChoose(persona: Persona, isSaved: boolean): void;
  onCancel(): void;
};

type Pick = { side: 'mine' | 'theirs'; text?: string };

/** Where somebody else saved another text meanwhile: each field with both, to choose from or to write anew. */
export function Conflicts({ conflict, base, onChoose, onCancel }: Props) {
  const { live, conflicts, merged } = conflict;
  const [picks, set] = useState<Record<string, Pick>>({});
  const isDone = conflicts.every(({ path }) => picks[path.join('.')]);
  const chosen = () =>
    conflicts.reduce((persona, { path, mine, theirs }) => {
      const { side, text } = picks[path.join('.')]!;
      return withValue(persona, path, text ?? (side === 'mine' ? mine : theirs));
    }, merged);
  return (
    <section className="conflicts" aria-labelledby="conflicts">
      <h2 id="conflicts">
        Version {live.version} <Author author={live.author} /> changed the same
      </h2>
      <p>
        Nothing was saved. Choose for each field; everything else of yours and of theirs is kept. You can
        still edit all of it afterwards.
      </p>
      {conflicts.map(({ path, base: old, mine, theirs }) => {
        const key = path.join('.');
        const pick = picks[key];
        const choose = (side: Pick['side']) => set({ ...picks, [key]: { side } });
        const value = pick?.side === 'mine' ? mine : theirs;
        return (
          <fieldset key={key}>
            <legend>{nameOf(path)}</legend>
            <div className="sides">
              <div>
                <h3>Version {base}, before both</h3>
                <p className="words-changed" dir="auto">
                  {asText(old) || '(nothing)'}
                </p>
              </div>
              <div>
                <Radio
                  size="xs"
                  name={key}
                  label="Theirs"
                  checked={pick?.side === 'theirs'}
                  onChange={() => choose('theirs')}
                />
                <Words from={asText(old)} to={asText(theirs)} />
              </div>
              <div>
                <Radio
                  size="xs"
                  name={key}
                  label="Yours"
                  checked={pick?.side === 'mine'}
                  onChange={() => choose('mine')}
                />
                <Words from={asText(old)} to={asText(mine)} />
              </div>
            </div>
            {pick && typeof value === 'string' && (
              <Textarea
                size="sm"
                label="What will be saved"
                classNames={{ input: 'growing' }}
                rows={rowsFor(pick.text ?? value)}
                dir="auto"
                value={pick.text ?? value}
                onChange={(event) => set({ ...picks, [key]: { ...pick, text: event.currentTarget.value } })}
              />
            )}
          </fieldset>
        );
      })}
      <div className="conflict-ends">
        <Button size="xs" disabled={!isDone} onClick={() => onChoose(chosen(), true)}>
          Save with these
        </Button>
        <Button size="xs" variant="default" disabled={!isDone} onClick={() => onChoose(chosen(), false)}>
          Edit on with these
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          Back to your draft
        </Button>
      </div>
    </section>
  );
}
