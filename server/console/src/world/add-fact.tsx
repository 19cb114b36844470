import { Button, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useKept } from '../hooks.ts';
import { useAttempt } from './attempt.ts';

type Props = {
  instance: string;
  isLive: boolean;
  isTaken(key: string): boolean;
  onAdd(key: string, text: string): Promise<unknown>;
};

/** Adds a fact, or has another text stand under a key. */
export function AddFact({ instance, isLive, isTaken, onAdd }: Props) {
  const [key, setKey] = useKept(`world.fact-key.${instance}`);
  const [text, setText] = useKept(`world.fact-text.${instance}`);
  const attempt = useAttempt();
  const name = key.trim();
  const add = async (event: FormEvent) => {
    event.preventDefault();
    if (!(await attempt.run(() => onAdd(name, text.trim())))) return;
    setKey('');
    setText('');
  };
  return (
    <form className="add-fact" onSubmit={add} aria-label="Add a fact">
      <TextInput
        size="xs"
        aria-label="Key of the new fact"
        placeholder="New key"
        value={key}
        maxLength={60}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <TextInput
        size="xs"
        aria-label="Text of the new fact"
        placeholder="What everybody knows now"
        value={text}
        maxLength={400}
        error={attempt.problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button
        type="submit"
        size="xs"
        variant="default"
        disabled={!isLive || name === '' || text.trim() === ''}
        loading={attempt.isUnderWay}
      >
        {isTaken(name) ? 'Replace' : 'Add'}
      </Button>
    </form>
  );
}
