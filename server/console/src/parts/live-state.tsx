import './live-state.css';
import { Button, NativeSelect } from '@mantine/core';
import type { Observer } from '../live/observer.ts';
import type { NpcView, WorldView } from '../live/snapshot.ts';
import { linkTo } from '../page.ts';
import { useAttempt } from '../world/attempt.ts';
import { Bonds } from './bonds.tsx';
import { DirectorsNote } from './directors-note.tsx';
import { LiveInput } from './live-input.tsx';
import { MoodFields } from './mood-fields.tsx';
import { pauseOne } from './pausing.ts';
import { Relationships } from './relationships.tsx';
import { useBonds } from './use-bonds.ts';

type Props = {
  npc: NpcView;
  world: WorldView;
  isLive: boolean;
  observer: Observer;
  /** The bond that the address names, by whom it is with. */
  shown?: string | undefined;
};

const TEXTS = [
  { field: 'goal', label: 'Goal', maxLength: 400 },
  { field: 'thoughts', label: 'Thoughts', maxLength: 600 },
] as const;

/** What an NPC is, wants, thinks and is told to do in this instance now, each to be set while the game runs. */
export function LiveState({ npc, world, isLive, observer, shown }: Props) {
  const { instance } = observer;
  const patch = (fields: object) => observer.request('npc.patch', { npc: npc.id, ...fields });
  const name = `live.${instance}.${npc.id}`;
  const bonds = useBonds(npc, observer, isLive);
  const moving = useAttempt();
  const pausing = useAttempt();
  const isPaused = npc.activity === 'paused';
  return (
    <section className="live-state" aria-label={`Live state of ${npc.name}`}>
      <div className="live-fields">
        <MoodFields npc={npc} mood={bonds.known?.mood} name={name} isLive={isLive} onPatch={patch} />
        {TEXTS.map(({ field, label, maxLength }) => (
          <LiveInput
            key={field}
            label={label}
            fullLabel={`${label} of ${npc.name}`}
            name={`${name}.${field}`}
            value={npc[field]}
            maxLength={maxLength}
            isLive={isLive}
            onSave={(value) => patch({ [field]: value })}
          />
        ))}
        <div className="live-place">
          <NativeSelect
            size="xs"
            label="Location"
            aria-label={`Location of ${npc.name}`}
            value={npc.location}
            disabled={!isLive || moving.isUnderWay}
            error={moving.problem}
            onChange={(event) => {
              const location = event.currentTarget.value;
              void moving.run(() => patch({ location }));
            }}
            data={world.locations.map((place) => ({ value: place.id, label: place.name }))}
          />
          <Button
            size="xs"
            variant="default"
            disabled={!isLive || pausing.isUnderWay}
            onClick={() => void pausing.run(() => pauseOne(observer, world, npc))}
          >
            {isPaused ? 'Resume' : 'Pause'}
            <span className="hidden"> {npc.name}</span>
          </Button>
        </div>
        {isPaused && (
          <p className="hint">{world.paused ? 'Everybody is paused.' : 'Paused: it begins no turn.'}</p>
        )}
        {pausing.problem && (
          <p className="problem" role="alert">
            {pausing.problem}
          </p>
        )}
      </div>
      <DirectorsNote
        npc={npc}
        name={`${name}.direction`}
        isLive={isLive}
        onGive={(direction, isOnce) => patch({ direction, ...(isOnce && { once: true }) })}
      />
      <Relationships
        instance={instance}
        npc={npc}
        world={world}
        name={`${name}.of`}
        isLive={isLive}
        onSet={(other, text) => patch({ relationships: { [other]: text } })}
      />
      <Bonds
        instance={instance}
        npc={npc}
        world={world}
        bonds={bonds}
        name={`${name}.bond`}
        isLive={isLive}
        shown={shown}
      />
      <a className="live-memories" href={linkTo('memory', npc.id)}>
        What {npc.name} remembers
      </a>
    </section>
  );
}
