import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { ClientMessage } from '../../../../schemas/messages.ts';
import { useKept, useKeys } from '../hooks.ts';
import type { Part } from '../live/actor.ts';
import type { WorldView } from '../live/snapshot.ts';

type Props = {
  instance: string;
  world: WorldView;
  isLive: boolean;
  /** The NPC that the address names. */
  chosen: string | undefined;
  /** Whom one speaks to; empty: whoever is meant. */
  npc: string;
  onAddress(npc: string): void;
  /** Resolves to whether the server took it. */
  onSay(part: Omit<Part, 'instance'>, words: Partial<ClientMessage<'say'>>): Promise<boolean>;
  /** Absent while nobody speaks. */
  onInterrupt: (() => void) | undefined;
};

/** Who speaks, where, to whom, and what. What is typed stays until the server has it, also across restarts and reloads. */
export function Composer(props: Props) {
  const { instance, world, isLive, chosen, npc, onAddress: setNpc, onSay, onInterrupt } = props;
  const [name, setName] = useKept('talk.name', 'Traveller');
  const [place, setPlace] = useKept(`talk.place.${instance}`);
  const [text, setText] = useKept(`talk.text.${instance}`);
  const [action, setAction] = useKept(`talk.action.${instance}`);
  const [isWhisper, setWhisper] = useState(false);
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const address = (id: string) => {
    setNpc(id);
    // One goes to whom one speaks to.
    const there = world.npcs.find((other) => other.id === id)?.location;
    if (there) setPlace(there);
  };
  // Only what the address says anew counts.
  useEffect(() => {
    if (chosen && world.npcs.some(({ id }) => id === chosen)) address(chosen);
    field.current?.focus();
  }, [chosen]);
  useKeys({ '/': () => field.current?.focus() });

  const addressee = world.npcs.find(({ id }) => id === npc);
  const isKnown = world.locations.some(({ id }) => id === place);
  const here = isKnown
    ? place
    : (addressee?.location ?? world.npcs[0]?.location ?? world.locations[0]?.id ?? '');
  const canSay = isLive && !isSending && name.trim() !== '' && (text.trim() !== '' || action.trim() !== '');
  const say = async () => {
    if (!canSay) return;
    setSending(true);
    const words = {
      text,
      ...(action.trim() && { action: action.trim() }),
      ...(addressee && { npc: addressee.id }),
      ...(isWhisper && { whisper: true }),
    };
    const isTaken = await onSay({ name: name.trim(), location: here }, words);
    setSending(false);
    if (!isTaken) return;
    setText('');
    setAction('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void say();
  };
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      void say();
    } else if (event.key === 'Escape') {
      if (onInterrupt) onInterrupt();
      else (event.target as HTMLElement).blur();
    } else if (event.altKey && event.key.toLowerCase() === 'w') {
      event.preventDefault();
      setWhisper(!isWhisper);
    }
  };
  const groups = useMemo(() => groupsOf(world), [world]);
  return (
    <form className="composer" onSubmit={submit} aria-label="Say something">
      <div className="who">
        <TextInput
          size="xs"
          label="Play"
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="in"
          value={here}
          onChange={(event) => {
            setPlace(event.currentTarget.value);
            if (addressee?.location !== event.currentTarget.value) setNpc('');
          }}
          data={world.locations.map(({ id, name: label }) => ({ value: id, label }))}
        />
        <NativeSelect
          size="xs"
          label="to"
          value={addressee?.id ?? ''}
          onChange={(event) => address(event.currentTarget.value)}
          data={[{ value: '', label: 'whoever is meant' }, ...groups]}
        />
        <Checkbox
          size="xs"
          label="Whisper"
          checked={isWhisper}
          onChange={(event) => setWhisper(event.currentTarget.checked)}
        />
      </div>
      <div className="words">
        <TextInput
          size="sm"
          aria-label="Action"
          placeholder="What you do, if anything"
          value={action}
          maxLength={300}
          onChange={(event) => setAction(event.currentTarget.value)}
          onKeyDown={press}
        />
        <Textarea
          ref={field}
          size="sm"
          aria-label="Text"
          placeholder={isLive ? 'What you say' : 'The server is away; what you type is kept'}
          value={text}
          maxLength={2000}
          autosize
          minRows={1}
          maxRows={6}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={press}
        />
        <Button type="submit" size="sm" disabled={!canSay} loading={isSending}>
          Say
        </Button>
      </div>
    </form>
  );
}

/** NPCs by where they are. */
const groupsOf = ({ locations, npcs }: WorldView) =>
  locations
    .map(({ id, name: group }) => ({
      group,
      items: npcs
        .filter(({ location }) => location === id)
        .map((one) => ({ value: one.id, label: one.name })),
    }))
    .filter(({ items }) => items.length > 0);
