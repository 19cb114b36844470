import { Alert, Button, TextInput } from '@mantine/core';
import { useCallback, useState } from 'react';
import type { SceneRow } from '../../../../schemas/console/lab.ts';
import { call } from '../api.ts';
import { go, linkTo, type PageProps } from '../page.ts';
import { useAnswer } from '../polling.ts';
import { EditScene } from './edit-scene.tsx';
import { Pending } from './pending.tsx';
import { useSetup } from './use-lab.ts';

/** Below so many nothing can be shown of an NPC: the sign test's own. */
const FEWEST_MOMENTS = 6;

/** The world's golden scenes, one of them to be edited, or a new one, perhaps made of a recorded turn. */
export function ScenesView({ world, route }: PageProps) {
  const [scene, turn] = route;
  if (scene === '+') return <NewScene turn={turn} />;
  if (scene !== undefined)
    return (
      <section className="lab-scenes" aria-label="Golden scene">
        <EditScene key={scene} scene={scene} turn={turn} onDone={() => go('lab', 'scenes')} />
      </section>
    );
  return <Scenes places={new Map(world.locations.map(({ id, name }) => [id, name]))} />;
}

function Scenes({ places }: { places: ReadonlyMap<string, string> }) {
  const { answer, problem } = useAnswer(useCallback(() => call('lab.scenes', {}), []));
  const { answer: setup, problem: unknown } = useSetup();
  if (!answer || !setup) return <Pending problem={problem ?? unknown} />;
  const nameOf = (id: string) => setup.npcs.find((npc) => npc.id === id)?.name ?? id;
  const { scenes, files } = answer;
  const totals = setup.npcs.map(({ id, name }) => ({
    id,
    name,
    moments: scenes.reduce((sum, { moments }) => sum + (moments[id] ?? 0), 0),
  }));
  return (
    <section className="lab-scenes" aria-labelledby="scenes">
      <div className="lab-list-head">
        <h2 id="scenes">Golden scenes</h2>
        <Button size="xs" component="a" href={linkTo('lab', 'scenes', '+')}>
          New scene…
        </Button>
      </div>
      <p className="hint">
        How it should go: what regression and acting play. Each line of an NPC that answers something is a
        moment; of an NPC with fewer than six no difference can be shown, thirty are a good number. A turn of
        the Turns page can be made a scene.
      </p>
      {answer.problem !== undefined && (
        <Alert color="orange" title="They cannot be played">
          <pre className="lab-said">{answer.problem}</pre>
        </Alert>
      )}
      {scenes.length > 0 && (
        <p className="lab-totals">
          {totals.map(({ id, name, moments }) => (
            <span key={id} data-few={moments < FEWEST_MOMENTS || undefined}>
              {name} <b>{moments}</b>
            </span>
          ))}
        </p>
      )}
      <ul>
        {scenes.map((scene) => (
          <Row key={scene.id} scene={scene} place={places.get(scene.location)} nameOf={nameOf} />
        ))}
        {scenes.length === 0 &&
          files.map((id) => (
            <li key={id}>
              <a href={linkTo('lab', 'scenes', id)}>scenes/{id}.yaml</a>
            </li>
          ))}
      </ul>
    </section>
  );
}

type RowProps = { scene: SceneRow; place: string | undefined; nameOf(id: string): string };

const Row = ({ scene: { id, title, location, moments }, place, nameOf }: RowProps) => (
  <li>
    <a href={linkTo('lab', 'scenes', id)}>{title}</a>
    <span className="meta">{place ?? location}</span>
    <span className="meta">
      {Object.entries(moments)
        .map(([npc, count]) => `${nameOf(npc)} ${count}`)
        .join(', ')}
    </span>
  </li>
);

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

function NewScene({ turn }: { turn: string | undefined }) {
  const [name, setName] = useState('');
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return (
    <section className="lab-scenes" aria-labelledby="new-scene">
      <h2 id="new-scene">{turn === undefined ? 'New scene' : 'A scene of this turn'}</h2>
      <form
        className="lab-new-scene"
        onSubmit={(event) => {
          event.preventDefault();
          if (SLUG.test(slug)) go('lab', 'scenes', slug, ...(turn === undefined ? [] : [turn]));
        }}
      >
        <TextInput
          size="xs"
          label="What it is about"
          description={slug ? `scenes/${slug}.yaml` : 'in a few words, which name its file'}
          value={name}
          maxLength={60}
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" disabled={!SLUG.test(slug)}>
          Write it
        </Button>
      </form>
    </section>
  );
}
