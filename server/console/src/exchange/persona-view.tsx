import type { ReactNode } from 'react';
import type { Persona } from '../../../../schemas/persona.ts';

/** Every field of a persona that is not edited beside it, to be read. */
export function PersonaView({ persona }: { persona: Persona }) {
  const fields: [name: string, value: ReactNode][] = [
    ['Profile', persona.profile],
    ['Personality', persona.personality],
    ['Background', persona.background],
    ['Motivation', <Texts key="" texts={persona.motivation} />],
    ['Way of talking', persona.speechStyle],
    ['Greetings', <Texts key="" texts={persona.greeting} />],
    ['Example lines', <Examples key="" lines={persona.examples} />],
    ['Mood', persona.mood],
    [
      'Secrets',
      <Hidden key="" entries={persona.secrets.map(({ text, ...rest }) => ({ what: text, ...rest }))} />,
    ],
    [
      'Taboo topics',
      <Hidden key="" entries={persona.taboo.map(({ topic, ...rest }) => ({ what: topic, ...rest }))} />,
    ],
    [
      'Relationships',
      <Texts key="" texts={Object.entries(persona.relationships).map(([who, what]) => `${who}: ${what}`)} />,
    ],
    ['Portrait', persona.portrait],
    ['Voice', persona.voice],
    ['Language', persona.language],
    [
      'Model',
      Object.entries(persona.model)
        .map(([key, value]) => `${key} ${value}`)
        .join(', '),
    ],
  ];
  const isEmpty: Record<string, boolean> = {
    Secrets: persona.secrets.length === 0,
    'Taboo topics': persona.taboo.length === 0,
    Relationships: Object.keys(persona.relationships).length === 0,
  };
  const [shown, empty] = [[] as typeof fields, [] as string[]];
  for (const [name, value] of fields)
    if (isEmpty[name] || value === undefined || value === '') empty.push(name.toLowerCase());
    else shown.push([name, value]);
  return (
    <>
      <dl className="persona-fields">
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="as-written">{value}</dd>
          </div>
        ))}
      </dl>
      {empty.length > 0 && <p className="hint">Empty, as most are at first: {empty.join(', ')}.</p>}
    </>
  );
}

function Texts({ texts }: { texts: readonly string[] }) {
  if (texts.length === 1) return texts[0];
  return (
    <ul>
      {texts.map((text, index) => (
        <li key={`${index} ${text}`}>{text}</li>
      ))}
    </ul>
  );
}

function Examples({ lines }: { lines: Persona['examples'] }) {
  return (
    <ul>
      {lines.map((line, index) => (
        <li key={`${index} ${line.say}`}>
          {line.cue && <span className="cue">“{line.cue}” — </span>}
          {line.action && <em>{line.action} </em>}
          {line.say}
          {line.thought && <span className="thought"> ({line.thought})</span>}{' '}
          <span className="kind">{line.kind}</span>
        </li>
      ))}
    </ul>
  );
}

function Hidden({ entries }: { entries: { what: string; keys: string[]; deflect: string[] }[] }) {
  return (
    <ul>
      {entries.map(({ what, keys, deflect }, index) => (
        <li key={`${index} ${what}`}>
          {what} <span className="kind">{keys.join(', ')}</span>
          {deflect.map((text, place) => (
            <div key={`${place} ${text}`} className="cue">
              says instead: {text}
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}
