import type { PersonaSummary } from '../../../../schemas/console/personas.ts';
import { linkTo } from '../page.ts';
import { keptDraft } from './draft.ts';
import { VersionLine } from './version-line.tsx';

/** The cast: who there is, what is live of each, and of whom this browser has a draft. */
export function PersonaList({ world, personas }: { world: string; personas: readonly PersonaSummary[] }) {
  return (
    <div className="persona-list">
      <h1>Personas</h1>
      {personas.length === 0 && (
        <p className="notice">
          Nobody lives here yet. Add a persona to the world's folder, under <code>personas/</code>.
        </p>
      )}
      <ul>
        {personas.map(({ id, name, description, live, file, tokens }) => (
          <li key={id}>
            <h2>
              <a href={linkTo('personas', id)}>{name}</a>
            </h2>
            <p className="persona-about">{description}</p>
            <p className="persona-facts">
              <span>
                <VersionLine {...live} />
              </span>
              <span>{tokens.toLocaleString('en')} tokens</span>
              {keptDraft(world, id) && <span className="field-changed">draft</span>}
              {file && !file.isLive && <span>not in its file</span>}
            </p>
          </li>
        ))}
      </ul>
    </div>
  );
}
