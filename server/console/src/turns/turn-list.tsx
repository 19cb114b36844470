import { Alert, Button, Loader, NativeSelect, TextInput } from '@mantine/core';
import { useRef } from 'react';
import type { TurnRow } from '../../../../schemas/console/turns.ts';
import type { TurnStatus } from '../../../../schemas/layers.ts';
import { useKept, useKeys } from '../hooks.ts';
import { linkTo, type PageProps } from '../page.ts';
import { LongList } from '../parts/long-list.tsx';
import { clockTime, duration, tokensText, waitOf } from './figures.ts';
import { type Filter, useTurns } from './use-turns.ts';

/** First words that come later than this are slow, in milliseconds; a reply of more words than that is long. */
const SLOW_MS = 2000;
const LONG_WORDS = 100;

export const STATUS_NAME: Record<TurnStatus, string> = {
  complete: 'complete',
  fallback: 'fallback',
  failed: 'failed',
  interrupted: 'interrupted',
};

/** Every recorded turn of the instance, newest first, searched and filtered. */
export function TurnsTable({ instance, world, entries, isLive }: PageProps) {
  const [text, setText] = useKept('turns.text');
  const [npc, setNpc] = useKept('turns.npc');
  const [status, setStatus] = useKept('turns.status');
  const [isSlow, setSlow] = useKept('turns.slow');
  const [isLong, setLong] = useKept('turns.long');
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  const filter: Filter = {
    ...(text.trim() && { text: text.trim() }),
    ...(npc && { npc }),
    ...(status && { status: status as TurnStatus }),
    ...(isSlow && { slowMs: SLOW_MS }),
    ...(isLong && { words: LONG_WORDS }),
  };
  const last = entries.findLast((entry) => entry.kind === 'turn' && entry.status !== 'running');
  const { rows, hasMore, isStale, problem, more } = useTurns(
    instance,
    filter,
    `${last?.id} ${last?.status}`,
    isLive,
  );
  const names = new Map(world.npcs.map((one) => [one.id, one.name]));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div className="turns">
      <div className="turns-head">
        <h1>Turns</h1>
        <TextInput
          ref={search}
          size="xs"
          type="search"
          aria-label="Search"
          placeholder="What was asked, thought, done or said"
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          aria-label="NPC"
          value={npc}
          onChange={(event) => setNpc(event.currentTarget.value)}
          data={[
            { value: '', label: 'Every NPC' },
            ...world.npcs.map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
        <NativeSelect
          size="xs"
          aria-label="How it ended"
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value)}
          data={[{ value: '', label: 'Any end' }, ...Object.keys(STATUS_NAME)]}
        />
        <Button.Group>
          <Toggle
            isOn={isSlow !== ''}
            onToggle={(is) => setSlow(is ? '1' : '')}
            title="First word after 2 s or more"
          >
            Slow
          </Toggle>
          <Toggle
            isOn={isLong !== ''}
            onToggle={(is) => setLong(is ? '1' : '')}
            title="100 visible words or more"
          >
            Long
          </Toggle>
        </Button.Group>
      </div>
      {problem && <Alert color="orange">{problem}</Alert>}
      {!rows && !problem && <Loader className="waiting" aria-label="Loading" />}
      {rows?.length === 0 && !isStale && (
        <p className="notice">
          {isFiltered
            ? 'No turn fits. Take a filter back, or search for less.'
            : 'No NPC has said anything here yet. Talk to one: its turn is here as soon as it ends.'}
        </p>
      )}
      {rows && rows.length > 0 && (
        <LongList
          label="Recorded turns"
          items={rows}
          keyOf={({ turn }) => turn}
          rowHeight={46}
          isBare
          isBusy={isStale}
          onEnd={hasMore ? more : undefined}
        >
          {(row) => <Row row={row} name={names.get(row.npc) ?? row.npc} />}
        </LongList>
      )}
    </div>
  );
}

type ToggleProps = { isOn: boolean; title: string; children: string; onToggle(isOn: boolean): void };

const Toggle = ({ isOn, title, children, onToggle }: ToggleProps) => (
  <Button
    size="xs"
    variant={isOn ? 'filled' : 'default'}
    aria-pressed={isOn}
    title={title}
    onClick={() => onToggle(!isOn)}
  >
    {children}
  </Button>
);

function Row({ row, name }: { row: TurnRow; name: string }) {
  const wait = waitOf(row);
  const liked = row.ratings.filter(({ value }) => value === 1).length;
  const disliked = row.ratings.length - liked;
  return (
    <a className="turn-row" href={linkTo('turns', row.turn)} data-status={row.status}>
      <span className="turn-when">{clockTime(row.startedAt)}</span>
      <strong className="turn-who">{name}</strong>
      <span className="turn-said">{row.excerpt || <em>nothing was said</em>}</span>
      <span className="turn-figures">
        {row.status !== 'complete' && (
          <span className="turn-status" title={row.reason}>
            {STATUS_NAME[row.status]}
          </span>
        )}
        {row.hasTakes && <span className="tag">takes</span>}
        {liked > 0 && <span className="tag">+{liked}</span>}
        {disliked > 0 && <span className="tag">−{disliked}</span>}
        <span className="turn-wait" data-slow={wait >= SLOW_MS} title="Until the first word or gesture">
          {duration(wait)}
        </span>
        <span className="turn-words">{row.words === 1 ? '1 word' : `${row.words} words`}</span>
        <span className="turn-model" title={tokensText(row)}>
          {row.model} · v{row.personaVersion}
        </span>
      </span>
    </a>
  );
}
