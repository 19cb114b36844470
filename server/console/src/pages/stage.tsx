import './stage.css';
import { Alert, Button } from '@mantine/core';
import { useState } from 'react';
import { useKeys } from '../hooks.ts';
import { namesIn } from '../live/record.ts';
import type { NpcView } from '../live/snapshot.ts';
import type { PageProps } from '../page.ts';
import { NpcRow } from '../parts/npc-row.tsx';

/** The instance as it is now: who is where, and what they do, want and think. */
export function Stage({ world, entries, isLive, server, observer }: PageProps) {
  const model = server?.model ?? '';
  const [problem, setProblem] = useState<string>();
  const isPaused = world.npcs.length > 0 && world.npcs.every(({ activity }) => activity === 'paused');
  const attempt = (ask: () => Promise<unknown>) =>
    ask().then(
      () => setProblem(undefined),
      (error: Error) => setProblem(error.message),
    );
  const patch = (npc: string, paused: boolean) => observer.request('npc.patch', { npc, paused });
  const pauseAll = () =>
    attempt(async () => {
      // Whoever was paused one by one goes on with the rest.
      if (isPaused) for (const { id } of world.npcs) await patch(id, false);
      await observer.request('pause', { paused: !isPaused });
    });
  const pauseOne = (npc: NpcView) =>
    attempt(async () => {
      const goesOn = npc.activity === 'paused';
      if (goesOn && isPaused) {
        // The whole instance may be what is paused: the others stay so one by one.
        for (const { id } of world.npcs) if (id !== npc.id) await patch(id, true);
        await observer.request('pause', { paused: false });
      }
      await patch(npc.id, !goesOn);
    });
  useKeys({ p: () => void (isLive && pauseAll()) });
  const names = namesIn(entries, world);
  const places = world.locations.map((place) => ({
    ...place,
    npcs: world.npcs.filter(({ location }) => location === place.id),
    players: world.players.filter(({ location }) => location === place.id),
  }));
  const peopled = places.filter(({ npcs, players }) => npcs.length + players.length > 0);
  const empty = places.filter((place) => !peopled.includes(place));
  return (
    <div className="stage">
      <div className="stage-head">
        <h1>{world.title}</h1>
        <span className="now">
          <span title="The clock of the world">{world.time}</span>
          {world.weather && <span title="Weather">{world.weather}</span>}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          disabled={!isLive || world.npcs.length === 0}
          onClick={pauseAll}
        >
          {isPaused ? 'Resume all' : 'Pause all'}
        </Button>
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
          {peopled.map((place) => (
            <section key={place.id} className="place" aria-labelledby={`place-${place.id}`}>
              <h2 id={`place-${place.id}`} className="place-name" title={place.description}>
                {place.name}
                {place.players.map(({ id, name }) => (
                  <span key={id} className="player">
                    {name}
                  </span>
                ))}
              </h2>
              {place.npcs.map((npc) => (
                <NpcRow
                  key={npc.id}
                  npc={npc}
                  entries={entries}
                  to={names.get(npc.addressing) ?? ''}
                  model={model}
                  isLive={isLive}
                  onPause={() => pauseOne(npc)}
                />
              ))}
              {place.npcs.length === 0 && <p className="nobody">No NPC here.</p>}
            </section>
          ))}
          {empty.length > 0 && (
            <p className="empty-places">Nobody at: {empty.map(({ name }) => name).join(', ')}</p>
          )}
        </div>
        <aside aria-labelledby="facts">
          <h2 id="facts" className="place-name">
            Facts everybody knows
          </h2>
          {world.facts.length === 0 ? (
            <p className="nobody">None yet.</p>
          ) : (
            <dl className="facts">
              {world.facts.map(({ key, text }) => (
                <div key={key}>
                  <dt>{key}</dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          )}
        </aside>
      </div>
    </div>
  );
}
