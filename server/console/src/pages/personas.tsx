import './personas.css';
import { Loader } from '@mantine/core';
import { linkTo, type PageProps } from '../page.ts';
import { Beside } from '../personas/beside.tsx';
import { PersonaEditor } from '../personas/persona-editor.tsx';
import { PersonaList } from '../personas/persona-list.tsx';
import { usePersonas } from '../personas/use-personas.ts';
import { Versions } from '../personas/versions.tsx';

/** The cast, one persona to write, or its versions, as the address says. */
export function Personas(props: PageProps) {
  const { server, route } = props;
  const [id, place, ...pair] = route;
  const { personas, ask } = usePersonas();
  if (!personas || !server) return <Loader className="waiting" aria-label="Loading" />;
  const { world } = server;
  if (id === undefined) return <PersonaList world={world} personas={personas} />;
  const summary = personas.find((persona) => persona.id === id);
  if (!summary)
    return (
      <p className="notice">
        There is no persona “{id}” in this world. <a href={linkTo('personas')}>All personas</a>
      </p>
    );
  if (place === 'versions') return <Versions key={id} summary={summary} pair={pair} onSaved={ask} />;
  return (
    <PersonaEditor
      key={id}
      world={world}
      summary={summary}
      cast={personas}
      place={place}
      aside={<Beside key={id} {...props} id={id} />}
      onSaved={ask}
    />
  );
}
