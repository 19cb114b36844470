import './lore.css';
import { Loader, TextInput } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useKept } from '../hooks.ts';
import type { WorldView } from '../live/snapshot.ts';
import { LongList } from '../parts/long-list.tsx';
import { LoreEntryView } from './lore-entry.tsx';
import { LoreTester } from './lore-tester.tsx';
import type { Content, LoreEntry } from './use-world.ts';

type Props = {
  instance: string;
  world: WorldView;
  content: Content;
  isLive: boolean;
  /** The entry that the address names. */
  shown: string | undefined;
};

/** All that can be known of the world, and a tester: which of it a line has whom recall. */
export function Lore({ instance, world, content, isLive, shown }: Props) {
  const { lore, detail } = content;
  const [filter, setFilter] = useKept('world.lore.filter');
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback(
    (id: string) =>
      setOpened((old) =>
        old.has(id) ? new Set([...old].filter((one) => one !== id)) : new Set([...old, id]),
      ),
    [],
  );
  const names = useMemo(() => new Map(world.npcs.map(({ id, name }) => [id, name])), [world.npcs]);
  const found = useMemo(() => filtered(lore ?? [], filter, names, shown), [lore, filter, names, shown]);
  return (
    <section className="panel" aria-labelledby="lore">
      <div className="panel-head">
        <h2 id="lore">Lore</h2>
        {lore && (
          <span className="count">
            {found.length === lore.length ? lore.length : `${found.length} of ${lore.length}`}
          </span>
        )}
        <TextInput
          size="xs"
          aria-label="Filter lore"
          placeholder="Filter by title, key, text, file or who knows it"
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      <LoreTester
        instance={instance}
        world={world}
        lore={lore ?? []}
        isLive={isLive}
        version={detail?.loreVersion ?? ''}
      />
      {!lore && <Loader size="sm" aria-label="Loading lore" />}
      {lore?.length === 0 && (
        <p className="nothing">
          None yet. Write a file below <code>lore/</code>, such as <code>lore/founding.yaml</code>.
        </p>
      )}
      {lore && lore.length > 0 && found.length === 0 && (
        <p className="nothing">No entry has “{filter}” in it.</p>
      )}
      {shown !== undefined && lore && !lore.some(({ id }) => id === shown) && (
        <p className="nothing" role="status">
          There is no entry “{shown}” any more.
        </p>
      )}
      {found.length > 0 && (
        <LongList label="Lore entries" items={found} keyOf={({ id }) => id} rowHeight={118} shown={shown}>
          {(entry) => (
            <LoreEntryView
              entry={entry}
              names={names}
              isOpen={opened.has(entry.id) || entry.id === shown}
              onToggle={toggle}
            />
          )}
        </LongList>
      )}
    </section>
  );
}

function filtered(
  lore: readonly LoreEntry[],
  filter: string,
  names: ReadonlyMap<string, string>,
  shown: string | undefined,
): readonly LoreEntry[] {
  const sought = filter.trim().toLowerCase();
  if (sought === '') return lore;
  return lore.filter(({ id, title, keys, text, knownBy = [], file }) =>
    id === shown
      ? true
      : [file, title, ...keys, text, ...knownBy, ...knownBy.map((npc) => names.get(npc) ?? '')]
          .join('\n')
          .toLowerCase()
          .includes(sought),
  );
}
