import { NativeSelect } from '@mantine/core';
import { useMemo, useRef } from 'react';
import type { MemoryList as Listed, MemoryView } from '../../../../schemas/console/memories.ts';
import { call } from '../api.ts';
import type { NpcView } from '../live/snapshot.ts';
import { go, linkTo, type PageProps } from '../page.ts';
import { AuthorField, useAuthor } from '../parts/author.tsx';
import { AddMemory } from './add-memory.tsx';
import type { MemoryFields } from './draft.ts';
import { Filters, MemoryList, useFilter } from './memory-list.tsx';
import type { MemoryActions } from './memory-row.tsx';
import { peopleOf } from './people.ts';
import { RecallTester } from './recall-tester.tsx';
import { type Filter, useMemories } from './use-memories.ts';

type Props = Pick<PageProps, 'instance' | 'world' | 'isLive'> & {
  npc: NpcView;
  /** The memory that the address names. */
  shown: string | undefined;
};

/** All that an NPC remembers, to be read, written and tried. */
export function NpcMemories({ instance, world, isLive, npc: { id: npc, name: npcName }, shown }: Props) {
  const [author, setAuthor] = useAuthor();
  const sought = useFilter(instance);
  const memories = useMemories(instance, npc, sought.filter, isLive);
  const { list, isStale } = memories;
  const people = useMemo(
    () => peopleOf(npc, list ?? { people: [], names: {} }, world),
    [npc, list?.people, list?.names, world.npcs],
  );
  const signed = () => {
    if (author.trim() === '') throw new Error('Say who you are, by your name above; then save.');
    return { instance, npc, author: author.trim() };
  };
  const show = async ({ id }: MemoryView) => {
    await memories.refresh();
    go('memory', npc, id);
  };
  const add = async ({ about, ...draft }: MemoryFields) =>
    call('memories.add', { ...signed(), ...draft, ...(about !== '' && { about }) });
  const acting = {
    change: async ({ id: memory }: MemoryView, changes: object) =>
      show(await call('memories.change', { ...signed(), memory, ...changes })),
    remove: async ({ id: memory }: MemoryView) => {
      await call('memories.delete', { ...signed(), memory });
      memories.drop(memory);
      if (memory === shown) go('memory', npc);
    },
  };
  const latest = useRef(acting);
  latest.current = acting;
  // Of one identity, so that rows need not be drawn again.
  const actions = useMemo<MemoryActions>(
    () => ({
      change: (...given) => latest.current.change(...given),
      remove: (...given) => latest.current.remove(...given),
    }),
    [],
  );
  return (
    <div className="memory">
      <header className="memory-title">
        <h1>
          <a href={linkTo('memory')}>Memory</a> of {npcName}
        </h1>
        <NativeSelect
          size="xs"
          aria-label="Whose memories"
          value={npc}
          onChange={(event) => go('memory', event.currentTarget.value)}
          data={world.npcs.map(({ id, name }) => ({ value: id, label: name }))}
        />
        {list && !isStale && (
          <span className="meta" role="status">
            {countOf(list, sought.filter, memories.areBest)}
          </span>
        )}
        <span className="spring" />
        <AuthorField value={author} onChange={setAuthor} />
      </header>
      <div className="memory-columns">
        <section className="memory-main" aria-label={`Memories of ${npcName}`}>
          <div className="memory-tools">
            <Filters sought={sought} list={list} />
            <AddMemory
              name={`${instance}.${npc}.new`}
              npcName={npcName}
              people={people}
              isLive={isLive}
              onAdd={add}
              onAdded={(memory) => void show(memory)}
            />
          </div>
          <MemoryList
            instance={instance}
            npc={npc}
            npcName={npcName}
            memories={memories}
            sought={sought}
            people={people}
            shown={shown}
            isLive={isLive}
            actions={actions}
          />
        </section>
        <RecallTester
          instance={instance}
          npc={npc}
          npcName={npcName}
          people={people}
          isLive={isLive}
          occasion={list}
        />
      </div>
    </div>
  );
}

function countOf({ memories, total }: Listed, filter: Filter, areBest: boolean): string {
  if (areBest) return `the best ${memories.length}`;
  if (filter.text !== undefined) return `${memories.length} fit`;
  const count = total.toLocaleString('en');
  if (Object.keys(filter).length > 0) return `${count} fit`;
  return total === 1 ? '1 memory' : `${count} memories`;
}
