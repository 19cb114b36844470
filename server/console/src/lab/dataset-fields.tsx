import { Checkbox, NativeSelect } from '@mantine/core';
import type { LayoutName } from '../../../../schemas/lab/training.ts';
import { ConsentFields } from './consent-fields.tsx';
import type { Draft } from './draft.ts';

const LAYOUTS: Record<LayoutName, string> = {
  trl: 'TRL',
  verl: 'verl',
  llama_factory: 'LLaMA-Factory',
  ms_swift: 'ms-swift',
};

type Props = { draft: Draft; instances: readonly string[]; onChange(fields: Partial<Draft>): void };

/** Which play becomes training data, and in whose form. */
export const DatasetFields = ({ draft, instances, onChange }: Props) => (
  <>
    <NativeSelect
      size="xs"
      label="Play of"
      value={draft.instance}
      onChange={(event) => onChange({ instance: event.currentTarget.value })}
      data={[{ value: '', label: 'every instance' }, ...instances]}
    />
    <Checkbox.Group
      size="xs"
      label="Also as these trainers read it"
      value={draft.layouts}
      onChange={(layouts) => onChange({ layouts: layouts as LayoutName[] })}
    >
      <div className="lab-npcs">
        {Object.entries(LAYOUTS).map(([value, label]) => (
          <Checkbox key={value} size="xs" value={value} label={label} />
        ))}
      </div>
    </Checkbox.Group>
    <ConsentFields draft={draft} onChange={onChange} />
  </>
);
