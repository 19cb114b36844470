import '../world/world.css';
import { Alert } from '@mantine/core';
import type { PageProps } from '../page.ts';
import { GameActions } from '../world/actions.tsx';
import { EventForm } from '../world/event-form.tsx';
import { Facts } from '../world/facts.tsx';
import { Locations } from '../world/locations.tsx';
import { Lore } from '../world/lore.tsx';
import { Now } from '../world/now.tsx';
import { useContent } from '../world/use-world.ts';

/** The world of an instance: what holds now and can be set, what is authored, and which lore a line recalls. */
export function World({ instance, world, isLive, route, observer }: PageProps) {
  const [kind, id] = route;
  const content = useContent(instance, isLive);
  const { detail, problem, refresh } = content;
  const shown = (what: string) => (kind === what ? id : undefined);
  const parts = { instance, world, isLive, observer };
  return (
    <div className="world">
      <header className="world-head">
        <h1>{world.title}</h1>
        {detail?.description && <p className="world-about">{detail.description}</p>}
        <p className="origin">
          Title, locations and actions are written in <code>world.yaml</code>, lore in files such as{' '}
          <code>lore/founding.yaml</code>. Edits of them are taken over while the game runs.
        </p>
      </header>
      {detail?.problem && (
        <Alert
          color="red"
          title="The files have mistakes; what was read before stays live"
          className="files-problem"
        >
          <pre>{detail.problem}</pre>
        </Alert>
      )}
      {problem && isLive && (
        <Alert color="orange" title="The content of the world is not told">
          {problem} The console asks again by itself.
        </Alert>
      )}
      <div className="world-columns">
        <div className="world-column">
          <Now {...parts} detail={detail} onChanged={refresh} />
          <Facts
            instance={instance}
            facts={world.facts}
            authored={detail?.authored.facts}
            isLive={isLive}
            shown={shown('facts')}
            onPatch={(key, text) => observer.request('world.patch', { facts: { [key]: text } })}
          />
          <EventForm {...parts} />
          {detail && <GameActions actions={detail.actions} world={world} />}
        </div>
        <div className="world-column">
          <Locations {...parts} content={content} shown={shown('locations')} />
          <Lore instance={instance} world={world} content={content} isLive={isLive} shown={shown('lore')} />
        </div>
      </div>
    </div>
  );
}
