import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { LabRun, LabSetup } from '../../../../schemas/console/lab.ts';
import { DatasetFields } from './dataset-fields.tsx';
import { type Draft, LABELS } from './draft.ts';

type Props = {
  draft: Draft;
  npcs: LabSetup['npcs'];
  runs: readonly LabRun[];
  /** Those that are open. */
  instances: readonly string[];
  onChange(fields: Partial<Draft>): void;
};

/** What is asked for each kind of run. */
export function KindFields({ draft, npcs, runs, instances, onChange }: Props) {
  const number = (
    field: 'samples' | 'rounds' | 'repeats' | 'turns' | 'runs' | 'rollouts',
    label: string,
    max: number,
  ) => (
    <TextInput
      size="xs"
      type="number"
      label={label}
      min={1}
      max={max}
      value={draft[field]}
      onChange={(event) => onChange({ [field]: event.currentTarget.value })}
    />
  );
  if (draft.kind === 'dataset')
    return <DatasetFields draft={draft} instances={instances} onChange={onChange} />;
  if (draft.kind === 'judge') {
    const datasets = runs.filter(({ dataset }) => dataset);
    return datasets.length === 0 ? (
      <p className="hint">There is no dataset yet: make one first, of play in which takes were preferred.</p>
    ) : (
      <NativeSelect
        size="xs"
        label="Pairs of the dataset"
        value={draft.dataset}
        onChange={(event) => onChange({ dataset: event.currentTarget.value })}
        data={datasets.map(({ name }) => name)}
      />
    );
  }
  const baselines = runs.filter(({ isBaseline }) => isBaseline);
  return (
    <>
      {draft.kind === 'regression' && (
        <NativeSelect
          size="xs"
          label="Compare with"
          value={draft.against}
          onChange={(event) => onChange({ against: event.currentTarget.value })}
          data={[{ value: '', label: 'nothing: this is a baseline' }, ...baselines.map(({ name }) => name)]}
        />
      )}
      <div className="lab-fields">
        {draft.kind === 'regression' && number('samples', LABELS.samples, 50)}
        {draft.kind === 'rollouts' && number('rollouts', LABELS.samples, 64)}
        {draft.kind === 'acting' && number('rounds', LABELS.rounds, 200)}
        {draft.kind === 'acting' && number('repeats', LABELS.repeats, 20)}
        {draft.kind === 'soak' && number('turns', LABELS.turns, 500)}
        {draft.kind === 'soak' && number('runs', LABELS.runs, 20)}
      </div>
      {draft.kind !== 'acting' && (
        <Checkbox.Group
          size="xs"
          label="NPCs"
          description="none chosen: all"
          value={draft.npcs}
          onChange={(chosen) => onChange({ npcs: chosen })}
        >
          <div className="lab-npcs">
            {npcs.map(({ id, name }) => (
              <Checkbox key={id} size="xs" value={id} label={name} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      {draft.kind === 'soak' && (
        <Checkbox
          size="xs"
          label="Also talks that begin in the golden scenes"
          checked={draft.scenes}
          onChange={(event) => onChange({ scenes: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
