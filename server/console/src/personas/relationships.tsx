import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { PersonaSummary } from '../../../../schemas/console/personas.ts';
import { focusPlace, useForm } from './form-context.ts';
import { TextField } from './text-field.tsx';

type Props = { id: string; relationships: Record<string, string>; cast: readonly PersonaSummary[] };

/** What the character thinks of others of the cast; those not yet there can be picked. */
export function Relationships({ id, relationships, cast }: Props) {
  const { set } = useForm();
  const [picked, pick] = useState('');
  const awaited = useRef<string>(undefined);
  useEffect(() => {
    if (awaited.current !== undefined) focusPlace(['relationships', awaited.current]);
    awaited.current = undefined;
  }, [relationships]);
  const names = new Map(cast.map((one) => [one.id, one.name]));
  const others = cast.filter((one) => one.id !== id && !Object.hasOwn(relationships, one.id));
  const chosen = others.some((one) => one.id === picked) ? picked : (others[0]?.id ?? '');
  return (
    <div className="entries" data-place="relationships">
      {Object.entries(relationships).map(([other, text]) => (
        <div key={other} className="entry-field">
          <div className="entry-body">
            <TextField
              path={['relationships', other]}
              label={names.get(other) ?? `${other} (there is none)`}
              value={text}
              isTerse
            />
          </div>
          <div className="entry-tools">
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Remove ${names.get(other) ?? other}`}
              title={`Remove ${names.get(other) ?? other}`}
              onClick={() => set(['relationships', other], undefined)}
            >
              ×
            </Button>
          </div>
        </div>
      ))}
      {others.length > 0 && (
        <div className="pick">
          <NativeSelect
            size="xs"
            aria-label="Somebody of the cast"
            value={chosen}
            onChange={(event) => pick(event.currentTarget.value)}
            data={others.map((one) => ({ value: one.id, label: one.name }))}
          />
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              awaited.current = chosen;
              set(['relationships', chosen], '');
            }}
          >
            Add person
          </Button>
        </div>
      )}
    </div>
  );
}
