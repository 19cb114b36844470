import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MemoryView } from '../../../../schemas/console/memories.ts';
import { useAttempt } from '../world/attempt.ts';
import { type MemoryFields, useMemoryDraft } from './draft.ts';
import { MemoryForm } from './memory-form.tsx';
import type { Person } from './people.ts';

type Props = {
  /** Under what its draft is kept. */
  name: string;
  npcName: string;
  people: readonly Person[];
  isLive: boolean;
  onAdd(draft: MemoryFields): Promise<MemoryView>;
  onAdded(memory: MemoryView): void;
};

const BLANK: MemoryFields = { kind: 'fact', text: '', importance: 5, about: '' };

/** Has an NPC remember something that nobody said in the game. */
export function AddMemory({ name, npcName, people, isLive, onAdd, onAdded }: Props) {
  const [kept, setDraft] = useMemoryDraft(name);
  const [isFresh, setFresh] = useState(false);
  const attempt = useAttempt();
  const begin = () => {
    setFresh(true);
    setDraft({});
  };
  if (!kept)
    return (
      <Button size="xs" variant="default" onClick={begin}>
        Add a memory…
      </Button>
    );
  const draft = { ...BLANK, ...kept };
  const add = () =>
    attempt.run(async () => {
      const memory = await onAdd(draft);
      setDraft(undefined);
      onAdded(memory);
    });
  return (
    <MemoryForm
      label={`New memory of ${npcName}`}
      draft={draft}
      people={people}
      verb="Add"
      isFresh={isFresh}
      isLive={isLive}
      attempt={attempt}
      onDraft={setDraft}
      onSave={() => void add()}
      onCancel={() => {
        setDraft(undefined);
        attempt.forget();
      }}
    />
  );
}
