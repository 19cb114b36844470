import type { WorldView } from '../live/snapshot.ts';
import { linkTo } from '../page.ts';

/** Whose memories one can look into. */
export function NpcChoice({ world }: { world: WorldView }) {
  const placeOf = (id: string) => world.locations.find((place) => place.id === id)?.name ?? id;
  return (
    <div className="memory-choice">
      <h1>Memory</h1>
      {world.npcs.length === 0 ? (
        <p className="notice">
          Nobody lives here yet. Add a persona to the world's folder, under <code>personas/</code>.
        </p>
      ) : (
        <p className="hint">What each NPC remembers in this instance, and whence. Whose memories?</p>
      )}
      <ul>
        {world.npcs.map(({ id, name, description, location }) => (
          <li key={id}>
            <h2>
              <a href={linkTo('memory', id)}>{name}</a>
            </h2>
            <p>{description}</p>
            <p className="meta">{placeOf(location)}</p>
          </li>
        ))}
      </ul>
    </div>
  );
}
