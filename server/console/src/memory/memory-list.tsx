import { Alert, Button, Loader, NativeSelect, TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { MemoryKind, type Subject } from '../../../../schemas/memory.ts';
import { useKept, useKeys } from '../hooks.ts';
import { linkTo } from '../page.ts';
import { LongList } from '../parts/long-list.tsx';
import { type MemoryActions, MemoryRow } from './memory-row.tsx';
import type { Person } from './people.ts';
import type { Filter, Memories } from './use-memories.ts';

/** What is sought among memories, kept in this tab. */
export function useFilter(instance: string) {
  const [kind, setKind] = useKept('memory.kind');
  const [about, setAbout] = useKept(`memory.about.${instance}`);
  const [text, setText] = useKept('memory.text');
  const filter: Filter = {
    ...(kind && { kind: kind as MemoryKind }),
    ...(about && { about: about as Subject }),
    ...(text.trim() && { text: text.trim() }),
  };
  const clear = () => {
    for (const set of [setKind, setAbout, setText]) set('');
  };
  return { kind, setKind, about, setAbout, text, setText, filter, clear };
}

type FiltersProps = {
  sought: ReturnType<typeof useFilter>;
  list: Memories['list'];
};

/** Narrows the memories down, by words, kind and whom they are about. */
export function Filters({ sought, list }: FiltersProps) {
  const search = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => search.current?.focus() });
  const people = list?.people ?? [];
  const isKnown = sought.about === '' || people.some(({ about }) => about === sought.about);
  return (
    <div className="memory-filters">
      <TextInput
        ref={search}
        size="xs"
        type="search"
        aria-label="Search memories"
        placeholder="Words that it has in it"
        value={sought.text}
        maxLength={200}
        onChange={(event) => sought.setText(event.currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label="Kind of memory"
        value={sought.kind}
        onChange={(event) => sought.setKind(event.currentTarget.value)}
        data={[{ value: '', label: 'Any kind' }, ...MemoryKind.options]}
      />
      <NativeSelect
        size="xs"
        aria-label="About whom"
        value={sought.about}
        onChange={(event) => sought.setAbout(event.currentTarget.value)}
        data={[
          { value: '', label: 'About anybody' },
          ...people.map(({ about, name, count }) => ({ value: about, label: `${name} (${count})` })),
          ...(isKnown ? [] : [{ value: sought.about, label: 'somebody unknown here' }]),
        ]}
      />
    </div>
  );
}

type Props = {
  instance: string;
  npc: string;
  npcName: string;
  memories: Memories;
  sought: ReturnType<typeof useFilter>;
  people: readonly Person[];
  /** The memory that the address names. */
  shown: string | undefined;
  isLive: boolean;
  actions: MemoryActions;
};

/** What an NPC remembers, newest first, and read on as one scrolls. */
export function MemoryList(props: Props) {
  const { instance, npc, npcName, memories, sought, people, shown, isLive, actions } = props;
  const { list, hasMore, isStale, problem, more } = memories;
  const isFiltered = Object.keys(sought.filter).length > 0;
  const isShown = shown !== undefined && list?.memories.some(({ id }) => id === shown);
  const isSought = shown !== undefined && !isShown && !isStale;
  // The address may name one from long ago.
  useEffect(() => {
    if (isSought && hasMore) more();
  }, [isSought, hasMore, more]);
  return (
    <>
      {problem && isLive && (
        <Alert color="orange" title="The memories are not told">
          {problem} The console asks again by itself.
        </Alert>
      )}
      {!list && !problem && <Loader className="waiting" aria-label="Loading" />}
      {isSought && !hasMore && (
        <p className="memory-missing" role="status">
          {isFiltered ? (
            <>
              The memory that the address names is not among these.{' '}
              <Button size="compact-xs" variant="default" onClick={sought.clear}>
                Look among all
              </Button>
            </>
          ) : (
            <>
              The memory that the address names is no more.{' '}
              <a href={linkTo('memory', npc)}>All that {npcName} remembers</a>
            </>
          )}
        </p>
      )}
      {list?.memories.length === 0 && !isStale && (
        <p className="notice">
          {isFiltered
            ? 'No memory fits. Take a filter back, or search for less.'
            : `${npcName} remembers nothing yet. Memories come about after a talk has been silent for a minute, or when it has outgrown the prompt. You can write one, too.`}
        </p>
      )}
      {list && list.memories.length > 0 && (
        <LongList
          label={`What ${npcName} remembers`}
          items={list.memories}
          keyOf={({ id }) => id}
          rowHeight={78}
          shown={shown}
          isBare
          isBusy={isStale}
          onEnd={hasMore ? more : undefined}
        >
          {(memory) => (
            <MemoryRow
              memory={memory}
              instance={instance}
              npc={npc}
              names={list.names}
              people={people}
              isLive={isLive}
              actions={actions}
            />
          )}
        </LongList>
      )}
    </>
  );
}
