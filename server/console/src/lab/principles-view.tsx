import { Alert, Button, NativeSelect, TextInput } from '@mantine/core';
import { useCallback, useRef } from 'react';
import type { PrincipleView } from '../../../../schemas/console/lab.ts';
import { call } from '../api.ts';
import { useKept, useKeys } from '../hooks.ts';
import { go, linkTo, type PageProps } from '../page.ts';
import { useAnswer } from '../polling.ts';
import { EditPrinciples } from './edit-principles.tsx';
import { Pending } from './pending.tsx';
import { useSetup } from './use-lab.ts';

const FROM: Record<PrincipleView['from'], string | undefined> = {
  own: undefined,
  world: 'of this world',
  npc: 'its own',
};

/** By what an NPC's replies are judged, by dimension. */
export function PrinciplesView({ route }: PageProps) {
  const { answer: setup, problem } = useSetup();
  const [text, setText] = useKept('lab.principles');
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  if (!setup) return <Pending problem={problem} />;
  const npc = setup.npcs.find(({ id }) => id === route[0])?.id ?? setup.npcs[0]?.id;
  const edited = route[1];
  if (npc === undefined) return <p className="notice">Nobody is here to be judged.</p>;
  return (
    <section className="lab-principles" aria-labelledby="principles">
      <div className="lab-list-head">
        <h2 id="principles">Principles</h2>
        <NativeSelect
          size="xs"
          aria-label="NPC"
          value={npc}
          onChange={(event) => go('lab', 'principles', event.currentTarget.value)}
          data={setup.npcs.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextInput
          ref={search}
          size="xs"
          type="search"
          aria-label="Search"
          placeholder="Name or words"
          value={text}
          maxLength={100}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="spring" />
        <Button size="xs" variant="default" component="a" href={linkTo('lab', 'principles', npc, 'world')}>
          Edit the world's
        </Button>
        <Button size="xs" variant="default" component="a" href={linkTo('lab', 'principles', npc, 'own')}>
          Edit its own
        </Button>
      </div>
      <p className="hint">
        Whoever breaks a negative one has lost, whatever else is good; of each case a judge chooses the three
        to five that matter. A world changes them in <code>principles/world.yaml</code>, an NPC once more in{' '}
        <code>principles/{npc}.yaml</code>.
      </p>
      {edited === 'world' || edited === 'own' ? (
        <EditPrinciples
          key={edited}
          file={edited === 'world' ? 'world' : npc}
          onDone={() => go('lab', 'principles', npc)}
        />
      ) : (
        <Principles key={npc} npc={npc} text={text} />
      )}
    </section>
  );
}

function Principles({ npc, text }: { npc: string; text: string }) {
  const { answer, problem } = useAnswer(useCallback(() => call('lab.principles', { npc }), [npc]));
  if (problem)
    return (
      <Alert color="orange" title="The principles cannot be read">
        <pre className="lab-said">{problem}</pre>
      </Alert>
    );
  if (!answer) return null;
  const wanted = text.trim().toLowerCase();
  const shown = answer.principles.filter(({ name, rule, dimension }) =>
    `${name} ${rule} ${dimension}`.toLowerCase().includes(wanted),
  );
  const dimensions = [...new Set(shown.map(({ dimension }) => dimension))];
  return (
    <>
      {shown.length === 0 && <p className="nothing">No principle fits.</p>}
      <div className="lab-dimensions">
        {dimensions.map((dimension) => (
          <section key={dimension} aria-label={dimension}>
            <h3>{dimension}</h3>
            <ul>
              {shown
                .filter((principle) => principle.dimension === dimension)
                .map((principle) => (
                  <li key={principle.name} data-polarity={principle.polarity}>
                    <strong>{principle.name}</strong> <span className="tag">{principle.polarity}</span>{' '}
                    {FROM[principle.from] && <span className="tag">{FROM[principle.from]}</span>}
                    <p>{principle.rule}</p>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
      {answer.without.length > 0 && (
        <p className="hint">Soliloquy's own that do not hold here: {answer.without.join(', ')}.</p>
      )}
    </>
  );
}
