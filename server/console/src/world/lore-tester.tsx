import { NativeSelect, TextInput } from '@mantine/core';
import { useKept } from '../hooks.ts';
import type { NpcView } from '../live/snapshot.ts';
import { linkTo } from '../page.ts';
import { Keys } from './lore-entry.tsx';
import { MarkedText } from './marked-text.tsx';
import { type LoreEntry, type Tested, useLoreTest } from './use-world.ts';

type Props = {
  instance: string;
  npcs: readonly NpcView[];
  lore: readonly LoreEntry[];
  isLive: boolean;
  version: string;
};

type Fired = Tested['answer']['fired'][number];
type Budget = Tested['answer']['budget'];

/** Beyond these, results are only counted. */
const SHOWN = 40;

/** Which entries a line would have an NPC recall, and why. The server answers, by what composes prompts. */
export function LoreTester({ instance, npcs, lore, isLive, version }: Props) {
  const [text, setText] = useKept('world.lore.test');
  const [chosen, setChosen] = useKept('world.lore.npc');
  const here = npcs.map(({ id }) => id).join(' ');
  const { tested, problem } = useLoreTest(instance, text, `${version} ${here}`, isLive);
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
      {tested && <Results tested={tested} npc={npc} npcs={npcs} lore={lore} />}
    </div>
  );
}

type ResultsProps = Pick<Props, 'npcs' | 'lore'> & { tested: Tested; npc: NpcView | undefined };

function Results({ tested: { text, answer }, npc, npcs, lore }: ResultsProps) {
  const { fired, budget } = answer;
  const titles = new Map(lore.map(({ id, title, priority }) => [id, { title, priority }]));
  const places = fired.flatMap(({ keys }) => keys.flatMap((key) => key.places));
  const known = npc ? fired.filter(({ unknownTo }) => !unknownTo.includes(npc.id)) : fired;
  const unknown = fired.filter((each) => !known.includes(each));
  const list = [...known, ...unknown];
  return (
    <div className="results" role="status" aria-label="What the line recalls">
      <p className="tested">
        <MarkedText text={text} places={places} />
      </p>
      {fired.length === 0 ? (
        <p className="nothing">No entry has a key in this line.</p>
      ) : (
        <ol>
          {list.slice(0, SHOWN).map((each) => {
            const entry = titles.get(each.id);
            const rank = known.indexOf(each) + 1;
            return (
              <li key={each.id} data-fired={each.id} data-outcome={npc && outcomeOf(each, npc.id)}>
                <span className="rank">{rank || '–'}</span>
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
