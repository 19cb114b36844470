import { NativeSelect } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Place } from '../../../../schemas/console/world.ts';
import type { WorldView } from '../live/snapshot.ts';
import type { PageProps } from '../page.ts';
import { useAttempt } from './attempt.ts';
import { SceneField } from './scene-field.tsx';
import type { Content } from './use-world.ts';

type Props = Pick<PageProps, 'instance' | 'isLive' | 'observer'> & {
  world: WorldView;
  content: Content;
  /** The location that the address names. */
  shown: string | undefined;
};

/** The places of the world: what they are, who is there, what is going on. */
export function Locations({ instance, world, isLive, observer, content, shown }: Props) {
  const { detail, refresh } = content;
  const places = world.locations.map(({ id, name }) => ({ value: id, label: name }));
  const nameOf = (npc: string) => world.npcs.find(({ id }) => id === npc)?.name ?? npc;
  return (
    <section className="panel" aria-labelledby="locations">
      <div className="panel-head">
        <h2 id="locations">Locations</h2>
        <span className="count">{world.locations.length}</span>
        <code className="from-file">world.yaml</code>
      </div>
      {world.locations.map((location) => (
        <LocationCard
          key={location.id}
          instance={instance}
          location={location}
          place={detail?.places[location.id]}
          isStart={detail?.start === location.id}
          hostName={nameOf}
          npcs={world.npcs.filter((npc) => npc.location === location.id)}
          players={world.players.filter((player) => player.location === location.id)}
          places={places}
          isShown={shown === location.id}
          isLive={isLive}
          onMove={(npc, to) => observer.request('npc.patch', { npc, location: to })}
          onScene={(scene) =>
            observer.request('world.patch', { scene: { [location.id]: scene } }).then(refresh)
          }
        />
      ))}
    </section>
  );
}

type CardProps = {
  instance: string;
  location: WorldView['locations'][number];
  place: Place | undefined;
  isStart: boolean;
  hostName(npc: string): string;
  npcs: WorldView['npcs'];
  players: WorldView['players'];
  places: { value: string; label: string }[];
  isShown: boolean;
  isLive: boolean;
  onMove(npc: string, to: string): Promise<unknown>;
  onScene(scene: string | null): Promise<unknown>;
};

function LocationCard(props: CardProps) {
  const { instance, location, place, isStart, hostName, npcs, players, places } = props;
  const { isShown, isLive, onMove, onScene } = props;
  const { id, name, description } = location;
  const card = useRef<HTMLElement>(null);
  const attempt = useAttempt();
  const isWhole = place !== undefined;
  // Scenes that come in move it once more.
  useEffect(() => {
    if (isShown) card.current?.scrollIntoView({ block: 'start' });
  }, [isShown, isWhole]);
  return (
    <article
      ref={card}
      className="location"
      aria-labelledby={`location-${id}`}
      aria-current={isShown || undefined}
    >
      <div className="row-head">
        <h3 id={`location-${id}`}>{name}</h3>
        <code className="from-file">{id}</code>
        {isStart && <span className="origin">players arrive here</span>}
        {place?.host && <span className="origin">{hostName(place.host)} greets newcomers</span>}
      </div>
      <p className="text">{description}</p>
      <SceneField instance={instance} id={id} name={name} place={place} isLive={isLive} onSet={onScene} />
      <div className="here">
        {npcs.map((npc) => (
          <span key={npc.id} className="somebody">
            <a href={`#talk/${npc.id}`}>{npc.name}</a>
            <NativeSelect
              size="xs"
              aria-label={`Where ${npc.name} is`}
              value={id}
              disabled={!isLive || attempt.isUnderWay}
              onChange={(event) => {
                const to = event.currentTarget.value;
                void attempt.run(() => onMove(npc.id, to));
              }}
              data={places}
            />
          </span>
        ))}
        {players.map((player) => (
          <span key={player.id} className="somebody" data-kind="player" title="A player">
            {player.name}
          </span>
        ))}
        {npcs.length + players.length === 0 && <span className="nothing">Nobody is here.</span>}
      </div>
      {attempt.problem && (
        <p className="problem" role="alert">
          {attempt.problem}
        </p>
      )}
    </article>
  );
}
