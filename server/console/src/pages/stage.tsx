import './stage.css';
import { Alert, Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useKeys } from '../hooks.ts';
import { namesIn } from '../live/record.ts';
import type { NpcView, WorldView } from '../live/snapshot.ts';
import type { PageProps } from '../page.ts';
import { LiveState } from '../parts/live-state.tsx';
import { LongList } from '../parts/long-list.tsx';
import { NpcRow } from '../parts/npc-row.tsx';
import { patchAll, pauseOne } from '../parts/pausing.ts';

/** From how many NPCs on only those that are seen are drawn. */
const MANY = 60;

type Place = WorldView['locations'][number] & Pick<WorldView, 'npcs' | 'players'>;

/** The instance as it is now: who is where, and what they do, want and think. */
export function Stage({ world, entries, isLive, server, route, observer }: PageProps) {
  const [named, bond] = route;
  const [problem, setProblem] = useState<string>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = (npc: string) =>
    setOpened((old) =>
      old.has(npc) ? new Set([...old].filter((id) => id !== npc)) : new Set([...old, npc]),
    );
  // What the address says anew counts.
  useEffect(() => {
    if (named === undefined) return;
    setOpened((old) => new Set([...old, named]));
    document.querySelector(`[data-npc="${CSS.escape(named)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [named]);
  const attempt = (ask: () => Promise<unknown>) =>
    ask().then(
      () => setProblem(undefined),
      (error: Error) => setProblem(error.message),
    );
  const pauseAll = () => attempt(() => observer.request('pause', { paused: !world.paused }));
  useKeys({ p: () => void (isLive && pauseAll()) });
  const names = namesIn(entries, world);
  const { peopled, empty } = placesOf(world);
  const draw = (npc: NpcView) => (
    <NpcRow
      key={npc.id}
      npc={npc}
      entries={entries}
      to={names.get(npc.addressing) ?? ''}
      model={server?.model ?? ''}
      isLive={isLive}
      onPause={() => attempt(() => pauseOne(observer, world, npc))}
      isOpen={opened.has(npc.id)}
      onToggle={() => toggle(npc.id)}
    >
      <LiveState
        npc={npc}
        world={world}
        isLive={isLive}
        observer={observer}
        shown={npc.id === named ? bond : undefined}
      />
    </NpcRow>
  );
  return (
    <div className="stage">
      <div className="stage-head">
        <h1>{world.title}</h1>
        <span className="now">
          <span title="The clock of the world">{world.time}</span>
          {world.weather && <span title="Weather">{world.weather}</span>}
        </span>
        <Pausing
          world={world}
          isLive={isLive}
          onPauseAll={pauseAll}
          onResume={(npcs) => attempt(() => patchAll(observer, npcs, false))}
        />
      </div>
      {problem && (
        <Alert color="red" withCloseButton closeButtonLabel="Dismiss" onClose={() => setProblem(undefined)}>
          {problem}
        </Alert>
      )}
      <div className="stage-body">
        <div className="places">
          {world.npcs.length === 0 && (
            <p className="notice">
              Nobody lives here yet. Add a persona to the world's folder, under <code>personas/</code>.
            </p>
          )}
          {world.npcs.length > MANY ? (
            <ManyPlaces places={peopled} shown={named} draw={draw} />
          ) : (
            peopled.map((place) => (
              <section key={place.id} className="place" aria-labelledby={`place-${place.id}`}>
                <PlaceName place={place} />
                {place.npcs.map(draw)}
                {place.npcs.length === 0 && <p className="nobody">No NPC here.</p>}
              </section>
            ))
          )}
          {empty.length > 0 && (
            <p className="empty-places">Nobody at: {empty.map(({ name }) => name).join(', ')}</p>
          )}
        </div>
        <Facts facts={world.facts} />
      </div>
    </div>
  );
}

type PausingProps = {
  world: WorldView;
  isLive: boolean;
  onPauseAll(): void;
  onResume(npcs: NpcView[]): void;
};

/** Whether all is paused, in words, and who is on their own. */
function Pausing({ world, isLive, onPauseAll, onResume }: PausingProps) {
  const paused = world.paused ? [] : world.npcs.filter(({ activity }) => activity === 'paused');
  return (
    <span className="pausing">
      <span role="status">{world.paused && <strong>All is paused: no NPC begins a turn.</strong>}</span>
      {paused.length > 0 && (
        <Button size="compact-sm" variant="default" disabled={!isLive} onClick={() => onResume(paused)}>
          {paused.length === 1 ? `Resume ${paused[0]!.name} alone` : `Resume the ${paused.length} paused`}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant={world.paused ? 'filled' : 'default'}
        disabled={!isLive || world.npcs.length === 0}
        onClick={onPauseAll}
      >
        {world.paused ? 'Resume all' : 'Pause all'}
      </Button>
    </span>
  );
}

type ManyPlacesProps = {
  places: Place[];
  /** The NPC that the address names. */
  shown: string | undefined;
  draw(npc: NpcView): ReactNode;
};

/** Places and NPCs one below the other; only what is seen is drawn. */
function ManyPlaces({ places, shown, draw }: ManyPlacesProps) {
  const rows = places.flatMap((place): (Place | NpcView)[] => [place, ...place.npcs]);
  return (
    <LongList
      label="Who is where"
      items={rows}
      keyOf={(row) => ('npcs' in row ? `place:${row.id}` : row.id)}
      rowHeight={66}
      shown={shown}
    >
      {(row) => ('npcs' in row ? <PlaceName place={row} /> : draw(row))}
    </LongList>
  );
}

const PlaceName = ({ place }: { place: Place }) => (
  <h2 id={`place-${place.id}`} className="place-name" title={place.description}>
    {place.name}
    {place.players.map(({ id, name }) => (
      <span key={id} className="player">
        {name}
      </span>
    ))}
  </h2>
);

const Facts = ({ facts }: Pick<WorldView, 'facts'>) => (
  <aside aria-labelledby="facts">
    <h2 id="facts" className="place-name">
      Facts everybody knows
    </h2>
    {facts.length === 0 ? (
      <p className="nobody">None yet.</p>
    ) : (
      <dl className="facts">
        {facts.map(({ key, text }) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    )}
  </aside>
);

function placesOf({ locations, npcs, players }: WorldView): { peopled: Place[]; empty: Place[] } {
  const npcsAt = byLocation(npcs);
  const playersAt = byLocation(players);
  const places = locations.map((place) => ({
    ...place,
    npcs: npcsAt.get(place.id) ?? [],
    players: playersAt.get(place.id) ?? [],
  }));
  const isPeopled = (place: Place) => place.npcs.length + place.players.length > 0;
  return { peopled: places.filter(isPeopled), empty: places.filter((place) => !isPeopled(place)) };
}

function byLocation<Somebody extends { location: string }>(
  all: readonly Somebody[],
): Map<string, Somebody[]> {
  const groups = new Map<string, Somebody[]>();
  for (const one of all) {
    const group = groups.get(one.location);
    if (group) group.push(one);
    else groups.set(one.location, [one]);
  }
  return groups;
}
