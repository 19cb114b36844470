import { TextInput } from '@mantine/core';
import { useKept } from '../hooks.ts';
import type { WorldView } from '../live/snapshot.ts';
import { LongList } from '../parts/long-list.tsx';
import { AddFact } from './add-fact.tsx';
import { type Fact, FactRow } from './fact-row.tsx';

type Props = {
  instance: string;
  facts: WorldView['facts'];
  /** What the file begins with; undefined while it is not known. */
  authored: Record<string, string> | undefined;
  isLive: boolean;
  /** The key that the address names. */
  shown: string | undefined;
  onPatch(key: string, text: string | null): Promise<unknown>;
};

const FEW = 8;

/** What everybody knows: those of the file in its order, then those of the game. */
export function Facts({ instance, facts, authored, isLive, shown, onPatch }: Props) {
  const [filter, setFilter] = useKept(`world.facts.filter.${instance}`);
  const all = merged(facts, authored);
  const sought = filter.trim().toLowerCase();
  const found = all.filter(
    ({ key, text = '' }) => key === shown || `${key} ${text}`.toLowerCase().includes(sought),
  );
  const isLong = all.length > FEW;
  const list = isLong ? found : all;
  return (
    <section className="panel" aria-labelledby="facts">
      <div className="panel-head">
        <h2 id="facts">Facts everybody knows</h2>
        <span className="count">{facts.length}</span>
        {isLong && (
          <TextInput
            size="xs"
            aria-label="Filter facts"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
        )}
      </div>
      {all.length === 0 && <p className="nothing">None yet: add one here, or in world.yaml.</p>}
      {all.length > 0 && list.length === 0 && <p className="nothing">No fact has “{filter}” in it.</p>}
      {list.length > 0 && (
        <LongList label="Facts" items={list} keyOf={({ key }) => key} rowHeight={56} shown={shown}>
          {(fact) => (
            <FactRow
              instance={instance}
              fact={fact}
              isAuthorKnown={authored !== undefined}
              isLive={isLive}
              onPatch={(text) => onPatch(fact.key, text)}
            />
          )}
        </LongList>
      )}
      <AddFact
        instance={instance}
        isLive={isLive}
        isTaken={(key) => facts.some((fact) => fact.key === key)}
        onAdd={onPatch}
      />
    </section>
  );
}

function merged(facts: WorldView['facts'], authored: Record<string, string> = {}): Fact[] {
  const live = new Map(facts.map(({ key, text }) => [key, text]));
  const own = new Map(Object.entries(authored));
  return [
    ...[...own].map(([key, text]) => ({ key, text: live.get(key), authored: text })),
    ...facts.filter(({ key }) => !own.has(key)).map(({ key, text }) => ({ key, text, authored: undefined })),
  ];
}
