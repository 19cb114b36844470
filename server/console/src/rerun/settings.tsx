import { NativeSelect, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { PlanMode } from '../../../../schemas/layers.ts';
import type { Changes } from './use-runs.ts';

/** What can be chosen for a run, as it is typed. */
export type Settings = { model: string; plan: string; temperature: string; maxTokens: string };

export const AS_IT_IS: Settings = { model: '', plan: '', temperature: '', maxTokens: '' };

/** What of it differs from how the persona and the server have it. */
export const changesOf = ({ model, plan, temperature, maxTokens }: Settings): Changes => ({
  ...(model.trim() && { model: model.trim() }),
  ...(plan && { plan: plan as PlanMode }),
  ...(temperature.trim() && { temperature: Number(temperature) }),
  ...(maxTokens.trim() && { maxTokens: Number(maxTokens) }),
});

/** The same in words. */
export const wordsOf = ({ model, plan, temperature, maxTokens }: Changes): string[] => [
  ...(model ? [model] : []),
  ...(plan ? [`plan ${plan}`] : []),
  ...(temperature !== undefined ? [`temperature ${temperature}`] : []),
  ...(maxTokens !== undefined ? [`at most ${maxTokens} tokens`] : []),
];

type Props = { settings: Settings; models: readonly string[]; onChange(settings: Settings): void };

/** Another model, plan or sampling for the next run; what is left empty is as the persona and the server have it. */
export function RunSettings({ settings, models, onChange }: Props) {
  const id = useId();
  const set = (change: Partial<Settings>) => onChange({ ...settings, ...change });
  return (
    <div className="run-settings">
      <TextInput
        size="xs"
        label="Model"
        placeholder="as it is"
        list={id}
        value={settings.model}
        maxLength={200}
        onChange={(event) => set({ model: event.currentTarget.value })}
      />
      <datalist id={id}>
        {models.map((model) => (
          <option key={model} value={model} />
        ))}
      </datalist>
      <NativeSelect
        size="xs"
        label="Plan"
        value={settings.plan}
        onChange={(event) => set({ plan: event.currentTarget.value })}
        data={[{ value: '', label: 'as it is' }, 'full', 'short', 'off']}
      />
      <TextInput
        size="xs"
        label="Temperature"
        placeholder="as it is"
        type="number"
        min={0}
        max={2}
        step={0.1}
        value={settings.temperature}
        onChange={(event) => set({ temperature: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label="Longest reply, tokens"
        placeholder="as it is"
        type="number"
        min={16}
        max={8192}
        value={settings.maxTokens}
        onChange={(event) => set({ maxTokens: event.currentTarget.value })}
      />
    </div>
  );
}
