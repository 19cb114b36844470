import { Button, Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useKept } from '../hooks.ts';
import type { WorldView } from '../live/snapshot.ts';
import type { PageProps } from '../page.ts';
import { useAttempt } from './attempt.ts';

type Props = Pick<PageProps, 'instance' | 'isLive' | 'observer'> & { world: WorldView };
type Person = { address: string; name: string };

/** One message names at most so many. */
const MAX_WITNESSES = 100;

/** Has something happen: those at the place perceive it, or only some of them; NPCs answer it or just remember. */
export function EventForm({ instance, world, isLive, observer }: Props) {
  const [text, setText] = useKept(`world.event.${instance}`);
  const [place, setPlace] = useKept(`world.event-place.${instance}`);
  const [isChosen, setChosen] = useState(false);
  const [witnesses, setWitnesses] = useState<readonly string[]>([]);
  const [isPrompting, setPrompting] = useState(false);
  const [sent, setSent] = useState<string>();
  const attempt = useAttempt();
  const location = world.locations.find(({ id }) => id === place);
  const people = peopleAt(world, location?.id);
  const chosen = people.filter(({ address }) => witnesses.includes(address));
  const perceiving = isChosen ? chosen : people;
  // Nobody at a place: what happens there is kept all the same. Nobody anywhere: nobody could ever know.
  const canSend = isLive && text.trim() !== '' && (perceiving.length > 0 || (!isChosen && location));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const words = { text, ...(isPrompting && { prompt: true }) };
    const addresses = perceiving.map(({ address }) => address);
    const isSent = await attempt.run(async () => {
      if (location && !isChosen) return observer.request('event', { ...words, location: location.id });
      const where = location ? { location: location.id } : {};
      for (let from = 0; from < addresses.length; from += MAX_WITNESSES)
        await observer.request('event', {
          ...words,
          ...where,
          witnesses: addresses.slice(from, from + MAX_WITNESSES),
        });
    });
    if (!isSent) return;
    const names = perceiving.map(({ name }) => name).join(', ') || 'nobody';
    setSent(`Sent to ${names} (${location?.name ?? 'everywhere'}): ${text.trim()}`);
    setText('');
  };
  const choose = (address: string, isOne: boolean) =>
    setWitnesses((old) => (isOne ? [...old, address] : old.filter((one) => one !== address)));
  return (
    <section className="panel" aria-labelledby="event">
      <h2 id="event">Send an event</h2>
      <form className="event-form" onSubmit={send} aria-label="Send an event">
        <Textarea
          size="xs"
          label="What happens"
          placeholder="A log breaks in the fire, and sparks fly."
          value={text}
          maxLength={1000}
          autosize
          minRows={2}
          maxRows={8}
          error={attempt.problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="Where"
          value={location?.id ?? ''}
          onChange={(event) => setPlace(event.currentTarget.value)}
          data={[
            { value: '', label: 'everywhere' },
            ...world.locations.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Checkbox
          size="xs"
          label="Only some of those there perceive it"
          checked={isChosen}
          onChange={(event) => setChosen(event.currentTarget.checked)}
        />
        {isChosen && (
          <fieldset className="witnesses">
            <legend className="hidden">Who perceives it</legend>
            {people.map(({ address, name }) => (
              <Checkbox
                key={address}
                size="xs"
                label={name}
                checked={witnesses.includes(address)}
                onChange={(event) => choose(address, event.currentTarget.checked)}
              />
            ))}
            {people.length === 0 && <span className="nothing">Nobody is there.</span>}
          </fieldset>
        )}
        <Checkbox
          size="xs"
          label="NPCs who perceive it answer"
          checked={isPrompting}
          onChange={(event) => setPrompting(event.currentTarget.checked)}
        />
        <Button type="submit" size="xs" disabled={!canSend} loading={attempt.isUnderWay}>
          Send
        </Button>
      </form>
      <p className="sent" role="status">
        {sent}
      </p>
    </section>
  );
}

const peopleAt = ({ npcs, players }: WorldView, location: string | undefined): Person[] =>
  [
    ...npcs.map((npc) => ({ ...npc, address: `npc:${npc.id}` })),
    ...players.map((player) => ({ ...player, address: `player:${player.id}` })),
  ].filter((person) => location === undefined || person.location === location);
