import { NativeSelect } from '@mantine/core';
import type { NpcBonds } from '../../../../schemas/console/bonds.ts';
import type { NpcView } from '../live/snapshot.ts';
import { useAttempt } from '../world/attempt.ts';
import { LiveInput } from './live-input.tsx';

type Props = {
  npc: NpcView;
  /** Undefined until it is known. */
  mood: NpcBonds['mood'] | undefined;
  /** Under what drafts are kept. */
  name: string;
  isLive: boolean;
  onPatch(fields: object): Promise<unknown>;
};

const STRENGTHS = Array.from({ length: 11 }, (_, index) => ({
  value: `${index * 10}`,
  label: `${index * 10} %`,
}));

/** What an NPC feels and how strongly, each to be set. */
export function MoodFields({ npc, mood, name, isLive, onPatch }: Props) {
  const setting = useAttempt();
  const isUsual = npc.moodIntensity === 0;
  return (
    <>
      <div className="live-mood">
        <LiveInput
          label="Mood"
          fullLabel={`Mood of ${npc.name}`}
          name={`${name}.mood`}
          value={npc.mood}
          maxLength={60}
          isLive={isLive}
          onSave={(value) => onPatch({ mood: value })}
        />
        <NativeSelect
          size="xs"
          label="How strongly"
          aria-label={`How strong the mood of ${npc.name} is`}
          value={`${npc.moodIntensity}`}
          disabled={!isLive || setting.isUnderWay}
          error={setting.problem}
          onChange={(event) => {
            const moodIntensity = Number(event.currentTarget.value) / 100;
            void setting.run(() => onPatch({ moodIntensity }));
          }}
          data={STRENGTHS}
        />
      </div>
      {mood && (
        <p className="meta live-mood-words">
          {isUsual
            ? 'As it feels as a rule.'
            : `In the prompt: ${mood.words}. It fades; as a rule: ${mood.baseline}.`}
        </p>
      )}
    </>
  );
}
