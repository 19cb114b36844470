import type { WorldDetail } from '../../../../schemas/console/world.ts';
import type { WorldView } from '../live/snapshot.ts';

type Action = WorldDetail['actions'][number];

/** What NPCs can have the game do, as the world's file declares it. */
export function GameActions({ actions, world }: { actions: readonly Action[]; world: WorldView }) {
  const npcName = (id: string) => world.npcs.find((npc) => npc.id === id)?.name ?? id;
  const placeName = (id: string) => world.locations.find((place) => place.id === id)?.name ?? id;
  return (
    <section className="panel" aria-labelledby="actions">
      <div className="panel-head">
        <h2 id="actions">Game actions</h2>
        <span className="count">{actions.length}</span>
        <code className="from-file">world.yaml</code>
      </div>
      {actions.length === 0 && (
        <p className="nothing">
          None: NPCs can only talk. Declare some under <code>actions</code> in world.yaml.
        </p>
      )}
      {actions.map((action) => (
        <article key={action.name} className="action" aria-label={action.name}>
          <h3>
            <code>{action.name}</code>
          </h3>
          <p className="text">{action.description}</p>
          <dl>
            <div>
              <dt>Who</dt>
              <dd>{action.npcs ? action.npcs.map(npcName).join(', ') || 'nobody' : 'everybody'}</dd>
            </div>
            <div>
              <dt>Where</dt>
              <dd>
                {action.locations ? action.locations.map(placeName).join(', ') || 'nowhere' : 'anywhere'}
              </dd>
            </div>
            <div>
              <dt>Arguments</dt>
              <dd>
                <Arguments schema={action.args} />
              </dd>
            </div>
            {Object.entries(action.facts).map(([key, text]) => (
              <div key={key}>
                <dt>Then</dt>
                <dd>
                  <code>{key}</code> {text ?? 'is taken back'}
                </dd>
              </div>
            ))}
            <div>
              <dt>Waits</dt>
              <dd>{action.timeoutSeconds} s for the game</dd>
            </div>
          </dl>
        </article>
      ))}
    </section>
  );
}

type Property = { type?: unknown; enum?: unknown; description?: unknown };

/** Of a JSON Schema of an object what matters at a glance; of any other the whole. */
function Arguments({ schema }: { schema: Record<string, unknown> }) {
  const { properties, required = [], type, additionalProperties: _, ...rest } = schema;
  const isPlain = type === 'object' && typeof properties === 'object' && Object.keys(rest).length === 0;
  if (!isPlain) return <code>{JSON.stringify(schema)}</code>;
  const fields = Object.entries(properties as Record<string, Property>);
  if (fields.length === 0) return 'none';
  return (
    <ul>
      {fields.map(([name, property]) => (
        <li key={name}>
          <code>{name}</code> {kindOf(property)}
          {(required as unknown[]).includes(name) ? '' : ', optional'}
          {typeof property.description === 'string' && `: ${property.description}`}
        </li>
      ))}
    </ul>
  );
}

const kindOf = ({ type, enum: values }: Property): string =>
  Array.isArray(values)
    ? values.map((value) => JSON.stringify(value)).join(' or ')
    : String(type ?? 'anything');
