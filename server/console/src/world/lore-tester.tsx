import { NativeSelect, TextInput } from '@mantine/core';
import { useCallback } from 'react';
import type { LoreTest } from '../../../../schemas/console/world.ts';
import { call } from '../api.ts';
import { useKept } from '../hooks.ts';
import type { NpcView, WorldView } from '../live/snapshot.ts';
import { linkTo } from '../page.ts';
import { type Tested, useTested } from '../tested.ts';
import { Keys } from './lore-entry.tsx';
import { MarkedText } from './marked-text.tsx';
import type { LoreEntry } from './use-world.ts';

type Props = {
  instance: string;
  world: WorldView;
  lore: readonly LoreEntry[];
  isLive: boolean;
  version: string;
};

type Fired = LoreTest['fired'][number];
type Budget = LoreTest['budget'];

/** Beyond these, results are only counted. */
const SHOWN = 40;

/** Which entries a line would have an NPC recall, and why. The server answers, by what composes prompts. */
export function LoreTester({ instance, world, lore, isLive, version }: Props) {
  const { npcs } = world;
  const [text, setText] = useKept('world.lore.test');
  const [chosen, setChosen] = useKept('world.lore.npc');
  const ask = useCallback((line: string) => call('lore.test', { instance, text: line }), [instance]);
  const { tested, isStale, problem } = useTested(text, ask, `${version} ${nowIn(world)}`, isLive);
  const npc = npcs.find(({ id }) => id === chosen);
  return (
    <div className="tester">
      <div className="tester-fields">
        <TextInput
          size="xs"
          label="Try a line"
          placeholder="What a player might say"
          value={text}
          maxLength={2000}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="heard by"
          value={npc?.id ?? ''}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={[
            { value: '', label: 'everybody' },
            ...npcs.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </div>
      {tested && <Results tested={tested} isStale={isStale} npc={npc} npcs={npcs} lore={lore} />}
    </div>
  );
}

/** All that conditions of lore ask for. */
const nowIn = ({ npcs, time, weather, facts }: WorldView): string =>
  JSON.stringify([time, weather, facts, npcs.map(({ id, location }) => [id, location])]);

type ResultsProps = {
  tested: Tested<LoreTest>;
  isStale: boolean;
  npc: NpcView | undefined;
  npcs: readonly NpcView[];
  lore: readonly LoreEntry[];
};

function Results({ tested: { text, answer }, isStale, npc, npcs, lore }: ResultsProps) {
  const { fired, budget } = answer;
  const titles = new Map(lore.map(({ id, title, priority }) => [id, { title, priority }]));
  const places = fired.flatMap(({ keys }) => keys.flatMap((key) => key.places));
  const heardBy = npc ? [npc.id] : npcs.map(({ id }) => id);
  const ranked = fired.filter((each) => heardBy.some((id) => isConsidered(each, id)));
  const rankOf = new Map(ranked.map((each, index) => [each, index + 1]));
  const isKnown = ({ unknownTo }: Fired) => heardBy.some((id) => !unknownTo.includes(id));
  const others = fired.filter((each) => !rankOf.has(each));
  const list = [...ranked, ...others.filter(isKnown), ...others.filter((each) => !isKnown(each))];
  return (
    <div className="results" role="status" aria-label="What the line recalls" aria-busy={isStale}>
      <p className="tested">
        <MarkedText text={text} places={places} />
      </p>
      {fired.length === 0 ? (
        <p className="nothing">No entry has a key in this line.</p>
      ) : (
        <ol>
          {list.slice(0, SHOWN).map((each) => {
            const entry = titles.get(each.id);
            return (
              <li key={each.id} data-fired={each.id} data-outcome={npc && outcomeOf(each, npc.id)}>
                <span className="rank">{rankOf.get(each) ?? '–'}</span>
                <a href={linkTo('world', 'lore', each.id)}>{entry?.title ?? each.id}</a>
                <Keys keys={each.keys.map(({ key }) => key)} />
                <span className="origin">
                  priority {entry?.priority ?? '–'}, {each.tokens} tokens
                </span>
                <span className="outcome">{npc ? sentence(each, npc, budget) : forAll(each, npcs)}</span>
              </li>
            );
          })}
        </ol>
      )}
      {list.length > SHOWN && <p className="nothing">And {list.length - SHOWN} more.</p>}
      {fired.length > 0 && (
        <p className="origin">
          The first {budget.entries} that an NPC knows, whose condition holds now and which have{' '}
          {budget.tokens} tokens together, reach its prompt: more keys in the line go before higher priority.
        </p>
      )}
    </div>
  );
}

/** Whether it comes into question for somebody: what one does not know, or what does not hold now, takes nobody's place. */
const isConsidered = ({ unknownTo, notNow }: Fired, npc: string): boolean =>
  !unknownTo.includes(npc) && !notNow.includes(npc);

type Outcome = 'reaches' | 'not-now' | 'falls-out' | 'too-long' | 'unknown';

function outcomeOf({ reaches, notNow, tooLong, unknownTo }: Fired, npc: string): Outcome {
  if (reaches.includes(npc)) return 'reaches';
  if (notNow.includes(npc)) return 'not-now';
  if (tooLong.includes(npc)) return 'too-long';
  return unknownTo.includes(npc) ? 'unknown' : 'falls-out';
}

function sentence(fired: Fired, { id, name }: NpcView, { entries, tokens }: Budget): string {
  switch (outcomeOf(fired, id)) {
    case 'reaches':
      return 'in the prompt';
    case 'not-now':
      return `its condition does not hold now where ${name} is`;
    case 'too-long':
      return fired.tokens > tokens
        ? `falls out: longer than the ${tokens} tokens for all lore`
        : `falls out: the others leave too few of ${tokens} tokens`;
    case 'unknown':
      return `${name} does not know it`;
    case 'falls-out':
      return `falls out: only ${entries} fit`;
  }
}

/** What becomes of it, by name where not all fare the same. */
function forAll({ reaches, notNow, fallsOut, tooLong, unknownTo }: Fired, npcs: readonly NpcView[]): string {
  const parts: [string, readonly string[]][] = [
    ['in the prompt of', reaches],
    ['falls out for', fallsOut],
    ['too long for', tooLong],
    ['does not hold now for', notNow],
    ['not known to', unknownTo],
  ];
  const nameOf = (id: string) => npcs.find((npc) => npc.id === id)?.name ?? id;
  return parts
    .filter(([, ids]) => ids.length > 0)
    .map(([what, ids]) => `${what} ${ids.length === npcs.length ? 'everybody' : ids.map(nameOf).join(', ')}`)
    .join('; ');
}
